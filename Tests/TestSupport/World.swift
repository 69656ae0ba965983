public import Book
public import Catalog
public import Quantities

/// A small world made from a seed: accounts with grants, terms, orders, and usage over the days on
/// which ratios and rates change.
///
/// Numbers are small and days are few, so that grants run dry inside minutes, end on days with
/// usage, and agree in all but their ids often enough.
public struct World: Sendable, CustomStringConvertible {
  /// One account.
  public struct Account: Sendable {
    /// What it has bought and agreed to.
    public var commitments: AccountCommitments
    /// What its apps have used, in no particular order.
    public var usage: [UsageLine]
  }

  /// Brings the same world back.
  public let seed: UInt64
  /// Meters and prices; the draw order differs from world to world.
  public let catalog: Catalog
  /// Who lives in it.
  public let accounts: [Account]
  /// The last day that is settled; some usage is later.
  public let settledDay: CalendarDay

  public var description: String { "seed \(seed)" }

  /// The worlds of a list of seeds.
  public static func each(_ seeds: ClosedRange<UInt64>) -> [World] { seeds.map { World(seed: $0) } }

  /// The world of a seed.
  public init(seed: UInt64) {
    var maker = WorldMaker(seed: seed)
    self.seed = seed
    self.catalog = maker.catalog
    self.settledDay = maker.settledDay
    self.accounts = (1...maker.random.pick(1...2)).map { maker.account($0) }
  }
}

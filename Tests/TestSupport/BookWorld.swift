public import Book
public import Catalog
public import Quantities

/// A world made from a seed, told as a book: events of every type around the days on which rules
/// change, and usage of the apps.
///
/// Its vendor is the built-in one, but for gifts and packs of a thousandth of the minutes: what is
/// 110000 there is 110 here, so that a few hours of usage empty it.
public struct BookWorld: Sendable, CustomStringConvertible {
  /// Brings the same world back.
  public let seed: UInt64
  /// The events by their order.
  public let events: [ReferenceEvent]
  /// The lines of the book, in no particular order.
  public let text: String
  /// Events that the rules forbid, each at its own time among the others.
  public let refused: [ReferenceEvent]
  /// What the apps have used, in no particular order.
  public let usage: [UsageLine]
  /// The last day that is settled; some events and some usage are later.
  public let settledDay: CalendarDay

  public var description: String { "seed \(seed)" }

  /// The world of a seed.
  public init(seed: UInt64) {
    var maker = BookWorldMaker(seed: seed)
    self.seed = seed
    self.events = maker.events()
    self.refused = maker.refused
    self.text = maker.random.shuffled(events.map(\.line)).joined(separator: "\n")
    self.usage = maker.usage()
    self.settledDay = maker.firstDay.advanced(by: maker.random.pick(15...110))
  }

  /// The worlds of a list of seeds.
  public static func each(_ seeds: ClosedRange<UInt64>) -> [BookWorld] {
    seeds.map { BookWorld(seed: $0) }
  }

  /// The book, read by the program, with more events if need be.
  public func book(with more: [ReferenceEvent] = []) throws(BookFailure) -> Book {
    let lines = [text] + more.map(\.line)
    return try Book.read(
      Array(lines.joined(separator: "\n").utf8), source: "\(self)", catalog: Self.catalog)
  }

  /// Usage of the apps of an account.
  public func usage(of account: AccountCommitments) -> [UsageLine] {
    usage.filter { account.apps.contains($0.app) }
  }

  /// The built-in catalog with small gifts.
  public static let catalog: Catalog = {
    let vendor = Catalog.builtIn
    let plans = vendor.plans.map { plan in
      Plan(
        id: plan.id, kind: plan.kind, product: plan.product, isAppBound: plan.isAppBound,
        price: plan.price, isOnSale: plan.isOnSale,
        gifts: plan.gifts.map { Plan.Gift(pool: $0.pool, minutes: $0.minutes / 1000) },
        freePeaks: plan.freePeaks, isUpgradable: plan.isUpgradable,
        limitPerAccount: plan.limitPerAccount, isDrawnFirst: plan.isDrawnFirst,
        flatRatio: plan.flatRatio)
    }
    return Catalog(
      name: vendor.name, currency: vendor.currency, zone: vendor.zone, pools: vendor.pools,
      products: vendor.products, meters: vendor.meters, resolutionTiers: vendor.resolutionTiers,
      peakFees: vendor.peakFees, drawOrder: vendor.drawOrder, plans: plans,
      saleRules: vendor.saleRules, source: [])
  }()
}

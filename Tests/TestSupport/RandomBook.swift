import Book
import Catalog
import Quantities

/// A book made from a seed: purchases of every plan and what becomes of them, around the days on
/// which the built-in catalog changes.
///
/// Events are thrown one by one and kept when the book stays whole, so every rule that refuses an
/// event shapes it too.
public struct RandomBook: Sendable, CustomStringConvertible {
  /// Brings the same book back.
  public let seed: UInt64
  /// One event a line, in no particular order.
  public let text: String

  public var description: String { "seed \(seed)" }

  /// The books of a list of seeds.
  public static func each(_ seeds: ClosedRange<UInt64>) -> [RandomBook] {
    seeds.map { RandomBook(seed: $0) }
  }

  /// The book of a seed.
  public init(seed: UInt64) {
    var maker = RandomBookMaker(seed: seed)
    self.seed = seed
    let lines = maker.lines()
    // In one second the lines decide between a suspension and its end, so they may not change places.
    let shuffled = maker.random.shuffled(lines).joined(separator: "\n")
    self.text = RandomBookMaker.isWhole(shuffled) ? shuffled : lines.joined(separator: "\n")
  }
}

/// Throws the dice for a `RandomBook`.
private struct RandomBookMaker {
  var random: SplitMix64
  private var kept: [String] = []
  /// Purchases that were kept, with their time.
  private var purchases: [(id: String, time: Int)] = []
  private let zone = Catalog.builtIn.zone
  private let plans = Catalog.builtIn.plans.map(\.id.text)

  /// The days around which it happens.
  private let days = [
    "2022-05-01", "2022-07-31", "2022-08-31", "2022-09-30", "2023-01-31", "2023-03-06",
    "2023-12-31", "2024-01-31", "2024-02-29", "2024-04-30", "2024-12-30", "2025-11-20",
    "2026-03-01",
  ].compactMap { CalendarDay($0) }

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func lines() -> [String] {
    kept = [
      #"{"type":"account","account_id":"acct-1","time":1600000000}"#,
      #"{"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":1600000000}"#,
      #"{"type":"app","sdk_app_id":1400000002,"account_id":"acct-1","time":1600000000}"#,
    ]
    for number in 0..<random.pick(4...24) {
      let id = "\(random.pick(["o", "O", "é"]))\(number)"
      switch random.pick(0...9) {
      case 0...3: purchase(id)
      case 4, 5: renewal(id)
      case 6, 7: upgrade(id)
      case 8: refund(id)
      default: other(id)
      }
    }
    return kept
  }

  private mutating func keep(_ line: String) -> Bool {
    guard Self.isWhole((kept + [line]).joined(separator: "\n")) else { return false }
    kept.append(line)
    return true
  }

  static func isWhole(_ text: String) -> Bool {
    (try? Book.read(Array(text.utf8), source: "random", catalog: .builtIn)) != nil
  }

  private mutating func time() -> Int {
    let start = Int(zone.start(of: random.pick(days)).epochSeconds)
    // Edges of days more often than chance would have it.
    return start + random.pick([0, -1, 86_399, 86_400, random.pick(-500_000...500_000)])
  }

  private mutating func paid() -> String {
    random.oneIn(6) ? #","paid":"\#(random.pick(0...5000)).\#(random.pick(10...99))""# : ""
  }

  private mutating func months() -> String {
    random.oneIn(2) ? "" : #","months":\#(random.pick(1...5))"#
  }

  private mutating func app() -> String {
    #","sdk_app_id":\#(random.pick([1_400_000_001, 1_400_000_001, 1_400_000_002]))"#
  }

  private mutating func purchase(_ id: String) {
    let plan = random.pick(plans)
    let isPack = plan.hasPrefix("pack.")
    // A plan that extends another is bought not long after it.
    let time =
      random.oneIn(2) && !purchases.isEmpty
      ? random.pick(purchases).time + random.pick(0...3_000_000) : time()
    let line =
      #"{"type":"purchase","order_id":"\#(id)","time":\#(time),"account_id":"acct-1","plan":"\#(plan)""#
      + (isPack ? "" : app()) + (isPack ? "" : months()) + paid() + "}"
    if keep(line) { purchases.append((id, time)) }
  }

  private mutating func renewal(_ id: String) {
    guard !purchases.isEmpty else { return }
    let purchase = random.pick(purchases)
    let time = purchase.time + random.pick([0, 2_592_000, random.pick(0...6_000_000)])
    let half = random.oneIn(2) ? "" : #","half":"\#(random.pick(["trtc", "im"]))""#
    _ = keep(
      #"{"type":"renewal","order_id":"\#(id)","time":\#(time),"renews":"\#(purchase.id)""#
        + half + months() + paid() + "}")
  }

  private mutating func upgrade(_ id: String) {
    guard !purchases.isEmpty else { return }
    let purchase = random.pick(purchases)
    let time = purchase.time + random.pick([0, 86_400, random.pick(0...6_000_000)])
    let plan = random.pick(plans.filter { $0.hasPrefix("trtc.") || $0 == "im.ultimate" })
    _ = keep(
      #"{"type":"upgrade","order_id":"\#(id)","time":\#(time),"upgrades":"\#(purchase.id)","#
        + #""plan":"\#(plan)"\#(paid())}"#)
  }

  private mutating func refund(_ id: String) {
    guard !purchases.isEmpty else { return }
    let purchase = random.pick(purchases)
    let time = purchase.time + random.pick([0, 1, 86_400, 432_000, random.pick(0...432_000)])
    _ = keep(
      #"{"type":"refund","order_id":"\#(id)","time":\#(time),"refunds":"\#(purchase.id)"}"#)
  }

  private mutating func other(_ id: String) {
    let start = random.pick(days)
    let lines = [
      #"{"type":"trial","order_id":"\#(id)","time":\#(time()),"account_id":"acct-1","#
        + #""plan":"pack.trial_10k"}"#,
      #"{"type":"trial","order_id":"\#(id)","time":\#(time()),"account_id":"acct-1"\#(app()),"#
        + #""plan":"tuicallkit.trial"}"#,
      #"{"type":"grant","grant_id":"\#(id)","time":\#(time()),"account_id":"acct-1"\#(app()),"#
        + #""pool":"av","minutes":\#(random.pick(1...9)),"start":"\#(start)","#
        + #""end":"\#(start.advanced(by: random.pick(1...40)))"}"#,
      #"{"type":"\#(random.pick(["suspend", "resume"]))","time":\#(time()),"#
        + #""account_id":"acct-1","product":"im"}"#,
    ]
    _ = keep(random.pick(lines))
  }
}

import Book
import Catalog
import Ledger
import Quantities
import Settlement

/// What some runs took in, as reasons for what changed of an account.
struct Causes {
  private struct GrowthKey: Hashable, Comparable {
    let run: Int64
    let meter: MeterOrdinal

    static func < (left: GrowthKey, right: GrowthKey) -> Bool {
      (left.run, left.meter) < (right.run, right.meter)
    }
  }

  private struct FeeMonth: Hashable {
    let app: AppID
    let month: CalendarMonth
    let meter: MeterOrdinal
  }

  private let facts: RunFacts
  private let catalog: Catalog
  /// The runs that brought usage, by line and by the months of peak fees.
  private var runsByLine: [LineName: Set<Int64>] = [:]
  private var runsByFee: [FeeMonth: Set<Int64>] = [:]
  private var growth: [GrowthKey: AccountDifference.UsageGrowth] = [:]

  /// - Parameters:
  ///   - facts: what the runs took in.
  ///   - entries: what they added to the usage lines of the account.
  /// - Complexity: O(n) in the entries.
  init(_ facts: RunFacts, _ entries: [UsageEntry], catalog: Catalog) {
    self.facts = facts
    self.catalog = catalog
    for entry in entries { take(entry) }
  }

  private mutating func take(_ entry: UsageEntry) {
    runsByLine[LineName(app: entry.app, day: entry.day, meter: entry.meter), default: []]
      .insert(entry.run)
    runsByFee[
      FeeMonth(app: entry.app, month: entry.day.month, meter: entry.meter), default: []
    ].insert(entry.run)
    let key = GrowthKey(run: entry.run, meter: entry.meter)
    var sum =
      growth[key]
      ?? AccountDifference.UsageGrowth(
        run: entry.run, meter: catalog[entry.meter].name, firstDay: entry.day,
        lastDay: entry.day)
    sum.lines += 1
    sum.records += entry.records
    sum.firstDay = min(sum.firstDay, entry.day)
    sum.lastDay = max(sum.lastDay, entry.day)
    growth[key] = sum
  }

  /// What came in, by run and meter.
  var usage: [AccountDifference.UsageGrowth] {
    growth.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Why what a usage line came to changed.
  func cause(ofLine name: LineName?) -> ChangeCause {
    guard let name else { return .follows }
    if let runs = runsByLine[name] { return .usage(runs: runs.sorted()) }
    if let run = facts.ownerRuns[name.app] { return .book(runs: [run]) }
    return facts.isNewlySettled(name.day) ? .settledDay : .follows
  }

  func cause(of charge: Charge?) -> ChangeCause {
    guard let charge else { return .follows }
    switch (charge.period, charge.item) {
    case (.day(let day), .meter(let meter)):
      return cause(ofLine: LineName(app: charge.app, day: day, meter: meter))
    case (.day, .fee), (.month, .meter): return .follows
    case (.month(let month), .fee(let item)):
      let meter = catalog.peakFees.first { $0.item == item }?.meter
      let runs = meter.flatMap {
        runsByFee[FeeMonth(app: charge.app, month: month, meter: $0)]
      }
      if let runs { return .usage(runs: runs.sorted()) }
      if let run = facts.ownerRuns[charge.app] { return .book(runs: [run]) }
      return facts.isNewlySettled(month.lastDay) || facts.isNewlySettled(month.firstDay)
        ? .settledDay : .follows
    }
  }

  func cause(of order: OrderLine?) -> ChangeCause {
    guard let order else { return .follows }
    let given = facts.index.events(of: order.id).map(\.run).filter { facts.runs.contains($0) }
    if let run = given.last { return .book(runs: [run]) }
    return facts.isNewlySettled(order.day) ? .settledDay : .follows
  }

  func cause(_ before: GrantBalance?, _ after: GrantBalance?) -> ChangeCause {
    guard let before, let after, before.grant == after.grant else {
      guard let id = (after ?? before)?.grant.id else { return .follows }
      let given = facts.index.events(of: id).map(\.run).filter { facts.runs.contains($0) }
      return given.isEmpty ? .settledDay : .book(runs: Set(given).sorted())
    }
    return before.drawn == after.drawn ? .settledDay : .draws
  }
}

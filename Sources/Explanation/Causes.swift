import Book
import Catalog
import Ledger
import Quantities
import Settlement

/// What some runs took in, as reasons for what changed.
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

  private let explainer: Explainer
  private let settledBefore: CalendarDay?
  private let settledAfter: CalendarDay?
  /// The runs that brought usage, by line and by the months of peak fees.
  private var runsByLine: [LineName: Set<Int64>] = [:]
  private var runsByFee: [FeeMonth: Set<Int64>] = [:]
  private var growth: [AccountID: [GrowthKey: AccountDifference.UsageGrowth]] = [:]
  private var events: [AccountID: [EventFact]] = [:]
  /// The runs that gave an app its owner.
  private var ownerRuns: [AppID: Int64] = [:]
  private let runs: ClosedRange<Int64>

  /// - Complexity: O(n) in the usage entries of the runs.
  init(_ explainer: Explainer, _ inputs: [RunInput], settledBefore: CalendarDay?) throws {
    self.explainer = explainer
    self.settledBefore = settledBefore
    settledAfter = inputs.last?.run.settledDay
    let numbers = inputs.map(\.run.id)
    runs = (numbers.first ?? 0)...(numbers.last ?? 0)
    for event in inputs.flatMap(\.events) {
      if let account = explainer.events.account(of: event) {
        events[account, default: []].append(event)
      }
      if event.type == "app", let app = UInt32(event.id) { ownerRuns[AppID(app)] = event.run }
    }
    var owners: [AppID: AccountID?] = [:]
    try explainer.ledger.forEachUsageEntry(ofRuns: runs, catalog: explainer.catalog) { entry in
      let owner = try owners[entry.app] ?? explainer.ledger.owner(of: entry.app)
      owners[entry.app] = owner
      if let owner { take(entry, of: owner) }
    }
  }

  private mutating func take(_ entry: UsageEntry, of account: AccountID) {
    runsByLine[LineName(app: entry.app, day: entry.day, meter: entry.meter), default: []]
      .insert(entry.run)
    runsByFee[
      FeeMonth(app: entry.app, month: entry.day.month, meter: entry.meter), default: []
    ].insert(entry.run)
    var sum =
      growth[account, default: [:]][GrowthKey(run: entry.run, meter: entry.meter)]
      ?? AccountDifference.UsageGrowth(
        run: entry.run, meter: explainer.catalog[entry.meter].name, firstDay: entry.day,
        lastDay: entry.day)
    sum.lines += 1
    sum.records += entry.records
    sum.firstDay = min(sum.firstDay, entry.day)
    sum.lastDay = max(sum.lastDay, entry.day)
    growth[account, default: [:]][GrowthKey(run: entry.run, meter: entry.meter)] = sum
  }

  func usage(of account: AccountID) -> [AccountDifference.UsageGrowth] {
    growth[account, default: [:]].sorted { $0.key < $1.key }.map(\.value)
  }

  func events(of account: AccountID) -> [EventFact] { events[account, default: []] }

  /// Why what a usage line came to changed.
  func cause(ofLine name: LineName?) -> ChangeCause {
    guard let name else { return .follows }
    if let runs = runsByLine[name] { return .usage(runs: runs.sorted()) }
    if let run = ownerRuns[name.app] { return .book(runs: [run]) }
    return isNewlySettled(name.day) ? .settledDay : .follows
  }

  func cause(of charge: Charge?) -> ChangeCause {
    guard let charge else { return .follows }
    switch (charge.period, charge.item) {
    case (.day(let day), .meter(let meter)):
      return cause(ofLine: LineName(app: charge.app, day: day, meter: meter))
    case (.day, .fee), (.month, .meter): return .follows
    case (.month(let month), .fee(let item)):
      let meter = explainer.catalog.peakFees.first { $0.item == item }?.meter
      let runs = meter.flatMap {
        runsByFee[FeeMonth(app: charge.app, month: month, meter: $0)]
      }
      if let runs { return .usage(runs: runs.sorted()) }
      if let run = ownerRuns[charge.app] { return .book(runs: [run]) }
      return isNewlySettled(month.lastDay) || isNewlySettled(month.firstDay)
        ? .settledDay : .follows
    }
  }

  func cause(of order: OrderLine?) -> ChangeCause {
    guard let order else { return .follows }
    let given = explainer.events.events(of: order.id).map(\.run).filter { runs.contains($0) }
    if let run = given.last { return .book(runs: [run]) }
    return isNewlySettled(order.day) ? .settledDay : .follows
  }

  func cause(_ before: GrantBalance?, _ after: GrantBalance?) -> ChangeCause {
    guard let before, let after, before.grant == after.grant else {
      guard let id = (after ?? before)?.grant.id else { return .follows }
      let given = explainer.events.events(of: id).map(\.run).filter { runs.contains($0) }
      return given.isEmpty ? .settledDay : .book(runs: Set(given).sorted())
    }
    return before.drawn == after.drawn ? .settledDay : .draws
  }

  /// Whether a day was settled by these runs, or is no more.
  private func isNewlySettled(_ day: CalendarDay) -> Bool {
    let was = settledBefore.map { day <= $0 } ?? false
    let isNow = settledAfter.map { day <= $0 } ?? false
    return was != isNow
  }
}

import Book
import Catalog
import Ledger
import Quantities
import Settlement

/// Proves that what closed months have fixed is what was settled when they were closed.
///
/// Every settlement takes the rows of closed months as they stand, so that settling again says
/// nothing about them. What says it:
///
/// - Of an account to which nothing came late, everything settled again from the beginning, as if
///   no month were closed, has the rows of the closed months in it.
/// - Of any other account, each close is lived through again: with the usage, the book, the catalog
///   and the settled day of its run, and with what the closes before it had fixed.
struct ClosedMonthsProof {
  private let ledger: LedgerReader
  private let catalog: Catalog
  private let lateApps: Set<AppID>
  /// Accounts whose closes have to be lived through again, with their apps.
  private var suspects: [AccountID: [AppID]] = [:]

  init(_ ledger: LedgerReader, _ catalog: Catalog) throws {
    self.ledger = ledger
    self.catalog = catalog
    lateApps = try ledger.lateApps()
  }

  /// Checks an account by settling it from the beginning; one that differs is looked at later.
  mutating func check(
    _ account: AccountCommitments, _ usage: [UsageLine], _ closed: ClosedMonths,
    through day: CalendarDay
  ) throws {
    if lateApps.isDisjoint(with: account.apps) {
      let settlement = try settle(account, usage: usage, catalog: catalog, through: day)
      let fixed = ClosedMonths(
        through: closed.last, deductions: settlement.deductions, charges: settlement.charges,
        orders: account.orders)
      if FixedRows(fixed) == FixedRows(closed) { return }
    }
    suspects[account.account] = account.apps
  }

  /// Lives through the closes again, for the accounts that need it.
  ///
  /// - Returns: a sentence for each row that closed months hold and should not, or should hold.
  /// - Complexity: one pass over the usage entries up to the last close, and one settlement an
  ///   account and close; nothing at all when no account needs it.
  func findings() throws -> [String] {
    guard !suspects.isEmpty else { return [] }
    let fixed = try replay()
    var findings: [String] = []
    for account in suspects.keys.sorted() {
      guard let standing = try ledger.closedMonths(of: account, catalog: catalog) else { continue }
      let nothing = ClosedMonths(through: standing.last, deductions: [], charges: [], orders: [])
      let wanted = FixedRows(fixed[account] ?? nothing)
      findings += FixedRows(standing).differences(from: wanted, catalog)
        .map { "account \(account), closed through \(standing.last): \($0)" }
    }
    return findings
  }

  /// What each close fixed, close after close.
  private func replay() throws -> [AccountID: ClosedMonths] {
    var history = UsageHistory(of: suspects.values.joined())
    var fixed: [AccountID: ClosedMonths] = [:]
    var (closedBefore, last) = (catalog, Int64(0))
    let events = try ledger.storedEvents()
    let days = Dictionary(
      uniqueKeysWithValues: try ledger.runs().map { ($0.id, $0.settledDay) })
    for close in try ledger.closes() {
      let catalog = try chooseCatalog(nil, stored: ledger.catalog(ofRun: close.run))
      let known = events.filter { $0.run <= close.run }
      let book = try Book.read(
        Array(known.map(\.event.canonical).joined(separator: "\n").utf8),
        source: "the ledger's book up to run \(close.run)", catalog: catalog)
      if last < close.run { try history.add(ledger, last + 1...close.run, catalog) }
      let day = days[close.run] ?? nil
      guard let day, close.value.lastDay <= day else {
        throw InputFailure("run \(close.run) closed \(close.value), which was not settled by then")
      }
      for account in book.commitments(through: day) where suspects[account.account] != nil {
        let settled = try SettledAccount(
          account, history.lines(of: account.apps, catalog),
          fixed[account.account]?.translated(from: closedBefore, to: catalog), catalog, day)
        fixed[account.account] = ClosedMonths(
          through: close.value, deductions: settled.settlement.deductions,
          charges: settled.settlement.charges, orders: settled.orders)
      }
      (closedBefore, last) = (catalog, close.run)
    }
    return fixed.mapValues { $0.translated(from: closedBefore, to: catalog) }
  }
}

/// The usage of some apps as it grew from run to run.
private struct UsageHistory {
  private struct Key: Hashable {
    let app: AppID
    let day: CalendarDay
    let meter: String
  }

  private let apps: Set<AppID>
  private var totals: [AppID: [Key: (records: Int64, quantity: Int64)]] = [:]

  init(of apps: some Sequence<AppID>) {
    self.apps = Set(apps)
  }

  mutating func add(
    _ ledger: LedgerReader, _ runs: ClosedRange<Int64>, _ catalog: Catalog
  ) throws {
    try ledger.forEachUsageEntry(ofRuns: runs, catalog: catalog) { entry in
      guard apps.contains(entry.app) else { return }
      let key = Key(app: entry.app, day: entry.day, meter: catalog[entry.meter].name)
      let total = totals[entry.app]?[key] ?? (0, 0)
      // Sums that do not fit are told by the check of totals.
      totals[entry.app, default: [:]][key] = (
        total.records &+ entry.records, total.quantity &+ entry.quantity
      )
    }
  }

  /// The lines of some apps so far, in the order of settlement.
  func lines(of apps: [AppID], _ catalog: Catalog) -> [UsageLine] {
    apps.flatMap { app in
      totals[app, default: [:]].compactMap { key, total in
        catalog.ordinal(ofMeter: key.meter).map {
          UsageLine(
            app: app, day: key.day, meter: $0, records: total.records, quantity: total.quantity)
        }
      }
    }.sorted(by: UsageLine.settlementOrder)
  }
}

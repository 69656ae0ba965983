import Aggregation
import Book
import Catalog
import Ledger
public import Quantities
import Settlement

/// What a check of a whole ledger came to.
public struct VerificationReport: Sendable {
  /// Runs that committed.
  public var runs = 0
  /// Records they read.
  public var recordsRead: Int64 = 0
  /// Accounts whose settlement was worked out again.
  public var accounts = 0
  /// Usage lines they were worked out from.
  public var usageLines = 0
  /// Package minutes given, drawn, expired and left, over all grants.
  public var minutes = MinuteTotals()
  /// Sum of all invoices.
  public var invoiced = Money.zero
  /// The last settled day.
  public var settledDay: CalendarDay?
  /// Everything that does not hold, one sentence each; empty is good.
  public var findings: [String] = []

  /// Package minutes of all grants.
  public struct MinuteTotals: Sendable {
    /// Minutes given.
    public var given = Fraction.zero
    /// Minutes drawn.
    public var drawn = Fraction.zero
    /// Minutes that ended undrawn.
    public var expired = Fraction.zero
    /// Minutes that can still be drawn.
    public var left = Fraction.zero
  }
}

/// Checks a ledger: what it says twice agrees, every conservation law holds, and settling its
/// usage, book and catalog again gives what stands in it.
///
/// - Throws: `LedgerFailure` when it cannot be read; findings are no failure.
public func verifyLedger(_ path: String) throws -> VerificationReport {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    var verification = try Verification(reader)
    try verification.run()
    return verification.report
  }
}

/// One check of a ledger.
private struct Verification {
  private let ledger: LedgerReader
  private let catalog: Catalog
  private let book: Book
  var report = VerificationReport()

  init(_ ledger: LedgerReader) throws {
    self.ledger = ledger
    catalog = try chooseCatalog(nil, stored: ledger.catalog())
    book = try chooseBook(nil, catalog, ledger)
  }

  mutating func run() throws {
    report.findings += try ledger.audit().map(\.description)
    let runs = try ledger.runs()
    report.runs = runs.count
    report.recordsRead = runs.reduce(0) { $0 + $1.counts.read }
    report.settledDay = try ledger.settledDay()
    let accounts = book.commitments(through: report.settledDay)
    for account in accounts { try check(account) }
    let known = Set(accounts.map(\.account))
    for stranger in try ledger.accounts() where !known.contains(stranger) {
      report.findings.append("account \(stranger) has entries and is not in the book")
    }
  }

  private mutating func check(_ account: AccountCommitments) throws {
    report.accounts += 1
    let owned = try ledger.apps(of: account.account)
    if owned != account.apps {
      report.findings.append("account \(account.account): its apps differ from those of the book")
    }
    let usage = try ledger.usage(of: account.apps, catalog: catalog)
    report.usageLines += usage.count
    guard let day = report.settledDay else { return }
    let closed = try ledger.closedMonths(of: account.account, catalog: catalog)
    try compare(SettledAccount(account, usage, closed, catalog, day))
    try checkLaws(account, usage, day)
  }

  /// Compares what stands with what settling again gives.
  private mutating func compare(_ settled: SettledAccount) throws {
    let difference = try ledger.difference(
      from: settled.settlement, orders: settled.orders, catalog: catalog)
    let name = settled.settlement.account.text
    note(difference.deductions, "deduction", name) { "app \($0.app), \($0.day), grant \($0.grant)" }
    note(difference.charges, "charge", name) { "app \($0.app), \($0.period), \($0.kind)" }
    note(difference.grants, "grant", name) { "\($0.grant.id)" }
    note(difference.orders, "order", name) { "\($0.id)" }
  }

  private mutating func note<Row>(
    _ rows: SettlementDifference.Rows<Row>, _ kind: String, _ account: String,
    _ describe: (Row) -> String
  ) {
    for row in rows.surplus {
      report.findings.append(
        "account \(account): \(kind) \(describe(row)) stands, and settling again does not give it")
    }
    for row in rows.missing {
      report.findings.append(
        "account \(account): \(kind) \(describe(row)) is missing, and settling again gives it")
    }
  }

  /// Checks the conservation laws on the rows that stand.
  private mutating func checkLaws(
    _ account: AccountCommitments, _ usage: [UsageLine], _ day: CalendarDay
  ) throws {
    let standing = try ledger.settlement(of: account.account, catalog: catalog)
    let invoices = try Invoice.gather(
      account: account.account,
      orders: ledger.orders(of: account.account, catalog: catalog),
      charges: standing.charges, catalog: catalog)
    report.findings += try ConservationCheck.violations(
      in: standing, invoices: invoices, usage: usage, catalog: catalog, through: day
    ).map { "account \(account.account): \($0)" }
    for invoice in invoices { report.invoiced = try report.invoiced.adding(invoice.total) }
    for balance in standing.grants {
      report.minutes.given = try report.minutes.given.adding(Fraction(balance.grant.minutes))
      report.minutes.drawn = try report.minutes.drawn.adding(balance.drawn)
      report.minutes.expired = try report.minutes.expired.adding(balance.expired)
      report.minutes.left = try report.minutes.left.adding(balance.left)
    }
  }
}

import Aggregation
import Book
import Catalog
import Exports
public import Ingest
import Ledger
import Quantities
import Settlement
import Storage

/// Checks a ledger from end to end.
///
/// 1. What it says twice agrees, and every run still holds what it wrote (`LedgerReader.audit`).
/// 2. The dumps, when they are given, come to the identities, users, usage and rejects that the
///    runs posted.
/// 3. Usage, book, catalog and closes, settled again, come to what stands; what closed months have
///    fixed is what was settled when they were closed; and every conservation law holds.
/// 4. What stands is added up and exported into a certificate.
///
/// - Throws: `LedgerFailure` when it cannot be read, `UntrustedInput` when given dumps are not
///   there; findings are no failure.
public func verifyLedger(
  _ options: VerificationOptions, progress: Progress = Progress()
) throws -> VerificationReport {
  let ledger = try Ledger(path: options.ledger, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    var verification = Verification(reader)
    try verification.run(options, progress)
    return verification.report
  }
}

/// One check of a ledger.
private struct Verification {
  private let ledger: LedgerReader
  /// Refunds of something used that runs have told.
  private var toldRefunds: Set<OrderID> = []
  var report = VerificationReport()

  init(_ ledger: LedgerReader) {
    self.ledger = ledger
  }

  mutating func run(_ options: VerificationOptions, _ progress: Progress) throws {
    report.findings += try ledger.audit().map(\.description)
    try attempt("the runs") { try $0.readHistory() }
    if let dumps = options.dumps {
      try attempt("the dumps") { check throws in
        var derivation = try DumpDerivation(check.ledger, options, progress)
        try derivation.run(dumps)
        check.report.proof = derivation.proof
        check.report.findings += derivation.findings
        check.report.notices += derivation.notices
      }
    }
    try attempt("the catalog and the book") { check throws in
      let catalog = try chooseCatalog(nil, stored: check.ledger.catalog())
      let book = try chooseBook(nil, catalog, check.ledger)
      try check.settle(catalog, book)
    }
  }

  /// Does a part of the check.
  ///
  /// Content that cannot be is a finding; a disk that fails is not.
  private mutating func attempt(
    _ what: String, _ body: (inout Verification) throws -> Void
  ) throws {
    do {
      try body(&self)
    } catch let error as UntrustedInput {
      throw error
    } catch let error as DatabaseFailure where error.code != .implausible {
      throw error
    } catch {
      report.findings.append("\(what): \(error)")
    }
  }

  private mutating func readHistory() throws {
    let runs = try ledger.runs()
    report.history.runs = runs.count
    report.history.chainHead = runs.last?.hash
    for run in runs {
      report.history.recordsRead &+= run.counts.read
      report.history.dumps += try ledger.dumps(ofRun: run.id).count
    }
  }

  /// Settles everything again, and certifies what stands when nothing was found.
  private mutating func settle(_ catalog: Catalog, _ book: Book) throws {
    var totals = CertificateTotals(catalog)
    let day = try ledger.settledDay()
    if let closed = try ledger.lastClosedMonth(), day.map({ $0 < closed.lastDay }) ?? true {
      report.findings.append(
        "run, close: \(closed) is closed, and settled is \(day?.description ?? "no day"); "
          + "nothing can be settled again")
      return
    }
    toldRefunds = try ledger.usedRefunds()
    var closes = try ClosedMonthsProof(ledger, catalog)
    let accounts = book.commitments(through: day)
    for account in accounts {
      try attempt("account \(account.account)") { check throws in
        try check.check(account, catalog, day, &closes, &totals)
      }
    }
    try attempt("the closed months") { $0.report.findings += try closes.findings() }
    let known = Set(accounts.map(\.account))
    for stranger in try ledger.accounts() where !known.contains(stranger) {
      report.findings.append("account \(stranger) has entries and is not in the book")
    }
    try attempt("the exports") { try $0.certify(totals, catalog, day) }
  }

  private mutating func certify(
    _ totals: CertificateTotals, _ catalog: Catalog, _ day: CalendarDay?
  ) throws {
    var certificate = totals.finished()
    certificate.settledDay = day
    certificate.closedMonth = try ledger.lastClosedMonth()
    certificate.waitingUsageLines = try ledger.usageLineCount() - certificate.usageLines
    if report.findings.isEmpty {
      try certificate.hashExports { Exporter(ledger, catalog: catalog, format: $0) }
    }
    report.certificate = certificate
  }
}

// MARK: - One account

extension Verification {
  private mutating func check(
    _ account: AccountCommitments, _ catalog: Catalog, _ day: CalendarDay?,
    _ closes: inout ClosedMonthsProof, _ totals: inout CertificateTotals
  ) throws {
    let owned = try ledger.apps(of: account.account)
    if owned != account.apps {
      report.findings.append("account \(account.account): its apps differ from those of the book")
    }
    guard let day else { return }
    let usage = try ledger.usage(of: account.apps, catalog: catalog)
    let closed = try ledger.closedMonths(of: account.account, catalog: catalog)
    do {
      try compare(SettledAccount(account, usage, closed, catalog, day), catalog)
      if let closed { try closes.check(account, usage, closed, through: day) }
    } catch let failure as InputFailure {
      // A ledger that cannot be settled again is a finding of this check and not its end.
      report.findings.append(failure.description)
    }

    let standing = try ledger.settlement(of: account.account, catalog: catalog)
    let invoices = try Invoice.gather(
      account: account.account,
      orders: ledger.orders(of: account.account, catalog: catalog),
      charges: standing.charges, catalog: catalog)
    report.findings += try ConservationCheck.violations(
      in: standing, invoices: invoices, usage: usage, catalog: catalog, through: day
    ).map { "account \(account.account): \($0)" }
    try totals.add(standing, invoices: invoices, usage: usage.filter { $0.day <= day })
  }

  /// Compares what stands with what settling again gives.
  private mutating func compare(_ settled: SettledAccount, _ catalog: Catalog) throws {
    let difference = try ledger.difference(
      from: settled.settlement, orders: settled.orders, catalog: catalog)
    let name = settled.settlement.account.text
    note(difference.deductions, "deduction", name) { "app \($0.app), \($0.day), grant \($0.grant)" }
    note(difference.charges, "charge", name) { "app \($0.app), \($0.period), \($0.kind)" }
    note(difference.grants, "grant", name) { "\($0.grant.id)" }
    note(difference.orders, "order", name) { "\($0.id)" }
    for refund in settled.settlement.usedRefunds where !toldRefunds.contains(refund) {
      report.findings.append("account \(name): used_refund \(refund) is missing")
    }
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
}

public import Catalog
import Concurrency
public import Ledger
public import Quantities
import Settlement

/// Writes exports of a ledger (contract, section 5).
///
/// Rows go out account by account in their final order, so that memory is bounded by the largest
/// account. Equal ledgers give equal bytes.
public struct Exporter {
  let ledger: LedgerReader
  let catalog: Catalog
  let filter: ExportFilter
  let format: ExportFormat

  /// An exporter of what a ledger holds.
  ///
  /// - Parameters:
  ///   - ledger: the ledger, for as long as it can be read.
  ///   - catalog: names the meters.
  ///   - filter: which rows are wanted.
  ///   - format: how they are written; invoices are lines of JSON in any format.
  public init(
    _ ledger: LedgerReader, catalog: Catalog, filter: ExportFilter = ExportFilter(),
    format: ExportFormat
  ) {
    self.ledger = ledger
    self.catalog = catalog
    self.filter = filter
    self.format = format
  }

  /// Writes an export.
  ///
  /// - Throws: what the ledger or the sink throws; `QuantityOverflow` when the sum of an invoice
  ///   does not fit.
  public func export(_ kind: ExportKind, to sink: @escaping ExportSink) throws {
    switch kind {
    case .usage: try exportUsage(to: sink)
    case .deductions: try exportDeductions(to: sink)
    case .charges: try exportCharges(to: sink)
    case .grants: try exportGrants(to: sink)
    case .invoices: try exportInvoices(to: sink)
    case .focus: try exportFocus(to: sink)
    case .rejects: try exportRejects(to: sink)
    }
  }

  /// The accounts that are wanted, by bytes.
  func accounts() throws -> [AccountID] {
    try ledger.accounts().filter { filter.account == nil || $0 == filter.account }
  }

  private func exportUsage(to sink: @escaping ExportSink) throws {
    var printer = TablePrinter(UsageRow.table, format, sink)
    func print(_ apps: [AppID], of account: AccountID?) throws {
      for app in apps {
        let lines = try ledger.usage(of: [app], catalog: catalog)
        try printer.print(
          sorted: UsageRow.rows(lines, of: account, catalog: catalog, filter: filter))
      }
    }
    if filter.account == nil { try print(ledger.unownedApps(), of: nil) }
    for account in try accounts() { try print(ledger.apps(of: account), of: account) }
    try printer.finish()
  }

  private func exportDeductions(to sink: @escaping ExportSink) throws {
    var printer = TablePrinter(DeductionRow.table, format, sink)
    for account in try accounts() {
      let rows = try ledger.deductions(of: account, catalog: catalog)
        .filter { filter.admits($0.invoiceMonth) }
        .map { DeductionRow(account: account, deduction: $0, meter: catalog[$0.meter].name) }
      try printer.print(sorting: rows)
    }
    try printer.finish()
  }

  private func exportCharges(to sink: @escaping ExportSink) throws {
    var printer = TablePrinter(ChargeRow.table, format, sink)
    for account in try accounts() {
      let rows = try ledger.charges(of: account, catalog: catalog)
        .filter { filter.admits($0.invoiceMonth) }
        .map { ChargeRow(account: account, charge: $0, item: $0.item.name(in: catalog)) }
      try printer.print(sorting: rows)
    }
    try printer.finish()
  }

  private func exportGrants(to sink: @escaping ExportSink) throws {
    var printer = TablePrinter(GrantBalance.table, format, sink)
    for account in try accounts() {
      let rows = try ledger.grants(of: account, catalog: catalog)
        .filter { filter.admits(from: $0.grant.start, until: $0.grant.end) }
      try printer.print(sorting: rows)
    }
    try printer.finish()
  }
}

/// Writes the usage export of lines that no ledger knows, with an empty account.
///
/// - Parameters:
///   - lines: at most one for an app, day and meter, in any order.
///   - catalog: names the meters.
///   - month: only lines of this month.
///   - format: how they are written.
///   - workers: how many threads write rows; the sink is called by this one.
///   - sink: where the bytes go.
/// - Throws: what the sink throws.
public func exportUsage(
  _ lines: [UsageLine], catalog: Catalog, month: CalendarMonth? = nil, format: ExportFormat,
  workers: Int = 1, to sink: @escaping ExportSink
) throws {
  var header = TablePrinter(UsageRow.table, format, sink)
  try header.finish()
  // They usually are in that order already, which costs one look at each.
  let lines = lines.sorted { $0.app < $1.app }
  try overlapped(
    slices(of: lines), workers: workers, read: { lines[$0] },
    work: { lines in
      let rows = UsageRow.rows(
        Array(lines), of: nil, catalog: catalog, filter: ExportFilter(month: month))
      return format.bytes(of: rows, in: UsageRow.table)
    },
    write: { bytes in
      if !bytes.isEmpty { try sink(bytes) }
    })
}

/// Cuts lines into pieces of a fair size, each with all lines of its apps.
private func slices(of lines: [UsageLine]) -> some Sequence<Range<Int>> {
  sequence(state: 0) { start in
    guard start < lines.count else { return nil }
    var end = min(start + 512, lines.count)
    while end < lines.count, lines[end].app == lines[end - 1].app { end += 1 }
    defer { start = end }
    return start..<end
  }
}

import Book
public import Exports
import Ledger
public import Quantities
import Reports

/// Writes the page of a month.
///
/// It bears the hash of the ledger's certificate, which is worked out from its exports and not proved:
/// that is what `verifyLedger` does.
///
/// - Parameters:
///   - path: the ledger.
///   - month: the month; `nil` is that of the settled day.
///   - language: the language of the page.
///   - sink: where its bytes go.
/// - Throws: `RequestFailure` when there is no month to tell of, `LedgerFailure` when the ledger cannot
///   be read, or what the sink throws.
public func writeReport(
  of path: String, month: CalendarMonth?, language: InvoiceLanguage, to sink: @escaping ExportSink
) throws {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  let bytes = try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    let settledDay = try reader.settledDay()
    guard let month = month ?? settledDay?.month else {
      throw RequestFailure("nothing is settled yet; name a month with --month, or run first")
    }
    var certificate = Certificate()
    try certificate.hashExports { Exporter(reader, catalog: catalog, format: $0) }
    let commitments = try chooseBook(nil, catalog, reader).commitments(through: settledDay)
    let report = try MonthReport(
      of: month, reader, catalog: catalog, commitments: commitments,
      certificate: certificate.hash ?? "")
    var page = ReportPage(report, language)
    return page.bytes()
  }
  try sink(bytes)
}

import Book
import ByteStreams
import Catalog
public import Quantities
import Settlement
import StrictJSON

/// How invoices are written.
public enum InvoiceFormat: Hashable, Sendable {
  /// One JSON object a line, as in the export.
  case ndjson
  /// Their lines, one a row, in the order of each invoice.
  case csv
  /// A page for people.
  case html(InvoiceLanguage)

  /// How the name of such a file ends.
  var fileExtension: String {
    switch self {
    case .ndjson: "ndjson"
    case .csv: "csv"
    case .html: "html"
    }
  }
}

/// What a page says of the ledger it comes from.
public struct InvoiceStamp: Hashable, Sendable {
  /// The last settled day.
  public var settledDay: CalendarDay?
  /// The hash of the ledger's certificate.
  public var certificate: String?

  /// A stamp.
  public init(settledDay: CalendarDay?, certificate: String?) {
    self.settledDay = settledDay
    self.certificate = certificate
  }
}

/// One file of invoices, written piece by piece.
struct InvoiceDocument {
  private enum Writer {
    case ndjson
    case csv(TablePrinter<InvoiceLineRow>)
    case html(InvoicePage)
  }

  private var writer: Writer
  private let sheets: InvoiceSheets
  private let sink: ExportSink
  private var count = 0

  init(
    _ format: InvoiceFormat, _ sheets: InvoiceSheets, _ stamp: InvoiceStamp,
    to sink: @escaping ExportSink
  ) {
    self.sheets = sheets
    self.sink = sink
    switch format {
    case .ndjson: writer = .ndjson
    case .csv: writer = .csv(TablePrinter(InvoiceLineRow.table, .csv, sink))
    case .html(let language):
      var page = InvoicePage(language, currency: sheets.currency, stamp)
      page.begin()
      writer = .html(page)
    }
  }

  /// Adds an invoice.
  mutating func append(_ invoice: Invoice) throws {
    count += 1
    switch writer {
    case .ndjson:
      try sink(invoice.line)
    case .csv(var printer):
      try printer.print(sorted: invoice.lines.map { InvoiceLineRow(invoice: invoice, line: $0) })
      writer = .csv(printer)
    case .html(var page):
      let sheet = try sheets.sheet(of: invoice)
      var hash = SHA256()
      hash.update(invoice.line)
      page.append(
        sheet, name: sheets.names.name(of: invoice.account),
        plans: sheet.orders.map { sheets.names.plan(of: $0.id) }, sha256: hash.hexadecimal())
      try sink(page.take())
      writer = .html(page)
    }
  }

  /// Writes what comes behind the last invoice.
  mutating func finish() throws {
    switch writer {
    case .ndjson: break
    case .csv(var printer): try printer.finish()
    case .html(var page):
      page.end(isEmpty: count == 0)
      try sink(page.take())
    }
  }
}

extension Invoice {
  /// Its line in the export, with the line feed.
  fileprivate var line: [UInt8] {
    var json = JSONWriter()
    write(to: &json)
    json.newline()
    return json.bytes
  }
}

/// A line of an invoice with what a row adds to it.
struct InvoiceLineRow {
  let invoice: Invoice
  let line: InvoiceLine

  static let table = Table<InvoiceLineRow>(columns: [
    .init("number") { .text($0.invoice.number) },
    .init("account_id") { .text($0.invoice.account.text) },
    .init("month") { Cell($0.invoice.month) },
    .init("status") { .text($0.invoice.status.rawValue) },
    .init("kind") { .text($0.line.kind.rawValue) },
    .init("id") { if case .order(let id) = $0.line.subject { .text(id.text) } else { .empty } },
    .init("item") { if case .item(let name) = $0.line.subject { .text(name) } else { .empty } },
    .init("sdk_app_id") { Cell($0.line.app) },
    .init("period") { $0.line.period.map { .time($0) } ?? .empty },
    .init("quantity") { .fraction($0.line.quantity) },
    .init("amount") { .money($0.line.amount) },
  ])
}

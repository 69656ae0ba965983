import ByteStreams
import Catalog
import Ledger
public import Quantities
import Settlement

/// How invoices are put into files.
public enum InvoiceSplit: Hashable, Sendable {
  /// One file for each account, with its months in their order.
  case account
  /// One file for each month, with its invoices in the order of their numbers.
  case month
}

/// What was written of invoices.
public struct WrittenInvoices: Hashable, Sendable {
  /// How many invoices.
  public internal(set) var count = 0
  /// The last month in each file, by its name in the folder; that of a stream is empty.
  public internal(set) var lastMonths: [String: CalendarMonth] = [:]

  mutating func add(_ month: CalendarMonth, to file: String) {
    count += 1
    lastMonths[file] = max(lastMonths[file] ?? month, month)
  }
}

extension Exporter {
  /// Writes invoices into one stream, by the bytes of their numbers.
  ///
  /// - Returns: what was written.
  /// - Throws: what the ledger or the sink throws; `QuantityOverflow` when a sum does not fit.
  public func writeInvoices(
    as format: InvoiceFormat, names: InvoiceNames, stamp: InvoiceStamp,
    to sink: @escaping ExportSink
  ) throws -> WrittenInvoices {
    let sheets = InvoiceSheets(self, names)
    var document = InvoiceDocument(format, sheets, stamp, to: sink)
    var written = WrittenInvoices()
    try forEachInvoice { invoice in
      try document.append(invoice)
      written.add(invoice.month, to: "")
    }
    try document.finish()
    return written
  }

  /// Writes invoices into files of a folder, which is made when absent.
  ///
  /// Each file appears whole or not at all; when one cannot be written, others may be there already.
  ///
  /// - Returns: what was written.
  /// - Throws: what the ledger throws; `IOFailure` when a file cannot be written.
  public func writeInvoices(
    as format: InvoiceFormat, names: InvoiceNames, stamp: InvoiceStamp, into folder: String,
    per split: InvoiceSplit
  ) throws -> WrittenInvoices {
    try Folder.make(folder)
    let sheets = InvoiceSheets(self, names)
    func open(_ name: String) throws -> InvoiceFile {
      try InvoiceFile(folder, name, format, sheets, stamp)
    }
    var written = WrittenInvoices()
    switch split {
    case .account:
      for account in try accounts() {
        let invoices = try invoices(of: account)
        guard !invoices.isEmpty else { continue }
        var file = try open(account.text)
        for invoice in invoices {
          try file.append(invoice)
          written.add(invoice.month, to: file.name)
        }
        try file.commit()
      }
    case .month:
      // Few enough to be open at once.
      var files: [CalendarMonth: InvoiceFile] = [:]
      try forEachInvoice { invoice in
        var file = try files[invoice.month] ?? open(invoice.month.description)
        try file.append(invoice)
        files[invoice.month] = file
        written.add(invoice.month, to: file.name)
      }
      for month in files.keys.sorted() { try files[month]?.commit() }
    }
    return written
  }
}

/// A file of invoices.
private struct InvoiceFile {
  /// Its name in the folder.
  let name: String
  private let file: DurableFile
  private var document: InvoiceDocument

  init(
    _ folder: String, _ name: String, _ format: InvoiceFormat, _ sheets: InvoiceSheets,
    _ stamp: InvoiceStamp
  ) throws {
    self.name = "\(Self.escaped(name)).\(format.fileExtension)"
    let file = try DurableFile(at: "\(folder)/\(self.name)", isNamedByUser: false)
    self.file = file
    document = InvoiceDocument(format, sheets, stamp) { try file.write($0) }
  }

  mutating func append(_ invoice: Invoice) throws { try document.append(invoice) }

  mutating func commit() throws {
    try document.finish()
    try file.commit()
  }

  /// A name as a file may have it: control characters and `%` as `%` and two digits.
  private static func escaped(_ name: String) -> String {
    var bytes: [UInt8] = []
    for byte in name.utf8 {
      guard byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(byte, radix: 16, uppercase: true)
      bytes += "%\(digits.count == 1 ? "0" : "")\(digits)".utf8
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Gathers the sheets of a ledger's invoices.
///
/// Invoices of one account mostly come in a row, so its rows are kept until another one comes.
final class InvoiceSheets {
  let names: InvoiceNames
  private let exporter: Exporter
  private var last: (account: AccountID, rows: AccountRows)?

  init(_ exporter: Exporter, _ names: InvoiceNames) {
    self.exporter = exporter
    self.names = names
  }

  /// The currency of all amounts.
  var currency: String { exporter.catalog.currency }

  func sheet(of invoice: Invoice) throws -> InvoiceSheet {
    try InvoiceSheet(invoice, rows(of: invoice.account), exporter.catalog)
  }

  private func rows(of account: AccountID) throws -> AccountRows {
    if let last, last.account == account { return last.rows }
    let (ledger, catalog) = (exporter.ledger, exporter.catalog)
    let rows = AccountRows(
      orders: try ledger.orders(of: account, catalog: catalog),
      charges: try ledger.charges(of: account, catalog: catalog),
      deductions: try ledger.deductions(of: account, catalog: catalog),
      grants: try ledger.grants(of: account, catalog: catalog))
    last = (account, rows)
    return rows
  }
}

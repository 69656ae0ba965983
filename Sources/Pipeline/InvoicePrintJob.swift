import ByteStreams
public import Exports
import Quantities

/// Writes invoices of a ledger as PDF.
///
/// The pages are those of the HTML format; WeasyPrint lays them out. They are made in a folder of the
/// moment, so that a PDF appears whole or not at all.
///
/// - Parameters:
///   - path: the ledger.
///   - language: the language of the pages.
///   - filter: which invoices.
///   - target: where the PDF goes, or one for each account or month.
///   - scratch: where the folder of the moment is made.
/// - Returns: how many invoices there are.
/// - Throws: `PrintingFailure` when WeasyPrint or a font is missing, or WeasyPrint fails; else what
///   `writeInvoices` throws.
public func printInvoices(
  of path: String, in language: InvoiceLanguage, filter: ExportFilter, to target: InvoiceTarget,
  scratch: String
) throws -> Int {
  let tool = try PagePrinter.tool()
  return try Folder.withScratch(in: scratch) { folder in
    let printer = PagePrinter(tool: tool, folder: folder)
    switch target {
    case .one(let sink):
      let file = try DurableFile(at: "\(folder)/pages.html")
      let written = try writeInvoices(
        of: path, as: .html(language), filter: filter, to: .one { try file.write($0) })
      try file.commit()
      try printer.write("\(folder)/pages.html", until: written.lastMonths[""], to: sink)
      return written.count
    case .folder(let wanted, let split):
      let pages = "\(folder)/pages"
      let written = try writeInvoices(
        of: path, as: .html(language), filter: filter, to: .folder(pages, per: split))
      try Folder.make(wanted)
      for (name, month) in written.lastMonths.sorted(by: { $0.key < $1.key }) {
        let file = try DurableFile(at: "\(wanted)/\(name.dropLast("html".count))pdf")
        try printer.write("\(pages)/\(name)", until: month) { try file.write($0) }
        try file.commit()
      }
      return written.count
    }
  }
}

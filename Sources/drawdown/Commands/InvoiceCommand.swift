import CommandLineKit
import Exports
import Pipeline
import Quantities

/// `drawdown invoice`: invoices as files for finance systems and as pages for people.
enum InvoiceCommand: RunnableCommand {
  private static let month = Option<CalendarMonth?>(
    "month", .month, help: "only invoices of this month")
  private static let account = Option<String?>(
    "account", .text("A"), help: "only invoices of this account")
  private static let csv = Flag("csv", help: "write their lines as CSV, one a row")
  private static let html = Flag(
    "html", help: "write a page for each, to be read and printed on A4; it needs no other file")
  private static let language = Option<InvoiceLanguage>(
    "lang", .choice(of: ["en": .english, "zh": .chinese]), default: .english, shownAs: "en",
    help: "the language of pages")
  private static let split = Option<InvoiceSplit?>(
    "per", .choice(of: ["account": .account, "month": .month]), absence: "one file",
    help: "write one file for each account or month into the folder that -o names")
  private static let output = Option<String?>(
    "output", short: "o", .text("PATH"), absence: "standard output",
    help: "write to a file, or with --per into a folder; files appear whole or not at all")

  static let command = Command(
    "invoice", summary: "Write invoices: JSON, lines as CSV, or pages to print.",
    discussion: """
      JSON is one invoice a line, as `export invoices` has it; Documentation/invoice.schema.json \
      describes it. A page shows orders, what each package gave, usage beyond packages by meter, \
      monthly fees, adjustments with their original day, totals, and the hash of the certificate \
      that `verify` proves.
      """,
    examples: [
      .init(
        "a page for each invoice of a month, in one file",
        "drawdown invoice --ledger ledger.db --month 2025-10 --html -o 2025-10.html"),
      .init(
        "a file of lines for each account",
        "drawdown invoice --ledger ledger.db --csv --per account -o invoices"),
      .init(
        "the invoice of one account, in Chinese",
        "drawdown invoice --ledger ledger.db --account acct-1 --html --lang zh"),
    ],
    options: [
      SharedOptions.existingLedger, month, account, csv, html, language, split, output,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    let format = try format(arguments)
    let filter = ExportFilter(
      month: arguments[month], account: arguments[account].map { AccountID($0) })
    let ledger = arguments[SharedOptions.existingLedger]
    var count = 0
    if let split = arguments[split] {
      guard let folder = arguments[output] else {
        throw arguments.misuse("--per writes several files; name a folder for them with -o")
      }
      count = try writeInvoices(
        of: ledger, as: format, filter: filter, to: .folder(folder, per: split))
    } else {
      try console.export(to: arguments[output]) { sink in
        count = try writeInvoices(of: ledger, as: format, filter: filter, to: .one(sink))
      }
    }
    if count == 0 { console.note("drawdown: there is no such invoice") }
    return .done
  }

  private static func format(_ arguments: Arguments) throws -> InvoiceFormat {
    switch (arguments[csv], arguments[html]) {
    case (true, true): throw arguments.misuse("--csv and --html are two formats; choose one")
    case (false, true): return .html(arguments[language])
    case (let isCSV, false):
      guard !arguments.isGiven(language) else {
        throw arguments.misuse("--lang is for pages; add --html")
      }
      return isCSV ? .csv : .ndjson
    }
  }
}

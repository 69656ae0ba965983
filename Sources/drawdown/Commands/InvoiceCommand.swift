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
  private static let pdf = Flag(
    "pdf", help: "write these pages as PDF, which WeasyPrint makes of them; it has to be installed")
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
    "invoice", summary: "Write invoices: JSON, lines as CSV, or pages to print, as HTML or PDF.",
    discussion: """
      JSON is one invoice a line, as `export invoices` has it; Documentation/invoice.schema.json \
      describes it. A page shows orders, what each package gave, usage beyond packages by meter, \
      monthly fees, adjustments with their original day, totals, and the hash of the certificate \
      that `verify` proves. The PDF of a ledger is the same to the byte with the same WeasyPrint \
      and fonts, whenever it is made.
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
      .init(
        "a PDF for each account",
        "drawdown invoice --ledger ledger.db --pdf --per account -o invoices"),
    ],
    options: [
      SharedOptions.existingLedger, month, account, csv, html, pdf, language, split, output,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    let format = try format(arguments)
    let filter = ExportFilter(
      month: arguments[month], account: arguments[account].map { AccountID($0) })
    let ledger = arguments[SharedOptions.existingLedger]
    func write(to target: InvoiceTarget) throws -> Int {
      guard arguments[pdf] else {
        return try writeInvoices(of: ledger, as: format, filter: filter, to: target).count
      }
      return try printInvoices(
        of: ledger, in: arguments[language], filter: filter, to: target,
        scratch: console.spillFolder)
    }
    var count = 0
    if let split = arguments[split] {
      guard let folder = arguments[output] else {
        throw arguments.misuse("--per writes several files; name a folder for them with -o")
      }
      count = try write(to: .folder(folder, per: split))
    } else {
      if arguments[pdf], arguments[output] == nil, console.outputIsTerminal {
        throw arguments.misuse("a PDF is nothing for a terminal; name a file for it with -o")
      }
      try console.export(to: arguments[output]) { sink in count = try write(to: .one(sink)) }
    }
    if count == 0 {
      console.note(
        "drawdown: there is no such invoice; `drawdown export invoices` tells which "
          + "there are")
    }
    return .done
  }

  private static func format(_ arguments: Arguments) throws -> InvoiceFormat {
    let given = [csv, html, pdf].filter { arguments[$0] }
    guard given.count <= 1 else {
      throw arguments.misuse("--csv, --html and --pdf are formats of their own; choose one")
    }
    if arguments[html] || arguments[pdf] { return .html(arguments[language]) }
    guard !arguments.isGiven(language) else {
      throw arguments.misuse("--lang is for pages; add --html or --pdf")
    }
    return arguments[csv] ? .csv : .ndjson
  }
}

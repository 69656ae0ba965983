import CommandLineKit
import Exports
import Pipeline
import Quantities

/// `drawdown report`: a month as a page that people look at.
enum ReportCommand: RunnableCommand {
  private static let month = Option<CalendarMonth?>(
    "month", .month, absence: "the month of the settled day", help: "the month")
  private static let language = Option<InvoiceLanguage>(
    "lang", .choice(of: ["en": .english, "zh": .chinese]), default: .english, shownAs: "en",
    help: "the language of the page")

  static let command = Command(
    "report", summary: "Write a month as one page: packages, usage, overage, gaps, totals.",
    discussion: """
      The page needs no other file and loads nothing: drawings are inside, and a small script \
      searches and sorts the table of all apps. It shows what each package had left from day to day \
      with its last day and the day it ran dry, usage by day and meter, usage beyond packages by \
      app, peaks against what is free, what changed most against the month before, rejects, days \
      without usage, and that everything adds up. Its figures are those of the exports.
      """,
    examples: [
      .init(
        "a month", "drawdown report --ledger ledger.db --month 2025-10 -o report.html"),
      .init("the same in Chinese", "drawdown report --ledger ledger.db --lang zh -o report.html"),
    ],
    options: [SharedOptions.existingLedger, month, language, SharedOptions.output])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    try console.export(to: arguments[SharedOptions.output]) { sink in
      try writeReport(
        of: arguments[SharedOptions.existingLedger], month: arguments[month],
        language: arguments[language], to: sink)
    }
    return .done
  }
}

import CommandLineKit
import Pipeline

/// `drawdown settle`: settles what the ledger holds, without new dumps.
enum SettleCommand: RunnableCommand {
  private static let book = Option<String?>(
    "book", .text("FILE"), absence: "the events that the ledger holds",
    help: "a book to load before settling")

  static let command = Command(
    "settle", summary: "Settle what the ledger holds, without new dumps.",
    discussion: """
      Use it after a change of the book or the catalog, or to settle up to another day. What no \
      longer holds is reversed in the journal, and what holds now is posted beside it.
      """,
    examples: [
      .init(
        "settle up to the end of the month",
        "drawdown settle --ledger ledger.db --through 2025-10-31")
    ],
    options: [
      SharedOptions.existingLedger, book, SharedOptions.through, SharedOptions.catalog,
      SharedOptions.threads, SharedOptions.wait, SharedOptions.by, SharedOptions.dryRun,
      SharedOptions.metrics, SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var options = RunOptions(
      command: "settle", ledger: arguments[SharedOptions.existingLedger])
    options.book = arguments[book]
    // A book brings something in, so with one a ledger is made when absent, as by `run`.
    options.needsLedger = options.book == nil
    options.catalog = arguments[SharedOptions.catalog]
    options.through = arguments[SharedOptions.through]
    options.workers = arguments[SharedOptions.threads]
    return try RunCommand.post(options, arguments, console)
  }
}

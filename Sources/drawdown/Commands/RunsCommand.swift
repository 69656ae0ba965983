import CommandLineKit
import Pipeline

/// `drawdown runs`: who posted what, and when.
enum RunsCommand: RunnableCommand {
  static let command = Command(
    "runs", summary: "List the runs of a ledger: who posted what, and when.",
    discussion: """
      One row for each command that committed: its number, when it was posted and by whom, up to \
      which day it settled, and what it took in. With --json also the dumps and events themselves, \
      and the hash that stands for the run and all before it. `explain --diff` says what a run \
      changed.
      """,
    examples: [.init("the history of a ledger", "drawdown runs --ledger ledger.db")],
    options: [SharedOptions.existingLedger, SharedOptions.json])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    let history = try runHistory(of: arguments[SharedOptions.existingLedger])
    try console.print(
      arguments[SharedOptions.json]
        ? ExplanationJSON.text(history) : ExplanationText.text(history))
    return .done
  }
}

import CommandLineKit
import Pipeline
import Quantities
import Storage
import StrictJSON

/// `drawdown close`: fixes a month.
enum CloseCommand: RunnableCommand {
  private static let month = Positional<CalendarMonth>(.month, help: "the month to close")

  static let command = Command(
    "close", summary: "Close a month, so that its invoices never change again.",
    discussion: """
      Months are closed in their order, the first one with any event or usage first, each once it \
      is settled to its last day. Usage that comes in later for a closed month draws what grants \
      of its day had left, and what is not covered is an adjustment on the earliest open month.
      """,
    examples: [.init("close October", "drawdown close 2025-10 --ledger ledger.db")],
    positionals: [month],
    options: [SharedOptions.existingLedger, SharedOptions.dryRun, SharedOptions.json])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var options = RunOptions(command: "close", ledger: arguments[SharedOptions.existingLedger])
    options.isRehearsal = arguments[SharedOptions.dryRun]
    options.patience = RunCommand.patience
    options.time = console.now
    let isForMachines = arguments[SharedOptions.json]
    do {
      let summary = try closeJob(arguments[month], options)
      try console.print(isForMachines ? json(summary) : text(summary))
      return .done
    } catch let refused as RefusedClose {
      try console.print(isForMachines ? json(refused.summary) : "\(refused)\n")
      return .attention
    }
  }

  private static func text(_ summary: CloseSummary) -> String {
    if summary.wasClosed { return "\(summary.month) was closed before; nothing changed\n" }
    let kept = summary.isRehearsal ? "could be closed, nothing kept" : "is closed"
    return "\(summary.month) \(kept)\n"
  }

  private static func json(_ summary: CloseSummary) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("command", "close")
      json.member("month", summary.month.description)
      json.member("closed", summary.refusals.isEmpty && !summary.isRehearsal)
      json.member("was_closed", summary.wasClosed)
      json.member("dry_run", summary.isRehearsal)
      json.key("refusals")
      json.array { json in for refusal in summary.refusals { json.string(refusal) } }
    }
    json.newline()
    return json.text
  }
}

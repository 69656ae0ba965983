import CommandLineKit
import Pipeline
import Quantities
import Storage
import StrictJSON

/// `drawdown close`: fixes a month.
enum CloseCommand: RunnableCommand {
  private static let month = Positional<CalendarMonth>(.month, help: "the month to close")

  private static let forget = Flag(
    "forget", help: "drop its identities and all earlier ones; later records of then are rejected")

  static let command = Command(
    "close", summary: "Close a month, so that its invoices never change again.",
    discussion: """
      Months are closed in their order, the first one with any event or usage first, each once it \
      is settled to its last day. Usage that comes in later for a closed month draws what grants \
      of its day had left, and what is not covered is an adjustment on the earliest open month.

      --forget also drops the identities by which duplicates of records of the month and of all \
      earlier ones are found, closed before or now. Records of durations that begin in these \
      months are rejected as too_old from then on; logins and groups, which have no identity, \
      still count.
      """,
    examples: [
      .init("close October", "drawdown close 2025-10 --ledger ledger.db"),
      .init(
        "no longer remember the records of a year",
        "drawdown close 2024-12 --ledger ledger.db --forget"),
    ],
    positionals: [month],
    options: [
      SharedOptions.existingLedger, forget, SharedOptions.wait, SharedOptions.by,
      SharedOptions.dryRun,
      SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var options = RunOptions(command: "close", ledger: arguments[SharedOptions.existingLedger])
    options.isRehearsal = arguments[SharedOptions.dryRun]
    options.patience = RunCommand.patience(arguments, console)
    options.time = console.now
    options.poster = arguments[SharedOptions.by] ?? console.user
    let isForMachines = arguments[SharedOptions.json]
    if !isForMachines { options.mostPreviewRows = SummaryText.mostPreviewRows }
    do {
      let summary = try closeJob(arguments[month], options, forgets: arguments[forget])
      try console.print(
        isForMachines ? json(summary) : text(summary) + SummaryText.preview(summary.preview))
      return .done
    } catch let refused as RefusedClose {
      try console.print(isForMachines ? json(refused.summary) : "\(refused)\n")
      return .attention
    }
  }

  private static func text(_ summary: CloseSummary) -> String {
    var parts = [
      summary.wasClosed
        ? "was closed before" : summary.isRehearsal ? "could be closed" : "is closed"
    ]
    if summary.forgets {
      let count = summary.forgottenIdentities
      parts.append(count.map { "identities forgotten: \($0)" } ?? "was forgotten before")
    }
    if summary.run == nil {
      parts.append("nothing changed")
    } else if summary.isRehearsal {
      parts.append("nothing kept")
    }
    return "\(summary.month) \(parts.joined(separator: "; "))\n"
  }

  private static func json(_ summary: CloseSummary) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("command", "close")
      json.member("month", summary.month.description)
      json.member("closed", summary.refusals.isEmpty && !summary.isRehearsal)
      json.member("was_closed", summary.wasClosed)
      json.member("dry_run", summary.isRehearsal)
      json.key("forgotten_identities")
      if let count = summary.forgottenIdentities { json.integer(count) } else { json.null() }
      json.key("refusals")
      json.array { json in for refusal in summary.refusals { json.string(refusal) } }
      SummaryJSON.preview(summary.preview, &json)
    }
    json.newline()
    return json.text
  }
}

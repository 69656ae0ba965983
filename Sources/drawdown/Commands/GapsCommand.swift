import CommandLineKit
import Explanation
import Pipeline
import Quantities

/// `drawdown gaps`: which days have no usage, before a month is closed.
enum GapsCommand: RunnableCommand {
  private static let from = Option<CalendarDay?>(
    "from", .day, absence: "the first day with usage", help: "the first day to look at")
  private static let through = Option<CalendarDay?>(
    "through", .day, absence: "the last day with usage of anybody", help: "the last day to look at")
  private static let account = Option<String?>(
    "account", .text("A"), help: "only apps of this account")

  static let command = Command(
    "gaps", summary: "Show days without usage, so that a missing dump is seen before a close.",
    discussion: """
      Lists days on which nothing was counted, apps that have usage before and after days on which \
      they have none, and for each month whether anything seems to be missing. A gap is no error: \
      an app may simply not have been used.
      """,
    examples: [
      .init(
        "look at a month before it is closed",
        "drawdown gaps --ledger l.db --from 2025-10-01 --through 2025-10-31")
    ],
    options: [SharedOptions.existingLedger, from, through, account, SharedOptions.json])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var question = GapQuestion()
    question.from = arguments[from]
    question.through = arguments[through]
    question.account = arguments[account].map { AccountID($0) }
    let report = try UnknownName.withSuggestion {
      try findGaps(question, of: arguments[SharedOptions.existingLedger])
    }
    try console.print(arguments[SharedOptions.json] ? GapText.json(report) : GapText.text(report))
    return .done
  }
}

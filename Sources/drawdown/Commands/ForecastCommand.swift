import CommandLineKit
import Pipeline
import Quantities

/// `drawdown forecast`: what a month will cost if usage goes on as it did.
enum ForecastCommand: RunnableCommand {
  private static let month = Option<CalendarMonth?>(
    "month", .month, absence: "the month of the settled day",
    help: "the month whose cost is told")
  private static let days = Option<Int>(
    "days", .int("N", in: 1...366), default: 7, shownAs: "7",
    help: "take the pace from the last N settled days")
  private static let horizon = Option<Int>(
    "horizon", .int("N", in: 0...731), default: 60, shownAs: "60",
    help: "follow packages for N days, at least to the end of the month")
  private static let app = Option<Int64?>(
    "app", .int64("APP", in: 1...4_294_967_295), help: "the app that --what-if buys a plan for")
  private static let whatIf = Option<[ForecastOptions.Event]>(
    repeatable: "what-if", .forecastEvent,
    help: """
      tell the difference that a purchase would make, or the events of a file; purchase:PLAN is made \
      on the first day that is not settled, purchase:PLAN@DAY on that day
      """)

  static let command = Command(
    "forecast", summary: "Tell what the month will cost, and when packages run dry.",
    discussion: """
      Days to come get usage at the pace of the last settled days, and are settled by the same code \
      as days that were; Documentation/FORECAST.md says how, to the second. Of accounts that pay for \
      usage, every package on sale is tried: what it costs beside what it saves. Nothing is written.
      """,
    examples: [
      .init("the month that goes on", "drawdown forecast --ledger ledger.db"),
      .init(
        "what a package would change",
        "drawdown forecast --ledger l.db --what-if purchase:pack.general_250k"
      ),
    ],
    options: [
      SharedOptions.existingLedger, month, days, horizon, SharedOptions.account, app, whatIf,
      SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var options = ForecastOptions()
    options.month = arguments[month]
    options.paceDays = arguments[days]
    options.horizonDays = arguments[horizon]
    options.account = arguments[SharedOptions.account].map { AccountID($0) }
    options.app = arguments[app].map { AppID(UInt32($0)) }
    options.events = arguments[whatIf]
    let forecast = try forecast(arguments[SharedOptions.existingLedger], options)
    try console.print(
      arguments[SharedOptions.json] ? ForecastText.json(forecast) : ForecastText.text(forecast))
    return .done
  }
}

extension ValueFormat where Value == ForecastOptions.Event {
  /// Something that might happen: `purchase:PLAN`, `purchase:PLAN@2025-10-20`, or a file.
  static var forecastEvent: ValueFormat {
    ValueFormat(
      "EVENT", expecting: "purchase:PLAN, purchase:PLAN@YYYY-MM-DD, or the path of a file"
    ) { text in
      guard text.hasPrefix("purchase:") else { return text.isEmpty ? nil : .file(text) }
      let words = text.dropFirst("purchase:".count)
      guard let at = words.firstIndex(of: "@") else {
        return words.isEmpty ? nil : .purchase(PlanID(String(words)), nil)
      }
      guard let day = CalendarDay(words[words.index(after: at)...]), at > words.startIndex else {
        return nil
      }
      return .purchase(PlanID(String(words[..<at])), day)
    }
  }
}

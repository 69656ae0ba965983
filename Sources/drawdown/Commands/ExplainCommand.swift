import CommandLineKit
import Explanation
import Pipeline
import Quantities

/// `drawdown explain`: why something stands in a ledger as it does.
enum ExplainCommand: RunnableCommand {
  private static let invoice = Option<String?>(
    "invoice", .text("NUMBER"), help: "an invoice, ACCOUNT-YYYY-MM, or lines of it")
  private static let item = Option<String?>(
    "item", .text("ITEM"), help: "of the invoice, only lines for this meter, fee or order")
  private static let period = Option<String?>(
    "period", .text("PERIOD"), help: "of the invoice, only lines of this day or month")
  private static let app = Option<Int64?>(
    "app", .int64("N", in: 1...4_294_967_295), help: "only this app")
  private static let day = Option<CalendarDay?>("day", .day, help: "usage lines of this day")
  private static let meter = Option<String?>(
    "meter", .text("METER"), help: "of the day, only this meter")
  private static let account = Option<String?>(
    "account", .text("A"), help: "of the day, or of grants of one id, only those of this account")
  private static let grant = Option<String?>("grant", .text("ID"), help: "a grant")
  private static let record = Option<String?>(
    "record", .text("ID"), help: "a record by its record_id, with --app and --dumps")
  private static let dumps = Option<[String]>(
    repeatable: "dumps", .text("PATH"),
    help: "a dump, or a folder of posted dumps, in which the records are looked for")
  private static let difference = Option<Int64?>(
    "diff", .int64("RUN", in: 0...Int64.max),
    help: "what changed from this run to RUN behind it; 0 is before the first")
  private static let rest = Positional<[String]>(
    list: .text("MORE"), atLeast: 0, help: "further dumps of --dumps, or the later run of --diff")

  static let command = Command(
    "explain", summary: "Say why an amount, a usage line, a grant or a record is as it is.",
    discussion: """
      Goes from money to minutes, to the grants that were drawn and why in that order, to the runs \
      and dumps that brought the usage. With --dumps the dumps are read again, and each record is \
      shown with its place and whether it counted. Dumps that were posted are read as their run \
      read them, others as --assume-offset and --map say. Nothing is written. Name one of --invoice, \
      --day, --grant, --record and --diff.
      """,
    examples: [
      .init("an invoice, line by line", "drawdown explain --ledger l.db --invoice acct-1-2025-10"),
      .init(
        "the same down to the records",
        "drawdown explain --ledger l.db --invoice acct-1-2025-10 --dumps *.zst"),
      .init(
        "the usage lines of an app on a day",
        "drawdown explain --ledger l.db --app 1400000001 --day 2025-10-30"),
      .init("where a grant's minutes went", "drawdown explain --ledger l.db --grant O1/1/av"),
      .init("what the last run changed", "drawdown explain --ledger l.db --diff 6 7"),
    ],
    positionals: [rest],
    options: [
      SharedOptions.existingLedger, invoice, item, period, app, day, meter, account, grant, record,
      dumps, difference, SharedOptions.assumeOffset, SharedOptions.map, SharedOptions.mapPreset,
      SharedOptions.threads, SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    try checkTopic(arguments)
    let isForMachines = arguments[SharedOptions.json]
    let text = try UnknownName.withSuggestion {
      if let earlier = arguments[difference] {
        let changed = try explainDifference(
          arguments[SharedOptions.existingLedger], from: earlier, to: laterRun(arguments))
        return try isForMachines
          ? ExplanationJSON.text(changed) : ExplanationText.text(changed)
      }
      let explained = try explain(
        arguments[SharedOptions.existingLedger], question(arguments),
        records: try records(arguments, console))
      return isForMachines ? ExplanationJSON.text(explained) : ExplanationText.text(explained)
    }
    try console.print(text)
    return .done
  }

  // MARK: - What is asked for

  /// Something that can be explained, and the options that narrow it down.
  private struct Topic {
    let name: String
    let option: any DeclaredOption
    let narrowing: Set<String>
  }

  private static let topics = [
    Topic(
      name: "--invoice", option: invoice,
      narrowing: ["--item", "--period", "--app", "--dumps"]),
    Topic(
      name: "--day", option: day, narrowing: ["--app", "--account", "--meter", "--dumps"]),
    Topic(name: "--grant", option: grant, narrowing: ["--account"]),
    Topic(name: "--record", option: record, narrowing: ["--app", "--dumps"]),
    Topic(name: "--diff", option: difference, narrowing: []),
  ]

  private static let narrowing: [(name: String, option: any DeclaredOption)] = [
    ("--item", item), ("--period", period), ("--app", app), ("--account", account),
    ("--meter", meter), ("--dumps", dumps),
  ]

  /// Checks that one thing is asked for, and that nothing would be passed over.
  private static func checkTopic(_ arguments: Arguments) throws {
    let asked = topics.filter { arguments.isGiven($0.option) }
    guard let topic = asked.first, asked.count == 1 else {
      throw arguments.misuse("name one of \(topics.map(\.name).joined(separator: ", "))")
    }
    for (name, option) in narrowing
    where arguments.isGiven(option) && !topic.narrowing.contains(name) {
      throw arguments.misuse("\(name) does not narrow \(topic.name) down")
    }
    if let word = arguments[rest].first, topic.name != "--diff", arguments[dumps].isEmpty {
      throw arguments.misuse("'\(word)' is no option; dumps follow --dumps")
    }
  }

  private static func question(_ arguments: Arguments) throws -> Question {
    let app = arguments[app].map { AppID(UInt32($0)) }
    if let number = arguments[invoice] {
      var question = InvoiceQuestion(number: number)
      question.item = arguments[item]
      question.period = arguments[period]
      question.app = app
      return .invoice(question)
    }
    if let id = arguments[grant] {
      return .grant(GrantID(id), account: arguments[account].map { AccountID($0) })
    }
    if let id = arguments[record] {
      guard let app else {
        throw arguments.misuse("--record needs --app, since ids are unique within an app")
      }
      return .record(app: app, id: id)
    }
    var question = UsageQuestion(day: try arguments.required(day))
    question.app = app
    question.account = arguments[account].map { AccountID($0) }
    question.meter = arguments[meter]
    guard question.app != nil || question.account != nil else {
      throw arguments.misuse("--day needs --app or --account")
    }
    return .usage(question)
  }

  private static func records(
    _ arguments: Arguments, _ console: Console
  ) throws -> TraceOptions {
    var options = TraceOptions(spillFolder: console.spillFolder)
    options.dumps = arguments[dumps] + arguments[rest]
    options.workers = arguments[SharedOptions.threads]
    options.assumedOffset = arguments[SharedOptions.assumeOffset]
    options.map = try SharedOptions.fieldMap(arguments)
    return options
  }

  private static func laterRun(_ arguments: Arguments) throws -> Int64 {
    guard arguments[rest].count == 1, let run = arguments[rest].first.flatMap({ Int64($0) }) else {
      throw arguments.misuse("--diff takes two runs: --diff 6 7")
    }
    return run
  }
}

extension UnknownName {
  /// Turns a name that nobody knows into wrong usage that says what there is.
  static func withSuggestion<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let unknown as UnknownName {
      throw RequestFailure(unknown.words)
    } catch let ambiguous as AmbiguousGrant {
      throw RequestFailure(ambiguous.description)
    }
  }

  private var words: String {
    let what = "there is no \(kind) \(name)\(place)"
    guard !known.isEmpty else { return "\(what), and none at all" }
    if let near = nearest(to: name, among: known) { return "\(what); did you mean \(near)?" }
    let shown = known.prefix(10).joined(separator: ", ")
    let more = known.count > 10 ? " and \(known.count - 10) more" : ""
    return "\(what); there are: \(shown)\(more)"
  }
}

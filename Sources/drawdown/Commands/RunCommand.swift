import ByteStreams
import CommandLineKit
import Ingest
import Ledger
import Pipeline
import Quantities
import Storage

/// `drawdown run`: the main job.
enum RunCommand: RunnableCommand {
  private static let book = Option<String?>(
    "book", .text("FILE"), absence: "the events that the ledger holds",
    help: "the book of accounts, apps and purchases, one JSON event a line")
  private static let rejects = Option<String?>(
    "rejects", .text("FILE"), absence: "beside the ledger, one file a run",
    help: "where records go that are not counted")
  private static let dumps = Positional<[String]>(
    list: .text("DUMP"), atLeast: 0,
    help: "NDJSON or CSV, plain or zstd, or a partial of dumps; - is standard input")

  static let command = Command(
    "run", summary: "Load the book, read dumps, settle, and print what came of it.",
    discussion: """
      Everything is one transaction: it is kept whole or not at all, and running the same command \
      again changes nothing. A dump with bytes that were posted before is passed over. Records \
      that cannot be counted go to the rejects file with their place and the reason. A partial, \
      made by aggregate or merge, counts as the dumps it was made of.
      """,
    examples: [
      .init(
        "a night's dumps",
        "drawdown run --ledger ledger.db --book book.ndjson dumps/2025-10-01/*.zst"),
      .init(
        "events whose fields stand elsewhere",
        "drawdown run --ledger ledger.db --map-preset openmeter events.ndjson.zst"),
      .init(
        "see what a dump would change", "drawdown run --ledger ledger.db --dry-run late.csv.zst"),
    ],
    positionals: [dumps],
    options: [
      SharedOptions.ledger, book, SharedOptions.through, SharedOptions.catalog, rejects,
      SharedOptions.maxRejects, SharedOptions.maxConflicts, SharedOptions.expectRecords,
      SharedOptions.keepGoing, SharedOptions.assumeOffset, SharedOptions.map,
      SharedOptions.mapPreset, SharedOptions.threads,
      SharedOptions.memory, SharedOptions.wait, SharedOptions.by, SharedOptions.dryRun,
      SharedOptions.metrics,
      SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var options = RunOptions(command: "run", ledger: arguments[SharedOptions.ledger])
    options.book = arguments[book]
    options.catalog = arguments[SharedOptions.catalog]
    options.dumps = try SharedOptions.dumps(dumps, arguments)
    options.through = arguments[SharedOptions.through]
    options.workers = arguments[SharedOptions.threads]
    options.memory = arguments[SharedOptions.memory]
    options.assumedOffset = arguments[SharedOptions.assumeOffset]
    options.map = try SharedOptions.fieldMap(arguments)
    options.expectedRecords = arguments[SharedOptions.expectRecords]
    options.keepsGoing = arguments[SharedOptions.keepGoing]
    options.rejects = arguments[rejects]
    options.mostRejects = arguments[SharedOptions.maxRejects]
    options.mostConflicts = arguments[SharedOptions.maxConflicts]
    return try post(options, arguments, console)
  }

  /// How long a command that posts waits for another one, with a word about it.
  static func patience(_ arguments: Arguments, _ console: Console) -> Database.Patience {
    let (seconds, ledger) = (arguments[SharedOptions.wait], arguments[SharedOptions.ledger])
    return Database.Patience(milliseconds: seconds * 1000) {
      console.note(
        "drawdown: another run works on ledger \(ledger); waiting up to "
          + "\(seconds) second\(seconds == 1 ? "" : "s") for its end")
    }
  }

  /// Does a run with the options that all commands share that post to a ledger.
  static func post(
    _ options: RunOptions, _ arguments: Arguments, _ console: Console
  ) throws -> ExitCode {
    var options = options
    options.isRehearsal = arguments[SharedOptions.dryRun]
    if !arguments[SharedOptions.json] { options.mostPreviewRows = SummaryText.mostPreviewRows }
    options.spillFolder = console.spillFolder
    options.time = console.now
    options.poster = arguments[SharedOptions.by] ?? console.user
    options.patience = patience(arguments, console)
    let begin = ContinuousClock.now
    let progress = Progress()
    let bar = ProgressBar.start(progress, console)
    defer { bar?.stop(console) }
    let summary = try runJob(options, progress: progress)
    bar?.stop(console)
    try console.print(
      arguments[SharedOptions.json] ? SummaryJSON.text(summary) : SummaryText.text(summary))
    if let path = arguments[SharedOptions.metrics], !summary.isRehearsal {
      try MetricsFile(
        summary, ledgerGauges(of: options.ledger), postedAt: console.now,
        took: ContinuousClock.now - begin
      ).write(to: path)
    }
    return summary.attention.isEmpty ? .done : .attention
  }
}

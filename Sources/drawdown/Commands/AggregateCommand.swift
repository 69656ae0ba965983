import Aggregation
import ByteStreams
import CommandLineKit
import Exports
import Ingest
import Pipeline
import Quantities
import UsageRecords

/// `drawdown aggregate`: dumps to usage lines, without a ledger.
enum AggregateCommand: RunnableCommand {
  private static let rejects = Option<String?>(
    "rejects", .text("FILE"), absence: "none", help: "where records go that are not counted")
  private static let partial = Option<String?>(
    "partial", .text("FILE"), absence: "none",
    help: "write a partial, which `merge` and `run` take like the dumps")
  private static let noIdentity = Flag(
    "no-identity", help: "count every record, without looking for duplicates")
  private static let keepGoing = Flag(
    "keep-going", help: "count the good dumps although another one cannot be trusted, and exit 1")
  private static let dumps = Positional<[String]>(
    list: .text("DUMP"), atLeast: 1,
    help: "NDJSON or CSV, plain or zstd, or a partial of dumps; - is standard input")

  static let command = Command(
    "aggregate", summary: "Count the usage of dumps by app, day and meter, without a ledger.",
    discussion: """
      Prints the usage export with an empty account. The summary goes to standard error. Each \
      record is counted once: duplicates within and across the dumps are found, and records that \
      contradict one that stands are conflicts. A partial holds the usage with all identities and \
      users, so that dumps can be read where they are, and put together exactly elsewhere.
      """,
    examples: [
      .init("one day to a file", "drawdown aggregate -o usage.csv usage-2025-10-01.csv.zst"),
      .init(
        "from events in another shape",
        "drawdown aggregate --map record_id=id --map quantity=data.value events.zst"),
      .init("from a pipe", "zstd -dc usage.csv.zst | drawdown aggregate -"),
      .init(
        "for a machine that never sees the dumps",
        "drawdown aggregate --partial north.partial -o north.csv north/*.zst"),
    ],
    positionals: [dumps],
    options: [
      SharedOptions.format, SharedOptions.output, partial, SharedOptions.catalogWithoutLedger,
      rejects,
      SharedOptions.maxRejects, SharedOptions.maxConflicts, SharedOptions.expectRecords,
      keepGoing, SharedOptions.assumeOffset, SharedOptions.map,
      SharedOptions.mapPreset, noIdentity, SharedOptions.threads,
      SharedOptions.memory,
      SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var options = IngestOptions(
      catalog: try chooseCatalog(arguments[SharedOptions.catalogWithoutLedger]),
      sources: try SharedOptions.dumps(dumps, arguments),
      workers: arguments[SharedOptions.threads], spillFolder: console.spillFolder)
    options.assumedOffset = arguments[SharedOptions.assumeOffset]
    options.map = try SharedOptions.fieldMap(arguments)
    if arguments[partial] != nil, options.map != FieldMap() {
      throw arguments.misuse(
        "a partial does not remember how its dumps were mapped; leave out --partial, or map the "
          + "dumps before")
    }
    options.expectedRecords = arguments[SharedOptions.expectRecords]
    options.keepsGoing = arguments[keepGoing]
    options.checksIdentity = !arguments[noIdentity]
    options.memory = arguments[SharedOptions.memory]
    options.partial = arguments[partial]
    let progress = Progress()
    let bar = ProgressBar.start(progress, console)
    defer { bar?.stop(console) }
    let result = try aggregateJob(options, progress: progress)
    bar?.stop(console)
    if let path = arguments[rejects] { try writeLines(result.rejects, to: path) }
    try console.export(to: arguments[SharedOptions.output]) { sink in
      try exportUsage(
        result.usage.lines, catalog: options.catalog, format: arguments[SharedOptions.format],
        workers: arguments[SharedOptions.threads], to: sink)
    }
    return finish("aggregate", result, arguments, console)
  }

  /// Tells what came of it, and how the program has to end.
  static func finish(
    _ command: String, _ result: IngestResult, _ arguments: Arguments, _ console: Console
  ) -> ExitCode {
    console.draw(
      arguments[SharedOptions.json]
        ? SummaryJSON.text(command, result) : SummaryText.text(result))
    for failure in result.failures { console.note("drawdown: left out: \(failure)") }
    let needsPerson =
      result.counts.rejected > arguments[SharedOptions.maxRejects]
      || result.counts.conflicts > arguments[SharedOptions.maxConflicts]
      || !result.failures.isEmpty
    return needsPerson ? .attention : .done
  }
}

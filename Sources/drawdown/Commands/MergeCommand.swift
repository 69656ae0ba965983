import Aggregation
import ByteStreams
import CommandLineKit
import Exports
import Ingest
import Pipeline
import Quantities

/// `drawdown merge`: partials to usage lines or to one partial, without a ledger.
enum MergeCommand: RunnableCommand {
  private static let rejects = Option<String?>(
    "rejects", .text("FILE"), absence: "none",
    help: "where records go that contradict one of another partial")
  private static let partial = Option<String?>(
    "partial", .text("FILE"), absence: "the usage export",
    help: "write one partial of all instead of the usage export")
  private static let keepGoing = Flag(
    "keep-going",
    help: "count the good partials although another one cannot be trusted, and exit 1")
  private static let partials = Positional<[String]>(
    list: .text("PARTIAL"), atLeast: 1,
    help: "partials made by `aggregate` or `merge`; - is standard input")

  static let command = Command(
    "merge", summary: "Put partials together, as if all their dumps were read at once.",
    discussion: """
      Prints the usage export with an empty account, or writes one partial with --partial; with an \
      output file, both. A dump that is in several partials counts once, so that partials may be \
      merged in any tree and more than once. Identities and users are told apart across partials. \
      Rejects were written when the partials were made; their number counts for the exit code \
      again. A partial that is truncated or altered is refused.
      """,
    examples: [
      .init("the usage of two regions", "drawdown merge -o usage.csv north.partial south.partial"),
      .init(
        "one partial for a ledger elsewhere",
        "drawdown merge --partial all.partial north.partial south.partial"),
    ],
    positionals: [partials],
    options: [
      partial, SharedOptions.format, SharedOptions.output, SharedOptions.catalogWithoutLedger,
      rejects,
      SharedOptions.maxRejects, SharedOptions.maxConflicts, SharedOptions.expectRecords,
      keepGoing, SharedOptions.threads, SharedOptions.memory, SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var options = IngestOptions(
      catalog: try chooseCatalog(arguments[SharedOptions.catalogWithoutLedger]),
      sources: arguments[partials],
      workers: arguments[SharedOptions.threads], spillFolder: console.spillFolder)
    options.expectedRecords = arguments[SharedOptions.expectRecords]
    options.keepsGoing = arguments[keepGoing]
    options.partial = arguments[partial]
    options.memory = arguments[SharedOptions.memory]
    let result = try mergeJob(options, progress: Progress())
    if let path = arguments[rejects] { try writeLines(result.rejects, to: path) }
    if options.partial == nil || arguments[SharedOptions.output] != nil {
      try console.export(to: arguments[SharedOptions.output]) { sink in
        try exportUsage(
          result.usage.lines, catalog: options.catalog, format: arguments[SharedOptions.format],
          workers: arguments[SharedOptions.threads], to: sink)
      }
    }
    return AggregateCommand.finish("merge", result, arguments, console)
  }
}

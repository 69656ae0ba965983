import Benchmarking
import ByteStreams
import Catalog
import CommandLineKit
import Generation
import Ingest

/// `drawdown bench`: how fast dumps are read on this machine, stage by stage.
enum BenchCommand: RunnableCommand {
  private static let seed = Option<UInt64>(
    "seed", .uint64("S"), default: 1, help: "the seed of the records that are made")
  private static let records = Option<Int64>(
    "records", .int64("N", in: 1...1_000_000_000), default: 2_000_000,
    help: "how many records are made")
  private static let frames = Option<Int>(
    "frames", .int("K", in: 1...1_000_000), default: 64,
    help: "zstd frames of the dump; one large frame keeps one decoder busy")
  private static let repetitions = Option<Int>(
    "repetitions", .int("N", in: 1...1000), default: 5, help: "how often each stage is timed")
  private static let dumps = Positional<[String]>(
    list: .text("DUMP"), atLeast: 0, help: "dumps to read instead of one that is made")

  static let command = Command(
    "bench", summary: "Measure how fast dumps are read, stage by stage.",
    discussion: """
      Makes a dump in TMPDIR or /var/tmp, or takes those that are given, and times each stage of \
      reading them. `walk` hashes the stored bytes and finds the frames. `decode` is decoding \
      alone, which no reader can beat. `scan` decodes and parses. The two of `count` are the whole \
      way from files to usage lines, and `aggregate` also writes them to a file. Rates are those \
      of the best repetition, MB are millions of decoded bytes, and the last column is the best \
      time as a multiple of that of decoding alone: read it rather than the seconds, which are the \
      machine's.
      """,
    examples: [
      .init("two million records on all cores", "drawdown bench"),
      .init(
        "NDJSON in little memory", "drawdown bench --format ndjson --users 3000000 --memory 64M"),
      .init("one's own dump", "drawdown bench usage-2025-10-01.csv.zst"),
    ],
    positionals: [dumps],
    options: plan + [repetitions, SharedOptions.threads, SharedOptions.memory, SharedOptions.json])

  /// The options that say which dump is made.
  private static let plan: [any DeclaredOption] = [
    records, seed, GenerateCommand.format, frames, GenerateCommand.apps, GenerateCommand.users,
    GenerateCommand.recordIDs,
  ]

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    let given = arguments[dumps]
    guard !given.contains("-") else {
      throw arguments.misuse("a dump is read many times, and standard input only once")
    }
    if !given.isEmpty, plan.contains(where: { arguments.isGiven($0) }) {
      throw arguments.misuse("options say which dump is made, and dumps are given; leave one out")
    }
    let report = try Folder.withScratch(in: console.spillFolder) { folder in
      let sources = given.isEmpty ? try make(arguments, in: folder) : given
      var options = IngestOptions(
        catalog: .builtIn, sources: sources, workers: arguments[SharedOptions.threads],
        spillFolder: console.spillFolder)
      options.memory = arguments[SharedOptions.memory]
      return try measureStages(
        options, repetitions: arguments[repetitions], output: "\(folder)/usage.csv")
    }
    try console.print(
      arguments[SharedOptions.json]
        ? BenchText.json(report, input(arguments), setting(arguments))
        : BenchText.text(report, input(arguments), setting(arguments)))
    return .done
  }

  /// Makes the dump that the options ask for; returns the paths of its files.
  private static func make(_ arguments: Arguments, in folder: String) throws -> [String] {
    var plan = GenerationPlan(seed: arguments[seed], records: arguments[records])
    plan.apps = arguments[GenerateCommand.apps]
    plan.users = arguments[GenerateCommand.users]
    plan.format = arguments[GenerateCommand.format]
    plan.framesPerFile = arguments[frames]
    plan.recordIDs = arguments[GenerateCommand.recordIDs]
    let workers = arguments[SharedOptions.threads]
    return try generate(plan, into: folder, workers: workers).files.map(\.path)
  }

  private static func input(_ arguments: Arguments) -> BenchText.Input {
    guard arguments[dumps].isEmpty else { return .given(arguments[dumps]) }
    return .made(
      seed: arguments[seed], format: arguments[GenerateCommand.format].rawValue,
      frames: arguments[frames])
  }

  private static func setting(_ arguments: Arguments) -> BenchText.Setting {
    BenchText.Setting(
      threads: arguments[SharedOptions.threads], memory: arguments[SharedOptions.memory],
      repetitions: arguments[repetitions])
  }
}

import CommandLineKit
import Generation
import Quantities

/// `drawdown generate`: dumps and a book from a seed.
enum GenerateCommand: RunnableCommand {
  private static let seed = Option<UInt64>(
    required: "seed", .uint64("S"), help: "the same seed gives the same records everywhere")
  private static let records = Option<Int64>(
    required: "records", .int64("N", in: 0...1_000_000_000_000), help: "records in all dumps")
  private static let days = Option<Int>(
    "days", .int("D", in: 1...3660), default: 1, help: "days, one dump each")
  private static let firstDay = Option<CalendarDay>(
    "first-day", .day, default: GenerationPlan(seed: 0, records: 0).firstDay,
    help: "the first of the days")
  static let apps = Option<Int>(
    "apps", .int("A", in: 1...4_000_000), default: 1000, help: "apps; few have most of the traffic")
  private static let even = Flag(
    "even", help: "deal records out evenly to all apps and four meters: 4 an app and day, 4 lines")
  static let users = Option<Int>(
    "users", .int("U", in: 1...1_000_000_000), default: 100_000, help: "users")
  static let format = Option<GenerationPlan.Format>(
    "format", .choice(of: ["csv": .csv, "ndjson": .ndjson]), default: .csv, shownAs: "csv",
    help: "how records are written")
  private static let frames = Option<Int>(
    "frames", .int("K", in: 1...1_000_000), default: 1, help: "zstd frames of each dump")
  private static let noMidnight = Flag(
    "no-midnight", help: "let no interval reach over midnight, as engines without a split need it")
  static let recordIDs = Option<GenerationPlan.RecordIDs>(
    "record-ids", .choice(of: ["hex16": .hex16, "uuid": .uuid]), default: .hex16,
    shownAs: "hex16", help: "16 hexadecimal digits, or UUIDs")
  private static let duplicates = Option<Int>(
    "duplicates", .int("PPM", in: 0...1_000_000), default: 0, help: "repeated records a million")
  private static let conflicts = Option<Int>(
    "conflicts", .int("PPM", in: 0...1_000_000), default: 0,
    help: "records a million that contradict an earlier one")
  private static let broken = Option<Int>(
    "broken", .int("PPM", in: 0...1_000_000), default: 0, help: "records a million to be rejected")
  private static let output = Option<String>(
    required: "output", short: "o", .text("DIR"), help: "the folder to write, made when absent")

  static let command = Command(
    "generate", summary: "Make dumps and a book from a seed, to try things or to measure.",
    discussion: """
      Writes DIR/book.ndjson and one DIR/usage-DAY.csv.zst or .ndjson.zst a day: audio, video, \
      recording, transcoding, logins and groups of apps among which few have most of the traffic. \
      Dumps that an earlier call left in the folder stay there.
      """,
    examples: [
      .init(
        "a week of two million records",
        "drawdown generate --seed 1 --records 2000000 --days 7 -o sample"),
      .init(
        "a month of one app with four usage lines a day",
        "drawdown generate --seed 1 --records 120 --days 30 --apps 1 --even -o even"),
    ],
    options: [
      seed, records, output, days, firstDay, apps, even, users, format, frames, recordIDs,
      noMidnight,
      duplicates, conflicts, broken, SharedOptions.threads,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var plan = GenerationPlan(seed: arguments[seed], records: arguments[records])
    plan.days = arguments[days]
    plan.firstDay = arguments[firstDay]
    plan.apps = arguments[apps]
    plan.isEven = arguments[even]
    plan.users = arguments[users]
    plan.format = arguments[format]
    plan.framesPerFile = arguments[frames]
    plan.staysWithinDay = arguments[noMidnight]
    plan.recordIDs = arguments[recordIDs]
    plan.duplicatesPerMillion = arguments[duplicates]
    plan.conflictsPerMillion = arguments[conflicts]
    plan.brokenPerMillion = arguments[broken]
    let summary = try generate(
      plan, into: arguments[output], workers: arguments[SharedOptions.threads],
      progress: { _ in })
    var lines = ["\(summary.book)"]
    lines += summary.files.map { "\($0.path): \($0.records) records, \($0.bytes) bytes" }
    lines.append("\(summary.records) records, \(summary.decodedBytes) bytes decoded")
    try console.print(lines.map { Console.visible($0) + "\n" }.joined())
    return .done
  }
}

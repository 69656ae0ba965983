import CommandLineKit

/// A program with every kind of declaration.
enum Sample {
  static let ledger = Option(
    required: "ledger", short: "l", .path, help: "The ledger, made when absent.")
  static let book = Option<String?>("book", .path, help: "The commercial events.")
  static let threads = Option(
    "threads", .int("N", in: 1...64), default: 4, help: "How many workers share the work.")
  static let memory = Option(
    "memory", .byteSize(atLeast: 1024), default: 268_435_456, shownAs: "256M",
    help: "How much memory may be used before state moves to disk.")
  static let limit = Option<Int64?>(
    "limit", .int64("N", in: 0...Int64.max), absence: "no limit", help: "How many.")
  static let offset = Option<String?>("assume-offset", .text("±hh:mm"), help: "The zone.")
  static let maps = Option<[Mapping]>(
    repeatable: "map", mapping, help: "Reads a field from another place.")
  static let format = Option(
    "format", short: "f", .choice(of: ["csv": Format.csv, "ndjson": .ndjson]), default: .csv,
    help: "The format.")
  static let json = Flag("json", help: "Prints for machines.")
  static let dryRun = Flag("dry-run", short: "n", help: "Commits nothing.")
  static let dumps = Positional<[String]>(list: .text("DUMP"), atLeast: 1, help: "Dumps to read.")

  static let month = Positional(month(named: "MONTH"), help: "The month to close.")
  static let account = Positional<String?>(optional: .text("ACCOUNT"), help: "Only this account.")

  enum Format: Equatable { case csv, ndjson }

  struct Mapping: Equatable {
    let field: String
    let path: String
  }

  static let mapping = ValueFormat<Mapping>("FIELD=PATH", expecting: "FIELD=PATH") { text in
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    return parts.count == 2 ? Mapping(field: parts[0], path: parts[1]) : nil
  }

  static func month(named placeholder: String) -> ValueFormat<Int> {
    ValueFormat(placeholder, expecting: "a month such as 2025-10") { text throws(BadValue) in
      guard text.hasPrefix("2025-") else { return nil }
      guard let month = Int(text.dropFirst(5)), (1...12).contains(month) else {
        throw BadValue("a year has the months 01 to 12")
      }
      return month
    }
  }

  static let run = Command(
    "run", summary: "Loads the book, reads dumps and settles.",
    discussion: "Reads dumps once.\n\n  as typed\n\nMore words follow.",
    examples: [.init("The nightly run.", "drawdown run --ledger l.db --book b.ndjson d.csv.zst")],
    positionals: [dumps], options: [ledger, book, json, dryRun],
    optionGroups: [
      OptionGroup("Reading", [maps, offset, format]),
      OptionGroup("Resources", [threads, memory, limit]),
    ])

  static let close = Command(
    "close", summary: "Fixes a month.", positionals: [month, account], options: [json])

  static let lint = Command(
    "lint", summary: "Checks a catalog.",
    positionals: [Positional(.path, help: "The catalog to check.")])

  static let catalog = Command(
    "catalog", summary: "Prints the catalog.", options: [json], runsAlone: true,
    subcommands: [lint])

  static let program = Program(
    Command(
      "drawdown", summary: "Turns usage dumps into money.",
      subcommands: [run, close, catalog]), version: "1.2.3")

  /// The arguments of a command line that has no mistake.
  static func arguments(_ line: String) throws -> Arguments {
    guard case .run(_, let arguments) = try program.parse(words(line)) else {
      throw NotARun(line: line)
    }
    return arguments
  }

  /// The mistake in a command line, `nil` when there is none.
  static func mistake(_ line: String) -> UsageError? {
    do throws(UsageError) {
      _ = try program.parse(words(line))
      return nil
    } catch {
      return error
    }
  }

  /// Splits at spaces; `''` is an empty word.
  static func words(_ line: String) -> [String] {
    line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
  }

  struct NotARun: Error { let line: String }
}

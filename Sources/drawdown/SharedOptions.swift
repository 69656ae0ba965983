import CommandLineKit
import Exports
import Glibc
import Quantities
import UsageRecords

/// Options that several commands take.
enum SharedOptions {
  static let ledger = Option<String>(
    required: "ledger", .text("PATH"),
    help: "the ledger, an SQLite file or a postgresql:// address; made when absent")
  static let existingLedger = Option<String>(
    required: "ledger", .text("PATH"), help: "the ledger, an SQLite file or a postgresql:// address"
  )
  static let catalog = Option<String?>(
    "catalog", .text("FILE"), absence: "the ledger's own, or the built-in one",
    help: "the catalog of meters, ratios, rates and plans")
  /// Of commands that have no ledger.
  static let catalogWithoutLedger = Option<String?>(
    "catalog", .text("FILE"), absence: "the built-in one",
    help: "the catalog of meters, ratios, rates and plans")
  static let through = Option<CalendarDay?>(
    "through", .day, absence: "the last day of usage or of the book",
    help: "the last day to settle")
  static let threads = Option<Int>(
    "threads", .int("N", in: 1...256), default: cores, shownAs: "all cores",
    help: "how many workers read dumps; changes no result")
  static let memory = Option<Int?>(
    "memory", .byteSize(atLeast: 1 << 20), absence: "as much as there is",
    help: """
      about how much identities and users may take, such as 256M; more of them go to a file in \
      TMPDIR or /var/tmp, and the result is the same
      """)
  static let assumeOffset = Option<ZoneOffset?>(
    "assume-offset", .offset, absence: "such times are rejected",
    help: "the offset of times that name none")
  static let map = Option<[FieldMap.Entry]>(
    repeatable: "map", .fieldPlace,
    help: """
      read a field from another place, such as quantity=data.value: keys inside of JSON, or the name \
      of a CSV column
      """)
  static let mapPreset = Option<FieldMap>(
    "map-preset",
    .choice(
      "NAME",
      of: [
        "cloudevents": .cloudEvents, "openmeter": .openMeter, "stripe": .stripe, "lago": .lago,
      ]), default: FieldMap(), shownAs: "fields stand under their own names",
    help: """
      read the fields from where cloudevents, openmeter, stripe or lago have them; --map comes first
      """)
  static let expectRecords = Option<Int64?>(
    "expect-records", .int64("N", in: 0...Int64.max),
    help: "fail unless all dumps together hold that many records, rejected ones included")
  static let keepGoing = Flag(
    "keep-going", help: "post the good dumps although another one cannot be trusted, and exit 1")
  static let maxRejects = Option<Int64>(
    "max-rejects", .int64("N", in: 0...Int64.max), default: 0,
    help: "exit 1 when more records than this are rejected")
  static let maxConflicts = Option<Int64>(
    "max-conflicts", .int64("N", in: 0...Int64.max), default: 0,
    help: "exit 1 when more records than this contradict one that stands")
  static let by = Option<String?>(
    "by", .text("NAME"), absence: "the login name of the user",
    help: "who posts the run; kept for audits, part of no export")
  static let wait = Option<Int>(
    "wait", .int("SECONDS", in: 0...86400), default: 60,
    help: "how long to wait while another run works on the ledger; then exit 4")
  static let dryRun = Flag(
    "dry-run", help: "do everything but keep nothing, and say what would change")
  static let metrics = Option<String?>(
    "metrics", .text("FILE"), absence: "none",
    help: "write what the run came to for Prometheus, once it is kept")
  static let json = Flag("json", help: "print the summary as one JSON object")
  static let month = Option<CalendarMonth?>("month", .month, help: "only rows of this month")
  static let account = Option<String?>("account", .text("A"), help: "only rows of this account")
  static let format = Option<ExportFormat>(
    "format", .choice(of: ["csv": .csv, "ndjson": .ndjson]), default: .csv, shownAs: "csv",
    help: "how rows are written")
  static let output = Option<String?>(
    "output", short: "o", .text("FILE"), absence: "standard output",
    help: "write to a file, which appears whole or not at all")

  /// The dumps that are given, of which one may be standard input.
  static func dumps(
    _ option: Positional<[String]>, _ arguments: Arguments
  ) throws(UsageError) -> [String] {
    let dumps = arguments[option]
    guard dumps.count(where: { $0 == "-" }) <= 1 else {
      throw arguments.misuse("'-' is there twice, and standard input can be read only once")
    }
    return dumps
  }

  /// Where the fields of records stand: as a preset has them, but for those that are given.
  static func fieldMap(_ arguments: Arguments) throws(UsageError) -> FieldMap {
    let entries = arguments[map]
    for (index, entry) in entries.enumerated() {
      guard let earlier = entries[..<index].first(where: { $0.name == entry.name }) else {
        continue
      }
      throw arguments.misuse(
        "--map gives \(entry.name) two places, \(earlier.path) and \(entry.path); keep one of them")
    }
    return FieldMap(entries, over: arguments[mapPreset])
  }

  /// How many processors the machine lets this process use, at least 1.
  private static var cores: Int { max(1, min(256, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

extension ValueFormat where Value == CalendarDay {
  /// A day, `2025-10-01`.
  static var day: ValueFormat {
    ValueFormat("DAY", expecting: "a day as YYYY-MM-DD") { CalendarDay($0) }
  }
}

extension ValueFormat where Value == CalendarMonth {
  /// A month, `2025-10`.
  static var month: ValueFormat {
    ValueFormat("MONTH", expecting: "a month as YYYY-MM") { CalendarMonth($0) }
  }
}

extension ValueFormat where Value == ZoneOffset {
  /// An offset, `+08:00`.
  static var offset: ValueFormat {
    ValueFormat("OFFSET", expecting: "an offset as ±hh:mm") { ZoneOffset($0) }
  }
}

extension ValueFormat where Value == FieldMap.Entry {
  /// A field and its place, `quantity=data.value`.
  static var fieldPlace: ValueFormat {
    ValueFormat("FIELD=PATH", expecting: "FIELD=PATH, such as quantity=data.value") {
      text throws(BadValue) in
      guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      do throws(FieldMapFailure) {
        return try FieldMap.Entry(
          field: String(text[..<equals]), path: String(text[text.utf8.index(after: equals)...]))
      } catch {
        throw BadValue(reason(error))
      }
    }
  }

  private static func reason(_ failure: FieldMapFailure) -> String {
    guard let field = failure.unknownField else { return failure.description }
    let near = nearest(to: field, among: FieldMap.fieldNames)
    return "there is no field '\(field)'; "
      + (near.map { "did you mean '\($0)'?" } ?? failure.description)
  }
}

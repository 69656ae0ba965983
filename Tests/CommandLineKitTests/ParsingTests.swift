import CommandLineKit
import Testing

@Suite("Command lines without a mistake")
struct ParsingTests {
  @Test(
    "A value follows its option after a space or an equals sign",
    arguments: [
      ("run --ledger l.db d", "l.db"), ("run --ledger=l.db d", "l.db"), ("run -l l.db d", "l.db"),
      ("run -l=l.db d", "l.db"), ("run d --ledger l.db", "l.db"), ("run --ledger - d", "-"),
      ("run --ledger=--json d", "--json"), ("run --ledger=a=b d", "a=b"),
      ("run --ledger -5 d", "-5"), ("run --ledger -- d", nil),
      ("run --ledger=\u{301}l d", "\u{301}l"), ("run --ledger -\u{301} d", "-\u{301}"),
    ] as [(String, String?)])
  func values(line: String, ledger: String?) throws {
    guard let ledger else {
      #expect(
        Sample.mistake(line)?.problem == .missingValue(option: "--ledger", placeholder: "PATH"))
      return
    }
    #expect(try Sample.arguments(line)[Sample.ledger] == ledger)
  }

  @Test("Options that are not given have their default, nil, or nothing")
  func absent() throws {
    let arguments = try Sample.arguments("run --ledger l d")
    #expect(arguments[Sample.threads] == 4)
    #expect(arguments[Sample.memory] == 268_435_456)
    #expect(arguments[Sample.book] == nil)
    #expect(arguments[Sample.limit] == nil)
    #expect(arguments[Sample.maps] == [])
    #expect(arguments[Sample.format] == .csv)
    #expect(!arguments[Sample.json])
    #expect(!arguments.isGiven(Sample.threads))
    #expect(arguments.isGiven(Sample.ledger))
  }

  @Test("Options that are given have the type they were declared with")
  func given() throws {
    let arguments = try Sample.arguments(
      "run -l l --book b --threads 7 --memory 2G --limit 0 --map a=b --json -n --map c=d.e -f ndjson d"
    )
    #expect(arguments[Sample.threads] == 7)
    #expect(arguments[Sample.memory] == 2_147_483_648)
    #expect(arguments[Sample.book] == "b")
    #expect(arguments[Sample.limit] == 0)
    #expect(
      arguments[Sample.maps] == [.init(field: "a", path: "b"), .init(field: "c", path: "d.e")])
    #expect(arguments[Sample.format] == .ndjson)
    #expect(arguments[Sample.json])
    #expect(arguments[Sample.dryRun])
  }

  @Test("A zone west of Greenwich is a value although it begins with a dash")
  func negativeOffset() throws {
    let arguments = try Sample.arguments("run --ledger l --assume-offset -05:00 d")
    #expect(arguments[Sample.offset] == "-05:00")
  }

  @Test("A default that is given counts as given")
  func givenDefault() throws {
    #expect(try Sample.arguments("run -l l --threads 4 d").isGiven(Sample.threads))
  }

  @Test(
    "Words that are no options keep their order",
    arguments: [
      ("run -l l a b", ["a", "b"]), ("run a -l l b", ["a", "b"]), ("run -l l -", ["-"]),
      ("run -l l -- --json -n", ["--json", "-n"]), ("run -l l a -- b", ["a", "b"]),
      ("run -l l -- a -- b", ["a", "--", "b"]), ("run -l l -- --help", ["--help"]),
      ("run -l l a=b", ["a=b"]),
    ])
  func positionals(line: String, words: [String]) throws {
    let arguments = try Sample.arguments(line)
    #expect(arguments.positionals == words)
    #expect(arguments[Sample.dumps] == words)
  }

  @Test("A positional has its type, and an optional one may be missing")
  func typedPositionals() throws {
    let one = try Sample.arguments("close 2025-10")
    #expect(one[Sample.month] == 10)
    #expect(one[Sample.account] == nil)
    #expect(try Sample.arguments("close 2025-11 acct-1")[Sample.account] == "acct-1")
  }

  @Test(
    "Subcommands lead to their own command",
    arguments: [
      ("catalog", ["catalog"]), ("catalog --json", ["catalog"]),
      ("catalog lint f", ["catalog", "lint"]),
      ("catalog lint lint", ["catalog", "lint"]),
    ])
  func nested(line: String, path: [String]) throws {
    guard case .run(let command, let arguments) = try Sample.program.parse(Sample.words(line))
    else {
      Issue.record("no command ran")
      return
    }
    #expect(arguments.commandPath == path)
    #expect(command.name == path.last)
  }

  @Test("An option that may be missing can be required in a case")
  func required() throws {
    #expect(try Sample.arguments("run -l l --book b d").required(Sample.book) == "b")
    let arguments = try Sample.arguments("run -l l d")
    #expect(
      throws: UsageError(.missingOption("--book", placeholder: "PATH"), command: "drawdown run")
    ) { try arguments.required(Sample.book) }
    #expect(
      arguments.misuse("'--json' and '--dry-run' exclude each other").description
        == "'--json' and '--dry-run' exclude each other. See 'drawdown run --help'.")
  }
}

@Suite("Numbers and sizes")
struct ValueFormatTests {
  @Test(
    "A size is digits and a power of 1024",
    arguments: [
      ("0", 0), ("1048576", 1_048_576), ("1K", 1024), ("1k", 1024), ("256M", 268_435_456),
      ("1G", 1_073_741_824), ("3T", 3_298_534_883_328), ("9223372036854775807", Int.max),
      ("8191P", nil), ("9223372036854775808", nil), ("9007199254740992K", nil), ("-1", nil),
      ("+1", nil), ("", nil), ("K", nil), ("1.5G", nil), ("1 G", nil), ("1GB", nil), ("G1", nil),
      ("8388607T", 9_223_370_937_343_148_032), ("8388608T", nil),
    ] as [(String, Int?)])
  func sizes(text: String, bytes: Int?) throws {
    let size = Option("size", .byteSize(), default: -1, help: "")
    let program = Program(
      Command("p", summary: "", subcommands: [Command("c", summary: "", options: [size])]),
      version: "0")
    guard let bytes else {
      #expect(throws: UsageError.self) { try program.parse(["c", "--size=\(text)"]) }
      return
    }
    guard case .run(_, let arguments) = try program.parse(["c", "--size=\(text)"]) else { return }
    #expect(arguments[size] == bytes)
  }

  @Test(
    "A number outside its range names the range",
    arguments: [
      ("0", "a whole number from 1 to 64"), ("65", "a whole number from 1 to 64"),
      ("ten", "a whole number from 1 to 64"), ("1.0", "a whole number from 1 to 64"),
      ("", "a whole number from 1 to 64"), ("99999999999999999999", "a whole number from 1 to 64"),
    ])
  func range(text: String, expectation: String) {
    #expect(
      Sample.mistake("run -l l --threads=\(text) d")?.problem
        == .badValue(subject: "--threads", value: text, reason: "expected \(expectation)"))
  }

  @Test("The bounds of a range belong to it", arguments: [1, 64])
  func bounds(value: Int) throws {
    #expect(try Sample.arguments("run -l l --threads \(value) d")[Sample.threads] == value)
  }

  @Test("A range names only the bounds that are not those of the type")
  func openRanges() {
    #expect(
      ValueFormat<Int64>.int64("N", in: 1...Int64.max).expectation == "a whole number, 1 or more")
    #expect(ValueFormat<Int>.int("N", in: Int.min...9).expectation == "a whole number, 9 or less")
    #expect(ValueFormat<Int>.int("N", in: Int.min...Int.max).expectation == "a whole number")
    #expect(ValueFormat<UInt64>.uint64("S").expectation == "a whole number")
    #expect(
      ValueFormat<Int>.byteSize(atLeast: 4096).expectation
        == "a number of bytes such as 1048576, 256M or 2G, at least 4096")
    #expect(
      ValueFormat<Int>.choice(of: ["a": 1, "b": 2, "c": 3]).placeholder == "a|b|c")
  }
}

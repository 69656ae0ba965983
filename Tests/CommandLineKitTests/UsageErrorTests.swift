import CommandLineKit
import Testing

@Suite("Command lines with a mistake")
struct UsageErrorTests {
  @Test(
    "Each mistake says what is wrong and what to do",
    arguments: [
      (
        "run --leger l d",
        "unknown option '--leger'; did you mean '--ledger'? See 'drawdown run --help'."
      ),
      (
        "run -l l --thread=5 d",
        "unknown option '--thread'; did you mean '--threads'? See 'drawdown run --help'."
      ),
      (
        "run -l l -x d",
        "unknown option '-x'; a word that begins with a dash but is no option goes after '--'."
          + " See 'drawdown run --help'."
      ),
      (
        "run -l l d --book",
        "option '--book' needs a value: '--book PATH'. See 'drawdown run --help'."
      ),
      (
        "run --ledger --json d",
        "option '--ledger' needs a value: '--ledger PATH'. See 'drawdown run --help'."
      ),
      (
        "run -l -n d",
        "option '-l' needs a value: '-l PATH'. See 'drawdown run --help'."
      ),
      (
        "run -l l --json=yes d",
        "option '--json' takes no value; write it without '='. See 'drawdown run --help'."
      ),
      (
        "run -l l --threads many d",
        "'many' is no good value for '--threads': expected a whole number from 1 to 64."
          + " See 'drawdown run --help'."
      ),
      (
        "run --ledger= d",
        "'' is no good value for '--ledger': expected a text that is not empty."
          + " See 'drawdown run --help'."
      ),
      (
        "run -l l --format cvs d",
        "'cvs' is no good value for '--format': expected csv or ndjson; did you mean 'csv'?"
          + " See 'drawdown run --help'."
      ),
      (
        "run -l l --map a=b --map c d",
        "'c' is no good value for '--map': expected FIELD=PATH. See 'drawdown run --help'."
      ),
      (
        "run d",
        "option '--ledger PATH' is required and missing. See 'drawdown run --help'."
      ),
      (
        "run -l l --ledger m d",
        "option '--ledger' was given more than once; keep one of them. See 'drawdown run --help'."
      ),
      (
        "run -l l --json --json d",
        "option '--json' was given more than once; keep one of them. See 'drawdown run --help'."
      ),
      ("run -l l", "DUMP is required and missing. See 'drawdown run --help'."),
      (
        "run -l l ''",
        "'' is no good value for 'DUMP': expected a text that is not empty. See 'drawdown run --help'."
      ),
      (
        "close 2025-13",
        "'2025-13' is no good value for 'MONTH': a year has the months 01 to 12."
          + " See 'drawdown close --help'."
      ),
      (
        "close october",
        "'october' is no good value for 'MONTH': expected a month such as 2025-10."
          + " See 'drawdown close --help'."
      ),
      (
        "close 2025-10 a b",
        "unexpected argument 'b'; remove it. See 'drawdown close --help'."
      ),
      ("rnu", "unknown command 'rnu'; did you mean 'run'? See 'drawdown --help'."),
      ("fly", "unknown command 'fly'. See 'drawdown --help'."),
      ("", "a command is missing. See 'drawdown --help'."),
      ("--", "a command is missing. See 'drawdown --help'."),
      ("-", "unknown command '-'. See 'drawdown --help'."),
      ("help nothing", "unknown command 'nothing'. See 'drawdown --help'."),
      ("help run fast", "unexpected argument 'fast'; remove it. See 'drawdown run --help'."),
      ("--verson", "unknown option '--verson'; did you mean '--version'? See 'drawdown --help'."),
      (
        "--json run d",
        "options go after the command: begin with 'drawdown run'. See 'drawdown --help'."
      ),
      (
        "catalog --json lint f",
        "options go after the command: begin with 'drawdown catalog lint'."
          + " See 'drawdown catalog --help'."
      ),
      (
        "catalog lnt f",
        "unknown command 'lnt'; did you mean 'lint'? See 'drawdown catalog --help'."
      ),
      ("catalog lint", "PATH is required and missing. See 'drawdown catalog lint --help'."),
    ])
  func message(line: String, text: String) {
    #expect(Sample.mistake(line)?.description == text)
  }

  @Test("The mistake can be told apart without its text")
  func problems() {
    #expect(
      Sample.mistake("run --leger l d")
        == UsageError(
          .unknownOption("--leger", suggestion: "--ledger"), command: "drawdown run"))
    #expect(Sample.mistake("rnu")?.problem == .unknownCommand("rnu", suggestion: "run"))
    #expect(Sample.mistake("run -l a -l b d")?.problem == .repeatedOption("--ledger"))
  }

  @Test("A hostile word stays on one line and is cut")
  func hostileWords() {
    let word = "a\nb\u{1B}[31m" + String(repeating: "x", count: 500)
    #expect(throws: UsageError.self) { try Sample.program.parse([word]) }
    do throws(UsageError) {
      _ = try Sample.program.parse([word])
    } catch {
      #expect(error.description.hasPrefix("unknown command 'a\\nb\\u{1B}[31mxxx"))
      #expect(error.description.count < 200)
    }
  }

  @Test(
    "A suggestion is a near name",
    arguments: [
      ("--ledgre", "--ledger"), ("--leder", "--ledger"), ("--LEDGER", "--ledger"),
      ("--mem", "--memory"), ("--dryrun", "--dry-run"), ("--assume", "--assume-offset"),
      ("--halp", "--help"), ("--zzz", nil), ("--", nil),
    ] as [(String, String?)])
  func suggestions(typed: String, meant: String?) {
    guard case .unknownOption(_, let suggestion) = Sample.mistake("run -l l \(typed) d")?.problem
    else {
      #expect(meant == nil)
      return
    }
    #expect(suggestion == meant)
  }
}

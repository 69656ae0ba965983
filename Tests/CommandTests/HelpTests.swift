import TestSupport
import Testing

/// A command as a user sees it: its words and what its help has to mention.
struct CommandFace: CustomTestStringConvertible {
  let words: [String]
  let options: [String]

  var testDescription: String { words.joined(separator: " ") }

  static let all = [
    CommandFace(
      words: ["run"],
      options: [
        "--ledger", "--book", "--through", "--catalog", "--rejects", "--max-rejects",
        "--max-conflicts", "--expect-records", "--keep-going", "--assume-offset", "--map",
        "--map-preset", "--threads", "--wait", "--by", "--dry-run", "--metrics", "--json", "--help",
        "DUMP", "-h",
      ]),
    CommandFace(
      words: ["aggregate"],
      options: [
        "--format", "--output", "-o", "--catalog", "--rejects", "--max-rejects",
        "--max-conflicts", "--expect-records", "--keep-going", "--assume-offset", "--map",
        "--map-preset", "--threads", "--json", "--partial", "DUMP",
      ]),
    CommandFace(
      words: ["merge"],
      options: [
        "--partial", "--format", "--output", "-o", "--catalog", "--rejects", "--max-rejects",
        "--max-conflicts", "--expect-records", "--keep-going", "--threads", "--memory", "--json",
        "PARTIAL",
      ]),
    CommandFace(
      words: ["settle"],
      options: [
        "--ledger", "--book", "--through", "--catalog", "--threads", "--wait", "--by", "--dry-run",
        "--metrics", "--json",
      ]),
    CommandFace(
      words: ["export"],
      options: [
        "--ledger", "--month", "--account", "--format", "csv", "ndjson", "--output", "-o", "WHAT",
        "usage", "deductions", "charges", "grants", "invoices", "focus", "rejects",
      ]),
    CommandFace(
      words: ["invoice"],
      options: [
        "--ledger", "--month", "--account", "--csv", "--html", "--pdf", "--lang", "en", "zh",
        "--per",
        "--output", "-o", "verify",
      ]),
    CommandFace(
      words: ["report"],
      options: ["--ledger", "--month", "--lang", "en", "zh", "--output", "-o"]),
    CommandFace(
      words: ["forecast"],
      options: [
        "--ledger", "--month", "--days", "--horizon", "--account", "--app", "--what-if", "--json",
        "purchase:PLAN@DAY",
      ]),
    CommandFace(
      words: ["reconcile"],
      options: [
        "--ledger", "--month", "--tolerance", "--component", "--format", "--output", "--json",
        "BILL",
      ]),
    CommandFace(
      words: ["balance"],
      options: ["--ledger", "--account", "--below", "--days-left", "--since", "--json"]),
    CommandFace(
      words: ["verify"], options: ["--ledger", "--dumps", "--threads", "--json", "PATH"]),
    CommandFace(
      words: ["close"],
      options: ["--ledger", "--forget", "--wait", "--by", "--dry-run", "--json", "MONTH"]),
    CommandFace(words: ["runs"], options: ["--ledger", "--json"]),
    CommandFace(words: ["book"], options: ["check"]),
    CommandFace(words: ["book", "check"], options: ["--ledger", "--catalog"]),
    CommandFace(
      words: ["generate"],
      options: [
        "--seed", "--records", "--days", "--apps", "--even", "--users", "--format", "--frames",
        "--no-midnight", "--output", "-o",
      ]),
    CommandFace(
      words: ["bench"],
      options: [
        "--records", "--seed", "--format", "--frames", "--apps", "--users", "--record-ids",
        "--threads", "--repetitions", "--memory", "--json", "DUMP",
      ]),
    CommandFace(
      words: ["explain"],
      options: [
        "--ledger", "--invoice", "--item", "--app", "--period", "--day", "--meter", "--account",
        "--grant", "--record", "--dumps", "--diff", "--threads", "--assume-offset", "--map",
        "--map-preset", "--json",
      ]),
    CommandFace(
      words: ["gaps"], options: ["--ledger", "--from", "--through", "--account", "--json"]),
    CommandFace(words: ["catalog"], options: ["lint"]),
    CommandFace(words: ["catalog", "lint"], options: ["FILE"]),
    CommandFace(words: ["completions"], options: ["SHELL", "bash", "zsh", "fish"]),
    CommandFace(words: ["man"], options: ["--help"]),
  ]
}

@Suite("Help")
struct HelpTests {
  private let directory: ToolDirectory

  init() throws {
    directory = try ToolDirectory()
  }

  @Test("the help of a command mentions all it takes and exits 0", arguments: CommandFace.all)
  func command(face: CommandFace) throws {
    for words in [face.words + ["--help"], face.words + ["-h"]] {
      let result = try directory.drawdown(words)
      #expect(result.exitCode == 0)
      #expect(result.errorOutput == "")
      #expect(result.output.hasPrefix("usage: drawdown \(face.words.joined(separator: " "))"))
      for option in face.options {
        #expect(result.output.contains(option), "\(face.testDescription): \(option)")
      }
      for line in result.output.split(separator: "\n") { #expect(line.count <= 80) }
    }
  }

  @Test("`help COMMAND` says what `COMMAND --help` says", arguments: CommandFace.all)
  func helpCommand(face: CommandFace) throws {
    let help = try directory.drawdown(["help"] + face.words)
    #expect(help.output == (try directory.drawdown(face.words + ["--help"]).output))
    #expect(help.exitCode == 0)
  }

  @Test("`aggregate` has no ledger, and its help speaks of none")
  func noLedger() throws {
    let help = try directory.drawdown("aggregate", "--help").output
    #expect(!help.contains("the ledger's") && !help.contains("post"), "\(help)")
  }

  @Test("help comes before anything that is missing or wrong")
  func helpFirst() throws {
    for words in [
      ["run", "--help"], ["export", "nothing", "--help"], ["run", "-h", "--no-such"],
    ] {
      let result = try directory.drawdown(words)
      #expect(result.exitCode == 0, "\(words): \(result.told)")
    }
  }

  @Test("the program's help lists every command")
  func program() throws {
    for words in [["--help"], ["-h"], ["help"]] {
      let result = try directory.drawdown(words)
      #expect(result.exitCode == 0)
      for face in CommandFace.all { #expect(result.output.contains("\n  \(face.words[0]) ")) }
    }
  }

  @Test("the version is told")
  func version() throws {
    let result = try directory.drawdown("--version")
    #expect(result.exitCode == 0)
    #expect(result.output.wholeMatch(of: #/drawdown \d+\.\d+\.\d+\n/#) != nil)
  }
}

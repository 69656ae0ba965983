import TestSupport
import Testing

/// Words that make no command, and what is said about them.
struct WrongUsage: CustomTestStringConvertible {
  let words: [String]
  let message: String

  init(_ words: String..., says message: String) {
    self.words = words
    self.message = message
  }

  var testDescription: String { words.joined(separator: " ") }

  static let all = [
    WrongUsage(says: "a command is missing"),
    WrongUsage("rum", says: "did you mean 'run'?"),
    WrongUsage("export", "usages", "--ledger", "l.db", says: "did you mean 'usage'?"),
    WrongUsage(
      "run", "--ledgr", "l.db", says: "unknown option '--ledgr'; did you mean '--ledger'?"),
    WrongUsage("run", "--trough", "2025-10-01", says: "did you mean '--through'?"),
    WrongUsage("run", "-x", says: "unknown option '-x'"),
    WrongUsage("run", "dump", says: "option '--ledger PATH' is required and missing"),
    WrongUsage("run", "--ledger", says: "--ledger"),
    WrongUsage("export", "--ledger", "l.db", says: "WHAT is required and missing"),
    WrongUsage("export", "usage", "charges", "--ledger", "l.db", says: "'charges'"),
    WrongUsage("aggregate", says: "DUMP is required and missing"),
    WrongUsage("run", "--ledger", "l.db", "--threads", "0", says: "from 1 to 256"),
    WrongUsage("run", "--ledger", "l.db", "--threads", "two", says: "'two'"),
    WrongUsage("run", "--ledger", "l.db", "--through", "2025-02-29", says: "YYYY-MM-DD"),
    WrongUsage("run", "--ledger", "l.db", "--max-rejects", "-1", says: "--max-rejects"),
    WrongUsage("run", "--ledger", "l.db", "--assume-offset", "8", says: "±hh:mm"),
    WrongUsage("run", "--ledger", "l.db", "--json=yes", says: "--json"),
    WrongUsage("export", "usage", "--ledger", "l.db", "--month", "2025-13", says: "YYYY-MM"),
    WrongUsage("export", "usage", "--ledger", "l.db", "--format", "xml", says: "csv or ndjson"),
    WrongUsage("verify", "--ledger", "l.db", "more", says: "'more'"),
    WrongUsage("run", "--ledger", "l.db", "-", "a.csv", "-", says: "'-' is there twice"),
    WrongUsage("aggregate", "-", "-", says: "'-' is there twice"),
    WrongUsage("run", "--ledger", "l.db", "--by", "", says: "--by"),
    WrongUsage("bench", "-", says: "standard input only once"),
    WrongUsage("bench", "a.csv", "--records", "5", says: "leave one out"),
    WrongUsage("bench", "--repetitions", "0", says: "from 1 to 1000"),
    WrongUsage("balance", "--ledger", "l.db", "--below", "20", says: "such as 20%"),
    WrongUsage("balance", "--ledger", "l.db", "--below", "0%", says: "a percentage above 0"),
    WrongUsage("balance", "--ledger", "l.db", "--below", "101%", says: "up to 100"),
    WrongUsage("balance", "--ledger", "l.db", "--days-left", "-1", says: "--days-left"),
    WrongUsage("balance", "--ledger", "l.db", "--since", "1", says: "give one of them"),
    WrongUsage("invoice", says: "option '--ledger PATH' is required and missing"),
    WrongUsage("invoice", "--ledger", "l.db", "--csv", "--html", says: "choose one"),
    WrongUsage("invoice", "--ledger", "l.db", "--pdf", "--html", says: "choose one"),
    WrongUsage("invoice", "--ledger", "l.db", "--lang", "zh", says: "add --html"),
    WrongUsage("invoice", "--ledger", "l.db", "--html", "--lang", "fr", says: "en or zh"),
    WrongUsage("invoice", "--ledger", "l.db", "--per", "month", says: "name a folder"),
    WrongUsage("report", says: "option '--ledger PATH' is required and missing"),
    WrongUsage("report", "--ledger", "l.db", "--month", "10", says: "YYYY-MM"),
    WrongUsage("report", "--ledger", "l.db", "--lang", "fr", says: "en or zh"),
    WrongUsage("forecast", "--ledger", "l.db", "--days", "0", says: "from 1 to 366"),
    WrongUsage(
      "forecast", "--ledger", "l.db", "--what-if", "purchase:p@soon", says: "purchase:PLAN@YYYY"),
    WrongUsage("reconcile", "--ledger", "l.db", says: "BILL is required and missing"),
    WrongUsage("reconcile", "b", "--ledger", "l.db", "--tolerance", "-1", says: "0 or more"),
    WrongUsage("reconcile", "b", "--ledger", "l.db", "--component", "HD", says: "NAME=METER"),
    WrongUsage(
      "reconcile", "b", "--ledger", "l.db", "--json", "--format", "csv", says: "choose one"),
    WrongUsage("aggregate", "d", "--map", "recordid=id", says: "did you mean 'record_id'?"),
    WrongUsage("aggregate", "d", "--map", "customer=id", says: "the fields are record_id, time, "),
    WrongUsage(
      "aggregate", "d", "--partial", "p", "--map", "record_id=id", says: "does not remember"),
    WrongUsage("aggregate", "d", "--map", "id", says: "expected FIELD=PATH"),
    WrongUsage("run", "--ledger", "l.db", "--map", "time=", says: "a path is keys with a dot"),
    WrongUsage("run", "--ledger", "l.db", "--map", "time=a..b", says: "a path is keys with a dot"),
    WrongUsage(
      "run", "--ledger", "l.db", "--map", "time=a", "--map", "time=b",
      says: "--map gives time two places, a and b"),
    WrongUsage("aggregate", "d", "--map-preset", "openmetre", says: "did you mean 'openmeter'?"),
    WrongUsage(
      "aggregate", "d", "--map-preset", "lago", "--map-preset", "lago", says: "--map-preset"),
  ]
}

@Suite("Wrong usage")
struct WrongUsageTests {
  @Test("wrong words exit 2, say what to do, and touch nothing", arguments: WrongUsage.all)
  func words(usage: WrongUsage) throws {
    let directory = try FixtureWorld.settledDirectory()
    let before = try directory.snapshot()
    let result = try directory.drawdown(usage.words)
    #expect(result.exitCode == 2, "\(result.told)")
    #expect(result.output == "")
    #expect(result.errorOutput.hasPrefix("drawdown: "))
    #expect(result.errorOutput.contains(usage.message), "\(result.told)")
    #expect(result.errorOutput.contains("--help"), "\(result.told)")
    #expect(try directory.snapshot() == before)
  }

  @Test("an account that is not there is wrong usage of `balance`")
  func unknownAccount() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(
      "balance", "--ledger", FixtureWorld.ledger, "--account", "acct-9")
    #expect(result.exitCode == 2)
    #expect(result.errorOutput.contains("acct-9"))
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Summaries")
struct SummaryTests {
  private static let worldCounts = SummaryCounts(
    read: 52, counted: 37, duplicates: 2, conflicts: 1, rejected: 12, oversize: 1)

  private func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a run's summary for machines is one line of JSON and adds up")
  func run() throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(FixtureWorld.run + ["--json"])
    #expect(result.exitCode == 1)
    let counts = try SummaryCounts(result.output)
    #expect(counts == Self.worldCounts)
    #expect(counts.isConserved)
    let summary = try json(result.output)
    #expect(summary["settled_day"] as? String == "2025-11-01")
    #expect(summary["unowned_apps"] as? [Int] == [1_400_000_009])
    #expect((summary["attention"] as? [String])?.count == 2)
    let dumps = try #require(summary["dumps"] as? [[String: Any]])
    #expect(dumps.compactMap { $0["records"] as? Int } == [33, 19])
    #expect(dumps.compactMap { $0["rejected"] as? Int }.reduce(0, +) == 12)
  }

  @Test("so is that of `aggregate`, on standard error")
  func aggregate() throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(["aggregate", "--json"] + FixtureWorld.dumps)
    #expect(try SummaryCounts(result.errorOutput) == Self.worldCounts)
    let dump = FixtureWorld.dumps[0]
    let twice = try directory.drawdown("aggregate", dump, dump)
    #expect(
      twice.errorOutput.contains(
        "\nskipped:  \(dump) has the same bytes as \(dump), which was read\n"),
      "\(twice.told)")
  }

  @Test("the other commands speak JSON too")
  func others() throws {
    let directory = try FixtureWorld.settledDirectory()
    let ledger = ["--ledger", FixtureWorld.ledger, "--json"]
    let settle = try json(directory.drawdown(["settle"] + ledger).output)
    #expect(settle["settled_day_before"] as? String == "2025-11-01")
    let balance = try json(directory.drawdown(["balance"] + ledger).output)
    #expect((balance["accounts"] as? [Any])?.count == 3)
    let verify = try json(directory.drawdown(["verify"] + ledger).output)
    #expect((verify["certificate"] as? [String: Any])?["invoiced"] as? String == "8042.99")
  }

  @Test("every run of a ledger tells its own records, which add up to all")
  func manyRuns() throws {
    let directory = try FixtureWorld.directory()
    var read = 0
    for dump in FixtureWorld.dumps + FixtureWorld.plainDumps + FixtureWorld.dumps {
      let result = try directory.drawdown(
        "run", "--ledger", "l.db", "--book", FixtureWorld.book, "--json", dump)
      let counts = try SummaryCounts(result.output)
      #expect(counts.isConserved)
      read += counts.read
    }
    // Plain files are other bytes: read once more, and nothing of theirs but peaks and logins counts.
    #expect(read == 2 * 52)
    let verify = try directory.drawdown("verify", "--ledger", "l.db", "--json")
    #expect(verify.exitCode == 0, "\(verify.told)")
    let history = try json(verify.output)["history"] as? [String: Any]
    #expect(history?["records_read"] as? Int == read)
  }

  @Test("a jump of the settled day by more than 31 days is a warning", arguments: [31, 32])
  func jump(days: Int) throws {
    let directory = try FixtureWorld.settledDirectory()
    let day = days == 31 ? "2025-12-02" : "2025-12-03"
    let result = try directory.drawdown(
      "settle", "--ledger", FixtureWorld.ledger, "--through", day)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("settled:  through \(day), before through 2025-11-01"))
    #expect(result.output.contains("warning:  the settled day moved on by 32 days") == (days == 32))
  }

  @Test("usage without a rate is listed by every run, which exits 1")
  func unpriced() throws {
    let directory = try FixtureWorld.directory()
    try directory.files.write(
      lines([DumpRecord.header, "s,2025-10-20T00:00:00+08:00,1400000001,ai.speech,,61,,"]),
      to: "speech.csv")
    for words in [["run", "speech.csv", "--book", FixtureWorld.book], ["run"], ["settle"]] {
      let result = try directory.drawdown(words + ["--ledger", "l.db"])
      #expect(result.exitCode == 1, "\(words): \(result.told)")
      #expect(result.output.contains("2 minutes of ai.speech on 2025-10-20, app 1400000001"))
    }
    let charges = try directory.drawdown("export", "charges", "--ledger", "l.db").output
    #expect(charges.contains("\nacct-1,1400000001,2025-10-20,ai.speech,overage,2,,,,2025-10\n"))
    let invoices = try directory.drawdown("export", "invoices", "--ledger", "l.db").output
    #expect(!invoices.contains("ai.speech"))
    #expect(try directory.drawdown("verify", "--ledger", "l.db").exitCode == 0)
  }
}

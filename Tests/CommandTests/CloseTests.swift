import TestSupport
import Testing

@Suite("Closing months of the world")
struct CloseTests {
  private func close(
    _ month: String, _ directory: ToolDirectory, _ more: String...
  ) throws -> ToolResult {
    try directory.drawdown(["close", month, "--ledger", FixtureWorld.ledger] + more)
  }

  @Test("closed invoices say so, and all figures stay")
  func figures() throws {
    let directory = try FixtureWorld.settledDirectory()
    for month in ["2025-09", "2025-10"] {
      let result = try close(month, directory)
      #expect(result.exitCode == 0, "\(result.told)")
    }
    var expected = try FixtureWorld.expectedFigures()
    expected["invoices"] = expected["invoices"]?.replacing(
      #""month":"2025-10","status":"open""#, with: #""month":"2025-10","status":"closed""#)
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
    let again = try close("2025-09", directory)
    #expect(again.exitCode == 0 && again.output.contains("nothing changed"))
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
    #expect(try directory.drawdown("verify", "--ledger", FixtureWorld.ledger).exitCode == 0)
  }

  @Test(
    "a month out of its turn is wrong usage, one that is not over is refused",
    arguments: [
      ([], "2025-10", 2), ([], "2025-08", 2), (["2025-09"], "2025-11", 2),
      (["2025-09", "2025-10"], "2025-11", 1),
    ] as [([String], String, Int32)])
  func refusal(closed: [String], month: String, code: Int32) throws {
    let directory = try FixtureWorld.settledDirectory()
    for month in closed { #expect(try close(month, directory).exitCode == 0) }
    let before = try directory.snapshot()
    let result = try close(month, directory)
    #expect(result.exitCode == code, "\(result.told)")
    #expect(result.told.contains("2025-"))
    #expect(try directory.snapshot() == before)
  }

  @Test("a month with usage that has no rate is refused")
  func unpriced() throws {
    let directory = try FixtureWorld.settledDirectory()
    try directory.files.write(
      lines([DumpRecord.header, "s,2025-10-20T00:00:00+08:00,1400000001,ai.speech,,61,,"]),
      to: "speech.csv")
    #expect(
      try directory.drawdown("run", "--ledger", FixtureWorld.ledger, "speech.csv").exitCode == 1)
    #expect(try close("2025-09", directory).exitCode == 0)
    let result = try close("2025-10", directory)
    #expect(result.exitCode == 1)
    #expect(result.told.contains("ai.speech"))
  }

  @Test("a rehearsal closes nothing")
  func rehearsal() throws {
    let directory = try FixtureWorld.settledDirectory()
    let before = try directory.snapshot()
    #expect(try close("2025-09", directory, "--dry-run").exitCode == 0)
    #expect(try directory.snapshot() == before)
  }

  @Test(
    "settling up to a day of a closed month is wrong usage",
    arguments: ["2025-08-31", "2025-09-30", "2025-10-31"])
  func through(day: String) throws {
    let directory = try FixtureWorld.settledDirectory()
    for month in ["2025-09", "2025-10"] { #expect(try close(month, directory).exitCode == 0) }
    let before = try directory.snapshot()
    for command in ["run", "settle"] {
      let result = try directory.drawdown(
        command, "--ledger", FixtureWorld.ledger, "--through", day)
      #expect(result.exitCode == 2, "\(result.told)")
    }
    #expect(try directory.snapshot() == before)
  }

  @Test("a forgotten month: its durations are rejected with their place, and all figures stay")
  func forget() throws {
    let directory = try FixtureWorld.settledDirectory()
    #expect(try close("2025-09", directory).output == "2025-09 is closed\n")
    let rehearsed = try close("2025-10", directory, "--forget", "--dry-run")
    #expect(
      rehearsed.output.hasPrefix(
        "2025-10 could be closed; identities forgotten: 28; nothing kept\n"))
    let result = try close("2025-10", directory, "--forget")
    #expect(result.output == "2025-10 is closed; identities forgotten: 28\n", "\(result.told)")
    let figures = try directory.exports(of: FixtureWorld.ledger)
    let again = try close("2025-10", directory, "--forget", "--json")
    #expect(again.exitCode == 0)
    #expect(again.output.contains(#""was_closed":true"#))
    #expect(again.output.contains(#""forgotten_identities":null"#))

    let plain = ["usage-a.csv", "--rejects", "rejects", "--json"]
    let late = try directory.drawdown(["run", "--ledger", FixtureWorld.ledger] + plain)
    #expect(late.exitCode == 1, "\(late.told)")
    let rejects = try directory.files.text(of: "rejects").split(separator: "\n")
    #expect(
      rejects.first?.hasPrefix(
        #"{"source":"usage-a.csv","line":2,"frame":null,"offset":69,"reason":"too_old","record":"2"#
      ) == true, "\(rejects.first ?? "")")
    #expect(try directory.exports(of: FixtureWorld.ledger)["invoices"] == figures["invoices"])
    let counts = try SummaryCounts(late.output)
    #expect(counts.read == counts.counted + counts.rejected && counts.rejected == rejects.count)
    let verify = ["verify", "--ledger", FixtureWorld.ledger, "--dumps", "."]
    let verified = try directory.drawdown(verify)
    #expect(verified.exitCode == 0, "\(verified.told)")
  }

  @Test("what is forgotten can still be asked for")
  func explain() throws {
    let directory = try FixtureWorld.settledDirectory()
    for month in ["2025-09", "2025-10"] { _ = try close(month, directory, "--forget") }
    let late = ["run", "--ledger", FixtureWorld.ledger, "usage-a.csv"]
    #expect(try directory.drawdown(late).exitCode == 1)
    let ledger = ["--ledger", FixtureWorld.ledger]
    let record = ["explain"] + ledger + ["--record", "a-001", "--app", "1400000001"]
    let unnamed = try directory.drawdown(record)
    #expect(unnamed.exitCode == 2)
    #expect(
      unnamed.errorOutput.contains("or has forgotten it: identities through 2025-10 are forgotten"),
      "\(unnamed.told)")
    let first = try directory.drawdown(record + ["--dumps", FixtureWorld.dumps[0]])
    #expect(first.exitCode == 0 && first.output.contains("its identity is forgotten"))
    let second = try directory.drawdown(record + ["--dumps", "usage-a.csv"])
    #expect(second.exitCode == 0, "\(second.told)")
    #expect(second.output.contains("rejected in run 4: the identities of its month were forgotten"))
    let json = try directory.drawdown(record + ["--dumps", "usage-a.csv", "--json"])
    #expect(json.output.contains(#""too_old""#), "\(json.told)")
    #expect(try directory.drawdown(["gaps"] + ledger).exitCode == 0)
    let line = ["--app", "1400000002", "--day", "2025-10-30", "--dumps", "."]
    #expect(try directory.drawdown(["explain"] + ledger + line).exitCode == 0)
  }
}

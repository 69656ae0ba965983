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
}

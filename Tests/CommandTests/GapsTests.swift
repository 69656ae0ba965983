import TestSupport
import Testing

@Suite("Gaps of the world")
struct GapsTests {
  private let gaps = ["gaps", "--ledger", FixtureWorld.ledger]

  @Test("days and apps without usage are listed, and nothing is touched")
  func text() throws {
    let directory = try FixtureWorld.settledDirectory()
    let before = try directory.snapshot()
    let result = try directory.drawdown(gaps + ["--from", "2025-10-27", "--through", "2025-11-03"])
    #expect(result.exitCode == 0, "\(result.told)")
    try expectGolden(result.output, "gaps.txt")
    #expect(try directory.snapshot() == before)
  }

  @Test("one account, for machines")
  func json() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(gaps + ["--account", "acct-2", "--json"])
    #expect(result.exitCode == 0)
    try expectGolden(result.output, "gaps.json")
  }

  @Test("a ledger without usage has none")
  func nothing() throws {
    let directory = try FixtureWorld.directory()
    _ = try directory.drawdown(
      "settle", "--ledger", FixtureWorld.ledger, "--book", FixtureWorld.book)
    let result = try directory.drawdown(gaps)
    #expect(result.exitCode == 0)
    #expect(result.output == "no usage on the days asked for\n")
  }
}

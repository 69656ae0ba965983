import TestSupport
import Testing

@Suite("Catalogs of one's own")
struct CatalogTests {
  /// The built-in catalog as printed, with other text in place of some.
  private func write(
    _ name: String, to directory: ToolDirectory, replacing text: String, with other: String
  ) throws {
    let printed = try directory.drawdown("catalog")
    #expect(printed.exitCode == 0)
    #expect(printed.output.contains(text))
    try directory.files.write(printed.output.replacing(text, with: other), to: name)
  }

  private let mixed = #""name": "recording.mixed.hd", "kind": "sum", "pool": "rectrans", "#

  @Test("the built-in catalog as printed settles as the built-in one")
  func same() throws {
    let directory = try FixtureWorld.directory()
    try write("mine.json", to: directory, replacing: "tencent-cn", with: "tencent-cn")
    #expect(try directory.drawdown("catalog", "lint", "mine.json").exitCode == 0)
    let result = try directory.drawdown(FixtureWorld.run + ["--catalog", "mine.json"])
    try expectGolden(result.output, "world-run.txt")
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
  }

  @Test("another rate settles the ledger anew, and the ledger keeps it")
  func otherRate() throws {
    let directory = try FixtureWorld.settledDirectory()
    try write(
      "mine.json", to: directory, replacing: mixed + #""ratio": "1", "rate": "35""#,
      with: mixed + #""ratio": "1", "rate": "70""#)
    let settle = ["settle", "--ledger", FixtureWorld.ledger]
    #expect(try directory.drawdown(settle + ["--catalog", "mine.json"]).exitCode == 0)
    // 11 minutes at 70 for 1000.
    let row = "acct-1,1400000002,2025-10-30,recording.mixed.hd,overage,11,0.07,0.77,0.77,2025-10\n"
    for _ in 1...2 {
      #expect(
        try directory.exports(of: FixtureWorld.ledger, ["charges"])["charges"]?.contains(row)
          == true)
      #expect(try directory.drawdown("verify", "--ledger", FixtureWorld.ledger).exitCode == 0)
      #expect(try directory.drawdown(settle).exitCode == 0)
    }
  }

  @Test("a broken catalog is refused and leaves the ledger as it was")
  func broken() throws {
    let directory = try FixtureWorld.settledDirectory()
    try write(
      "mine.json", to: directory, replacing: mixed + #""ratio": "1""#,
      with: mixed + #""ratio": "-1""#)
    let before = try directory.snapshot()
    for words in [
      ["catalog", "lint", "mine.json"],
      ["settle", "--ledger", FixtureWorld.ledger, "--catalog", "mine.json"],
      ["run", "--ledger", "new.db", "--catalog", "mine.json", FixtureWorld.dumps[0]],
      ["aggregate", "--catalog", "mine.json", FixtureWorld.dumps[0]],
    ] {
      let result = try directory.drawdown(words)
      #expect(result.exitCode == 3, "\(words): \(result.told)")
      #expect(result.output == "")
      #expect(result.errorOutput.contains("mine.json"), "\(result.told)")
    }
    #expect(try directory.snapshot() == before)
  }
}

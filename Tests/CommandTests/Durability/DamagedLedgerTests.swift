import Foundation
import TestSupport
import Testing

@Suite("Ledgers that are none, or no longer whole")
struct DamagedLedgerTests {
  private static let commands = [
    ["run", "--book", FixtureWorld.book, FixtureWorld.dumps[0]], ["settle"], ["export", "usage"],
    ["balance"], ["verify"], ["close", "2025-09"], ["runs"],
  ]

  @Test("a folder, a pipe or a device is no ledger, and nobody waits for it", arguments: commands)
  func noFile(words: [String]) throws {
    let directory = try FixtureWorld.directory()
    try directory.files.write("", to: "folder/file")
    #expect(mkfifo(directory.files.path("pipe"), 0o600) == 0)
    for ledger in ["folder", "pipe", "/dev/null", "/dev/zero"] {
      let result = try directory.drawdown(words + ["--ledger", ledger])
      #expect(result.exitCode == 4, "\(words) \(ledger): \(result.told)")
      #expect(
        result.errorOutput.contains("ledger \(ledger): this is a folder, a device or a pipe"),
        "\(result.told)")
    }
    #expect(directory.files.names.count { $0.contains("pipe") || $0.contains("folder") } == 2)
  }

  /// A few of each; `make damage` cuts at every page and flips more.
  @Test("a file that was cut or in which bytes were flipped fools nobody")
  func damage() throws {
    let result = try DurabilityPrograms.run(
      "damage.py", ["--flips", "6", "--cuts", "2", "--seed", "1", "--jobs", "1"])
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(result.output.contains("8 files") && result.output.contains("'found'"))
  }

  /// The versions of the schema before the last one.
  @Test(
    "a ledger of each older version is migrated by its next run, and verifies", arguments: 1...5)
  func migration(version: Int) throws {
    let directory = try FixtureWorld.directory()
    let first = ["run", "--ledger", FixtureWorld.ledger, "--book", FixtureWorld.book]
    #expect(try directory.drawdown(first + [FixtureWorld.dumps[0]]).exitCode == 1)
    let program = Fixtures.packageDirectory.appendingPathComponent("Tests/Durability/older.py")
    let older = try runProgram(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["python3", program.path, directory.files.path(FixtureWorld.ledger), "\(version)"])
    #expect(older.exitCode == 0, "\(older.told)")
    let read = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(read.exitCode == 4 && read.errorOutput.contains("brings it up to date"), "\(read.told)")
    let run = try directory.drawdown(
      "run", "--ledger", FixtureWorld.ledger, FixtureWorld.dumps[1])
    #expect(run.exitCode == 1, "\(run.told)")
    let verify = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(verify.exitCode == 0, "\(verify.told)")
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
  }
}

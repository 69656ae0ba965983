import Foundation
import Storage
import TestSupport
import Testing

@Suite("Two at once on one ledger")
struct NeighbourTests {
  private static let ledger = FixtureWorld.ledger

  /// A ledger of the first dump only, so that there is something left to post.
  private func directory() throws -> ToolDirectory {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(
      "run", "--ledger", Self.ledger, "--book", FixtureWorld.book, FixtureWorld.dumps[0])
    guard result.exitCode == 1 else { throw ToolFailure(description: result.told) }
    return directory
  }

  @Test(
    "a second writer says that it waits, gives up at its limit, and names the ledger",
    arguments: [
      ["run", FixtureWorld.dumps[1]], ["run", "--dry-run", FixtureWorld.dumps[1]],
      ["settle", "--through", "2025-11-30"], ["close", "2025-09"],
    ])
  func secondWriter(words: [String]) throws {
    let directory = try directory()
    let holder = try directory.database(Self.ledger)
    try holder.execute("BEGIN IMMEDIATE")
    let result = try directory.drawdown(words + ["--ledger", Self.ledger, "--wait", "1"])
    #expect(result.exitCode == 4, "\(result.told)")
    #expect(result.output == "")
    let told = result.errorOutput.split(separator: "\n")
    #expect(
      told.first
        == "drawdown: another run works on ledger world.db; waiting up to 1 second for its end")
    #expect(told.last?.hasPrefix("drawdown: ledger world.db: database is locked") == true)
    #expect(told.last?.contains("wait for the other process to end") == true)
    let patient = try directory.drawdown(words + ["--ledger", Self.ledger, "--wait", "0"])
    #expect(patient.exitCode == 4, "\(patient.told)")
    #expect(patient.errorOutput.split(separator: "\n").count == 1)
    try holder.execute("ROLLBACK")
    holder.close()
    #expect(try directory.drawdown(words + ["--ledger", Self.ledger]).exitCode <= 1)
  }

  @Test("a second writer goes on when the first one ends, and sees what that one did")
  func goesOn() async throws {
    let directory = try directory()
    let holder = try directory.database(Self.ledger)
    try holder.execute("BEGIN IMMEDIATE")
    let second = Task.detached {
      try directory.drawdown("run", "--ledger", Self.ledger, FixtureWorld.dumps[1])
    }
    // However long this is, the second one waits behind it or comes when nobody holds the ledger.
    try await Task.sleep(for: .seconds(1))
    try holder.execute("UPDATE run SET posted_at = 5; COMMIT")
    holder.close()
    let result = try await second.value
    #expect(result.exitCode == 1, "\(result.told)")
    #expect(
      try directory.drawdown("runs", "--ledger", Self.ledger, "--json").output.contains("1970"))
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: Self.ledger) == expected)
  }

  /// Commands that only read.
  private static let readers = [
    ["export", "usage"], ["export", "invoices"], ["export", "rejects"], ["invoice"], ["balance"],
    ["verify"], ["runs"], ["gaps"], ["explain", "--invoice", "acct-1-2025-10"],
    ["explain", "--app", "1400000001", "--day", "2025-10-30", "--meter", "audio"],
  ]

  @Test("readers work during a run and see the state in front of it", arguments: readers)
  func readersDuringRun(words: [String]) throws {
    let directory = try directory()
    let words = words + ["--ledger", Self.ledger]
    let before = try directory.drawdown(words)
    let writer = try directory.database(Self.ledger)
    try writer.execute("PRAGMA cache_size = 1; BEGIN IMMEDIATE")
    // More than the cache holds, so that some of it stands in the log before it is kept.
    try writer.execute(
      """
      DELETE FROM standing; DELETE FROM usage;
      WITH RECURSIVE row(id) AS (SELECT 1000 UNION ALL SELECT id + 1 FROM row WHERE id < 9000)
      INSERT INTO usage_entry SELECT 1, id, 20251001, 1, 1, 1 FROM row
      """)
    let during = try directory.drawdown(words)
    #expect(during.exitCode == before.exitCode, "\(during.told)")
    #expect(during.output == before.output)
    #expect(during.errorOutput == before.errorOutput)
    try writer.execute("ROLLBACK")
    writer.close()
  }

  @Test("a reader keeps no run waiting, and sees one state until it ends")
  func readerStays() throws {
    let directory = try directory()
    let reader = try directory.database(Self.ledger)
    try reader.execute("BEGIN")
    let runs = "SELECT count(*) FROM run"
    #expect(try reader.integer(runs) == 1)
    let result = try directory.drawdown(
      "run", "--ledger", Self.ledger, FixtureWorld.dumps[1], "--wait", "0")
    #expect(result.exitCode == 1, "\(result.told)")
    #expect(result.errorOutput == "")
    #expect(try reader.integer(runs) == 1)
    try reader.execute("COMMIT")
    #expect(try reader.integer(runs) == 2)
    reader.close()
    let verify = try directory.drawdown("verify", "--ledger", Self.ledger)
    #expect(verify.exitCode == 0, "\(verify.told)")
  }
}

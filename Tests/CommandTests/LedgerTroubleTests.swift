import Foundation
import Storage
import TestSupport
import Testing

@Suite("Trouble with the ledger")
struct LedgerTroubleTests {
  /// Every command that opens a ledger.
  private static let commands = [
    ["run", "--book", FixtureWorld.book, FixtureWorld.dumps[0]], ["settle"], ["export", "usage"],
    ["balance"], ["verify"],
  ]

  /// Every command on a ledger exits 4, names it, and changes nothing.
  private func expectRefusal(
    _ directory: ToolDirectory, _ ledger: String, says message: String,
    _ commands: [[String]] = commands, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try directory.snapshot()
    for command in commands {
      let result = try directory.drawdown(command + ["--ledger", ledger])
      #expect(
        result.exitCode == 4, "\(command): \(result.told)", sourceLocation: sourceLocation)
      #expect(result.output == "", sourceLocation: sourceLocation)
      #expect(
        result.errorOutput.hasPrefix("drawdown: ledger \(ledger): ")
          && result.errorOutput.contains(message),
        "\(command): \(result.told)", sourceLocation: sourceLocation)
    }
    #expect(try directory.snapshot() == before, sourceLocation: sourceLocation)
  }

  @Test("a file that is no database is not touched", arguments: ["hello\n", "account_id,name\n"])
  func text(content: String) throws {
    let directory = try FixtureWorld.directory()
    try directory.files.write(String(repeating: content, count: 100), to: "notes.txt")
    try expectRefusal(directory, "notes.txt", says: "give the path of a ledger")
  }

  @Test("a database of another program is not touched")
  func otherDatabase() throws {
    let directory = try FixtureWorld.directory()
    try directory.change("other.db", "CREATE TABLE note (text TEXT)", applicationID: 0)
    try expectRefusal(directory, "other.db", says: "a database of another program")
  }

  @Test("a ledger of a newer version is not touched")
  func newerVersion() throws {
    let directory = try FixtureWorld.settledDirectory()
    try directory.change(FixtureWorld.ledger, "PRAGMA user_version = 99")
    try expectRefusal(directory, FixtureWorld.ledger, says: "use the version of the program")
  }

  @Test("a ledger whose pages are overwritten is damaged")
  func damaged() throws {
    let directory = try FixtureWorld.settledDirectory()
    var bytes = try directory.files.bytes(of: FixtureWorld.ledger)
    for offset in bytes.indices.dropFirst(100) { bytes[offset] = 0xAA }
    try directory.files.write(bytes, to: FixtureWorld.ledger)
    try expectRefusal(directory, FixtureWorld.ledger, says: "restore the file from a copy")
  }

  @Test("a ledger that is cut short is damaged")
  func cutShort() throws {
    let directory = try FixtureWorld.settledDirectory()
    let bytes = try directory.files.bytes(of: FixtureWorld.ledger)
    try directory.files.write(Array(bytes.prefix(bytes.count / 2)), to: FixtureWorld.ledger)
    let result = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(result.exitCode == 4, "\(result.told)")
  }

  @Test("a ledger that is not there can be made by a run, not read")
  func missing() throws {
    let directory = try FixtureWorld.directory()
    try expectRefusal(
      directory, "none.db", says: "there is no such file",
      [
        ["export", "usage"], ["balance"], ["verify"], ["runs"], ["settle"],
        ["settle", "--dry-run"],
      ])
    try directory.files.write("", to: "empty.db")
    try expectRefusal(directory, "empty.db", says: "holds no run yet", [["settle"], ["runs"]])
    // A book brings something in to settle.
    let settle = ["settle", "--ledger", "none.db", "--book", FixtureWorld.book]
    #expect(try directory.drawdown(settle + ["--dry-run"]).exitCode == 0)
    #expect(!directory.files.holds("none.db"))
    #expect(try directory.drawdown(settle).exitCode == 0)
    #expect(try directory.drawdown("verify", "--ledger", "none.db").exitCode == 0)
  }

  @Test("a folder that is not there is told")
  func missingFolder() throws {
    let directory = try FixtureWorld.directory()
    try expectRefusal(directory, "none/l.db", says: "check", [Self.commands[0]])
  }

  @Test("a ledger that another process keeps for itself is locked for readers")
  func locked() throws {
    let directory = try FixtureWorld.settledDirectory()
    let holder = try directory.database(FixtureWorld.ledger)
    try holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    try holder.execute("BEGIN EXCLUSIVE")
    for command in [["export", "usage"], ["balance"], ["verify"]] {
      let result = try directory.drawdown(command + ["--ledger", FixtureWorld.ledger])
      #expect(result.exitCode == 4, "\(command): \(result.told)")
      #expect(result.errorOutput.contains("wait for the other process to end"))
    }
    try holder.execute("ROLLBACK")
    holder.close()
    #expect(try directory.drawdown("verify", "--ledger", FixtureWorld.ledger).exitCode == 0)
  }

  @Test("of runs at the same time one posts the dumps, and the others wait and pass them over")
  func sideBySide() async throws {
    let directory = try FixtureWorld.directory()
    let results = try await withThrowingTaskGroup { group in
      for _ in 1...4 { group.addTask { try directory.drawdown(FixtureWorld.run) } }
      var results: [ToolResult] = []
      for try await result in group { results.append(result) }
      return results
    }
    #expect(results.map(\.exitCode).sorted() == [0, 0, 0, 1])
    #expect(results.filter { $0.output.contains("52 read = 37 counted") }.count == 1)
    #expect(results.filter { $0.output.contains("skipped:  usage-b.ndjson.zst") }.count == 3)
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
    let verify = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(verify.exitCode == 0, "\(verify.told)")
  }

  @Test("readers see the state before a run that goes on")
  func readersDuringRun() throws {
    let directory = try FixtureWorld.settledDirectory()
    let writer = try directory.database(FixtureWorld.ledger)
    try writer.execute("BEGIN IMMEDIATE")
    try writer.execute("DELETE FROM usage")
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
    try writer.execute("ROLLBACK")
    writer.close()
  }
}

extension ToolDirectory {
  /// A connection to a ledger past the program; "DRAW" marks the files of the program.
  func database(_ ledger: String, applicationID: Int32 = 0x4452_4157) throws -> Database {
    try Database(path: files.path(ledger), access: .readWrite, applicationID: applicationID)
  }

  /// Runs statements on a ledger past the program.
  func change(_ ledger: String, _ script: String, applicationID: Int32 = 0x4452_4157) throws {
    let database = try database(ledger, applicationID: applicationID)
    try database.execute(script)
    database.close()
  }
}

import Foundation
import Storage
import TestSupport
import Testing

/// The built tool with ledgers on a PostgreSQL server, beside the same ledgers in files.
@Suite("A ledger on a PostgreSQL server", .enabled(if: TestServer.isThere))
struct PostgreSQLTests {
  private static let kinds = ToolDirectory.figures + ["rejects"]

  private func run(_ directory: ToolDirectory, _ ledger: String) throws -> ToolResult {
    try directory.drawdown(
      ["run", "--ledger", ledger, "--book", FixtureWorld.book, "--rejects", "rejects"]
        + FixtureWorld.dumps)
  }

  @Test("the world comes to the same to the byte, and verifies")
  func world() throws {
    let directory = try FixtureWorld.directory()
    let address = try TestServer.makeSchema()
    let (file, server) = (try run(directory, "world.db"), try run(directory, address))
    #expect(server.exitCode == 1 && server.output == file.output, "\(server.told)")
    #expect(
      try directory.exports(of: address, Self.kinds)
        == directory.exports(of: "world.db", Self.kinds))
    for options in [[], ["--dumps", "."]] {
      let verify = ["verify", "--ledger"]
      let (ours, theirs) = (
        try directory.drawdown(verify + ["world.db"] + options),
        try directory.drawdown(verify + [address] + options)
      )
      #expect(theirs.exitCode == 0, "\(theirs.told)")
      #expect(certificate(theirs) == certificate(ours) && certificate(ours) != nil)
    }
    let commands = [
      ["balance"], ["explain", "--diff", "0", "1"], ["gaps"], ["invoice", "--html"],
    ]
    for command in commands {
      let (ours, theirs) = (
        try directory.drawdown(command + ["--ledger", "world.db"]),
        try directory.drawdown(command + ["--ledger", address])
      )
      #expect(withoutTimes(theirs) == withoutTimes(ours), "\(theirs.told)")
      #expect(theirs.exitCode == ours.exitCode)
    }
    #expect(try run(directory, address).output.contains("records:"))
  }

  private func withoutTimes(_ result: ToolResult) -> String {
    result.output.replacing(#/posted \S+/#, with: "posted")
  }

  private func certificate(_ result: ToolResult) -> Substring? {
    result.output.split(separator: "\n").first { $0.hasPrefix("certificate: ") }
  }

  @Test(
    "a ledger that is not there is not made by a command that reads",
    arguments: [["settle"], ["export", "usage"], ["balance"], ["verify"], ["runs"]])
  func missing(command: [String]) throws {
    let directory = try ToolDirectory()
    let address = try TestServer.makeSchema()
    let result = try directory.drawdown(command + ["--ledger", address])
    #expect(result.exitCode == 4 && result.output == "", "\(result.told)")
    let database = try Database(path: address, access: .readOnly, applicationID: 0)
    let tables = try database.integer(
      "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
    #expect(tables == 0)
  }

  @Test("no password is told, whatever goes wrong")
  func passwords() throws {
    let directory = try FixtureWorld.directory()
    let address = try TestServer.makeSchema()
    let password = try #require(URL(string: address)?.password)
    let broken = address.replacing(password, with: "\(password)x")
    var results = [
      try run(directory, address), try run(directory, broken),
      try directory.drawdown("balance", address), try directory.drawdown(address),
      try directory.drawdown("balance", "--ledgr", address),
      try directory.drawdown("balance", "--ledger=\(broken)&nonsense=1"),
      try directory.drawdown("balance", "--ledger", address.replacing("@", with: "@x@")),
      try directory.drawdown("balance", "--ledger", address + "x"),
    ]
    for command in ["runs", "verify", "balance"] {
      results.append(try directory.drawdown(command, "--ledger", address, "--json"))
    }
    #expect(results.map(\.exitCode) == [1, 4, 2, 2, 2, 4, 4, 4, 0, 0, 0])
    for result in results { #expect(!result.told.contains(password), "\(result.told)") }
    let database = try Database(path: address, access: .readOnly, applicationID: 0x4452_4157)
    let kept = try database.statement(
      "SELECT run::text FROM run UNION ALL SELECT posted_by::text FROM posted_by")
    while try kept.step() { #expect(!kept.text(0).contains(password)) }
    for name in directory.files.names {
      let text = String(decoding: try directory.files.bytes(of: name), as: UTF8.self)
      #expect(!text.contains(password) && !name.contains(password))
    }
  }

  @Test("a library that is missing is named with its package")
  func noLibrary() throws {
    let directory = try ToolDirectory()
    let result = try directory.drawdown(
      ["balance", "--ledger", "postgresql://127.0.0.1/x"],
      environment: ["DRAWDOWN_LIBPQ": "no-such-libpq.so"])
    #expect(result.exitCode == 4)
    #expect(result.errorOutput.contains("apt-get install libpq5"), "\(result.told)")
  }

  @Test("two runs at once go one after the other")
  func two() throws {
    let directory = try FixtureWorld.directory()
    let address = try TestServer.makeSchema()
    let words = ["run", "--ledger", address, "--book", FixtureWorld.book]
    let background = try Background(directory, words + [FixtureWorld.dumps[0]])
    let second = try directory.drawdown(words + [FixtureWorld.dumps[1]])
    #expect([0, 1].contains(second.exitCode), "\(second.told)")
    #expect([0, 1].contains(background.wait()))
    // Which one is first decides which of two records that contradict each other stands.
    for (ledger, dumps) in [("a.db", FixtureWorld.dumps), ("b.db", FixtureWorld.dumps.reversed())] {
      for dump in dumps {
        _ = try directory.drawdown(
          ["run", "--ledger", ledger, "--book", FixtureWorld.book, dump])
      }
    }
    let exports = try directory.exports(of: address)
    #expect(
      try exports == directory.exports(of: "a.db") || exports == directory.exports(of: "b.db"))
    #expect(try directory.drawdown("verify", "--ledger", address).exitCode == 0)
  }

  @Test("a server that is lost in mid-run loses nothing; the same run again comes to the same")
  func lostServer() throws {
    let directory = try ToolDirectory()
    let made = try directory.drawdown(
      "generate", "--seed", "7", "--records", "60000", "--days", "2", "-o", "made")
    #expect(made.exitCode == 0, "\(made.told)")
    let dumps = directory.files.names(in: "made").filter { $0.hasSuffix(".zst") }
    let inputs = ["--book", "made/book.ndjson"] + dumps.map { "made/\($0)" }
    _ = try directory.drawdown(["run", "--ledger", "file.db"] + inputs)
    let expected = try directory.exports(of: "file.db")

    let server = try ScratchServer()
    let words = ["run", "--ledger", server.address] + inputs
    var lost = 0
    for patience in [0.05, 0.3, 0.8, 1.6] {
      let run = try Background(directory, words)
      Thread.sleep(forTimeInterval: patience)
      try server.kill()
      let code = run.wait()
      #expect([0, 1, 4].contains(code), "after \(patience) s: \(run.errors)")
      if code == 4 {
        lost += 1
        #expect(run.errors.contains("see that the server runs"), "\(run.errors)")
      }
      try server.start()
    }
    #expect(lost > 0)
    let result = try directory.drawdown(words)
    #expect([0, 1].contains(result.exitCode), "\(result.told)")
    #expect(try directory.exports(of: server.address) == expected)
    #expect(try directory.drawdown("verify", "--ledger", server.address).exitCode == 0)
  }
}

/// The tool at work beside the test.
private final class Background {
  private let process = Process()
  private let pipe = Pipe()
  private(set) var errors = ""

  init(_ directory: ToolDirectory, _ words: [String]) throws {
    process.executableURL = try toolURL()
    process.arguments = words
    process.currentDirectoryURL = directory.files.url
    process.standardOutput = FileHandle.nullDevice
    process.standardError = pipe
    for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    try process.run()
    try? pipe.fileHandleForWriting.close()
  }

  /// Waits for its end; returns its exit code.
  func wait() -> Int32 {
    errors = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus
  }
}

extension WorkDirectory {
  /// The names of the files in a folder, sorted.
  fileprivate func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).sorted()
  }
}

import Foundation
import TestSupport
import Testing

@Suite("The runs of a ledger")
struct RunsTests {
  /// Two runs and a close, by two people.
  private func directory() throws -> ToolDirectory {
    let directory = try FixtureWorld.directory()
    let run = ["run", "--ledger", FixtureWorld.ledger, "--by", "night shift"]
    _ = try directory.drawdown(run + ["--book", FixtureWorld.book, FixtureWorld.dumps[0]])
    _ = try directory.drawdown(run + [FixtureWorld.dumps[1]])
    let close = ["close", "2025-09", "--ledger", FixtureWorld.ledger, "--by", "day shift"]
    #expect(try directory.drawdown(close).exitCode == 0)
    return directory
  }

  @Test("are listed with who posted them, when, and what they took in")
  func listed() throws {
    let directory = try directory()
    let before = try directory.snapshot()
    let result = try directory.drawdown("runs", "--ledger", FixtureWorld.ledger)
    #expect(result.exitCode == 0, "\(result.told)")
    try expectGolden(
      result.output.replacing(#/\d{4}-\d\d-\d\dT\S+/#, with: "WHEN"), "runs.txt")
    #expect(try directory.snapshot() == before)
  }

  @Test("for machines, with the hash that `verify` prints")
  func json() throws {
    let directory = try directory()
    let result = try directory.drawdown("runs", "--ledger", FixtureWorld.ledger, "--json")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let runs = try #require((object as? [String: Any])?["runs"] as? [[String: Any]])
    #expect(
      runs.compactMap { $0["posted_by"] as? String } == ["night shift", "night shift", "day shift"])
    #expect(runs.compactMap { $0["command"] as? String } == ["run", "run", "close"])
    #expect(runs.compactMap { $0["records_read"] as? Int } == [33, 19, 0])
    let hash = try #require(runs.last?["hash"] as? String)
    let verify = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(verify.output.contains("\nchain:    \(hash)\n"), "\(verify.told)")
  }

  @Test("who posts is the user of the process when nobody is named")
  func user() throws {
    let directory = try FixtureWorld.settledDirectory()
    let id = try runProgram(URL(fileURLWithPath: "/usr/bin/env"), ["id", "-un"])
    let name = id.output.replacing("\n", with: "")
    let runs = try directory.drawdown("runs", "--ledger", FixtureWorld.ledger, "--json").output
    // A machine without a name for the user tells the number.
    #expect(
      runs.contains(#""posted_by":"\#(name)""#) || runs.contains(#""posted_by":"uid \#(name)""#),
      "\(name): \(runs)")
  }

  @Test("who posts, and what the name holds, is in no export and in no certificate")
  func noExport() throws {
    var exports: [[String: String]] = []
    var certificates: [String] = []
    for name in ["night", "o'neill\n\u{1B}[2J"] {
      let directory = try FixtureWorld.directory()
      _ = try directory.drawdown(FixtureWorld.run + ["--by", name])
      exports.append(try directory.exports(of: FixtureWorld.ledger))
      let verify = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
      #expect(verify.exitCode == 0, "\(verify.told)")
      certificates += verify.output.split(separator: "\n").map(String.init)
        .filter { $0.hasPrefix("certificate: ") }
      let runs = try directory.drawdown("runs", "--ledger", FixtureWorld.ledger).output
      #expect(runs.split(separator: "\n").count == 2 && !runs.contains("\u{1B}"), "\(runs)")
    }
    #expect(exports[0] == exports[1])
    #expect(certificates.count == 2 && certificates[0] == certificates[1])
  }
}

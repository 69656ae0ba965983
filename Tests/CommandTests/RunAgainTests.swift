import Foundation
import TestSupport
import Testing

@Suite("Runs that are broken off, repeated or about something else")
struct RunAgainTests {
  @Test(
    "a run that was killed at any moment has done all or nothing, and run again it is done once",
    arguments: [2, 10, 20, 40, 60, 80, 100, 120, 150, 200, 300])
  func killed(milliseconds: Int) throws {
    let directory = try FixtureWorld.directory()
    _ = try runProgram(
      toolURL(), FixtureWorld.run, in: directory.files.url,
      environment: ["SWIFT_BACKTRACE": "enable=no"], deadlineSeconds: Double(milliseconds) / 1000)
    let again = try directory.drawdown(FixtureWorld.run)
    #expect(again.exitCode <= 1, "\(again.told)")
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
    let verify = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(verify.exitCode == 0, "\(verify.told)")
  }

  @Test("a run that fails at its very end has claimed nothing, and run again it counts everything")
  func failedAtTheEnd() throws {
    let directory = try FixtureWorld.directory()
    let failed = try directory.drawdown(FixtureWorld.run + ["--rejects", "nowhere/rejects.ndjson"])
    #expect(failed.exitCode == 4, "\(failed.told)")
    #expect(!directory.files.holds(FixtureWorld.ledger))
    let result = try directory.drawdown(FixtureWorld.run)
    #expect(result.output.contains("52 read = 37 counted + 2 duplicates"), "\(result.told)")
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
  }

  @Test("what concerns nobody else changes no row of anybody else, and no gift comes twice")
  func unrelated() throws {
    let directory = try FixtureWorld.settledDirectory()
    let before = try directory.exports(of: FixtureWorld.ledger)
    let book =
      String(decoding: try directory.files.bytes(of: FixtureWorld.book), as: UTF8.self)
      + lines([
        #"{"type":"account","account_id":"acct-9","time":"2025-10-01T00:00:00+08:00"}"#,
        #"{"type":"app","sdk_app_id":1400000019,"account_id":"acct-9","time":"2025-10-01T00:00:00+08:00"}"#,
        #"{"type":"purchase","order_id":"O-901","time":"2025-10-01T10:00:00+08:00","account_id":"acct-9","sdk_app_id":1400000019,"plan":"trtc.basic"}"#,
      ])
    try directory.files.write(book, to: "longer.ndjson")
    // A catalog with another text and the same rules makes the program settle everybody anew.
    let catalog = try directory.drawdown("catalog").output + "\n"
    try directory.files.write(catalog, to: "same.json")
    let settle = [
      "settle", "--ledger", FixtureWorld.ledger, "--book", "longer.ndjson", "--catalog",
      "same.json",
    ]
    let result = try directory.drawdown(settle + ["--json"])
    #expect(result.exitCode == 0, "\(result.told)")
    let changed = try directory.drawdown(
      "explain", "--ledger", FixtureWorld.ledger, "--diff", "1", "2")
    #expect(changed.output.contains("\n  1 account: 1 order +625.00, 1 grant\n"), "\(changed.told)")
    for (kind, text) in try directory.exports(of: FixtureWorld.ledger) {
      let others = text.split(separator: "\n").filter { !$0.contains("acct-9") }
      #expect(others == before[kind]?.split(separator: "\n"), "\(kind)")
    }
    let again = try directory.drawdown(settle)
    #expect(again.output.contains("0 entries posted, 0 reversed"), "\(again.told)")
  }

  @Test("settled by another catalog and back again, everything is what it was, and both are kept")
  func restored() throws {
    let directory = try FixtureWorld.settledDirectory()
    let printed = try directory.drawdown("catalog").output
    try directory.files.write(printed, to: "old.json")
    let rate = #""recording.mixed.hd", "kind": "sum", "pool": "rectrans", "ratio": "1", "rate": "#
    try directory.files.write(
      printed.replacing(rate + #""35""#, with: rate + #""70""#), to: "new.json")
    let settle = ["settle", "--ledger", FixtureWorld.ledger, "--catalog"]
    #expect(try directory.drawdown(settle + ["new.json"]).exitCode == 0)
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) != expected)
    #expect(try directory.drawdown(settle + ["old.json"]).exitCode == 0)
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
    let database = try directory.database(FixtureWorld.ledger)
    let entries = try database.integer(
      "SELECT count(*) FROM charge_entry WHERE app = 1400000002 AND period = 20251030")
    // Posted, taken back, posted anew, taken back, posted once more.
    #expect(entries == 5)
    database.close()
    #expect(try directory.drawdown("verify", "--ledger", FixtureWorld.ledger).exitCode == 0)
  }
}

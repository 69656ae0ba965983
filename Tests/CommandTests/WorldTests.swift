import Foundation
import TestSupport
import Testing

@Suite("The world worked by hand")
struct WorldTests {
  @Test("every export is as worked out by hand, on any number of threads", arguments: [1, 2, 3, 7])
  func exports(threads: Int) throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(FixtureWorld.run + ["--threads", "\(threads)"])
    #expect(result.exitCode == 1, "\(result.told)")
    #expect(result.errorOutput == "")
    try expectGolden(result.output, "world-run.txt")
    for kind in ToolDirectory.figures {
      let export = try directory.drawdown("export", kind, "--ledger", FixtureWorld.ledger)
      expectEqualLines(export.output, try FixtureWorld.expected(kind), kind)
      #expect(export.exitCode == 0)
      #expect(export.errorOutput == "")
    }
  }

  @Test(
    "nothing depends on the machine's time zone or language",
    arguments: [
      ["TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8"], ["TZ": "Pacific/Kiritimati"],
      ["LC_ALL": "C", "LANG": "C"], ["COLUMNS": "20", "NO_COLOR": "1"],
    ])
  func surroundings(environment: [String: String]) throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(FixtureWorld.run, environment: environment)
    try expectGolden(result.output, "world-run.txt")
    for kind in ToolDirectory.figures + ["rejects"] {
      let format = kind == "rejects" ? "ndjson" : "csv"
      let export = ["export", kind, "--ledger", FixtureWorld.ledger, "--format", format]
      let output = try directory.drawdown(export, environment: environment).output
      expectEqualLines(output, try FixtureWorld.expected(kind), kind)
    }
  }

  @Test("rejects are told with place and reason, in the file and in the export")
  func rejects() throws {
    let directory = try FixtureWorld.settledDirectory()
    let expected = try FixtureWorld.expected("rejects")
    let file = try directory.files.text(of: "\(FixtureWorld.ledger).run-1.rejects.ndjson")
    expectEqualLines(file, expected, "the rejects file")
    let export = try directory.drawdown(
      "export", "rejects", "--ledger", FixtureWorld.ledger, "--format", "ndjson")
    expectEqualLines(export.output, expected, "rejects")
  }

  @Test("the plain files say what the compressed ones say", arguments: FixtureWorld.dumps)
  func plainFiles(name: String) throws {
    let directory = try FixtureWorld.directory()
    let plain = String(name.dropLast(".zst".count))
    let fromPlain = try directory.drawdown("aggregate", plain, "--rejects", "plain.ndjson")
    let fromFrames = try directory.drawdown("aggregate", name, "--rejects", "frames.ndjson")
    #expect(fromPlain.output == fromFrames.output)
    // Only the name and the frame, which a plain file has none of, may differ.
    let frames = try directory.files.text(of: "frames.ndjson")
      .replacing(name, with: plain).replacing(#/"frame":\d+/#, with: "\"frame\":null")
    expectEqualLines(try directory.files.text(of: "plain.ndjson"), frames, "rejects")
  }

  @Test("the same run again passes the dumps over and changes no export")
  func again() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(FixtureWorld.run)
    #expect(result.exitCode == 0, "\(result.told)")
    try expectGolden(result.output, "world-run-again.txt")
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
    #expect(!directory.files.holds("\(FixtureWorld.ledger).run-2.rejects.ndjson"))
  }

  @Test("a rehearsal says the same and leaves nothing behind")
  func rehearsal() throws {
    let directory = try FixtureWorld.directory()
    let before = try directory.snapshot()
    let result = try directory.drawdown(FixtureWorld.run + ["--dry-run"])
    #expect(result.exitCode == 1)
    #expect(try directory.snapshot() == before)
    let golden = String(decoding: try Fixtures.bytes("golden/world-run.txt"), as: UTF8.self)
    let rehearsed =
      golden.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("rejects:") }.joined(separator: "\n")
      .replacing("run: run 1\n", with: "run: rehearsed, nothing kept\n")
      .replacing("world.db.run-1.rejects.ndjson says", with: "a file named by --rejects would say")
    let summary = result.output.components(separatedBy: "\nwhat would change\n").first ?? ""
    expectEqualLines(summary, rehearsed, "the rehearsal")
  }

  @Test("a rehearsal on a ledger leaves it as it was")
  func rehearsalOnLedger() throws {
    let directory = try FixtureWorld.directory()
    let first = ["run", "--ledger", "l.db", "--book", FixtureWorld.book]
    _ = try directory.drawdown(first + [FixtureWorld.dumps[0]])
    let before = try directory.snapshot()
    let result = try directory.drawdown(first + [FixtureWorld.dumps[1], "--dry-run"])
    #expect(result.exitCode == 1)
    #expect(try directory.snapshot() == before)
  }

  @Test("the ledger is verified")
  func verify() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(result.exitCode == 0)
    // The chain stands for when runs were posted too, which is now.
    let output = result.output.replacing(
      #/\nchain:    [0-9a-f]{64}\n/#, with: "\nchain:    (hash)\n")
    try expectGolden(output, "world-verify.txt")
  }

  @Test("the balance lists what is left")
  func balance() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown("balance", "--ledger", FixtureWorld.ledger)
    #expect(result.exitCode == 0)
    try expectGolden(result.output, "world-balance.txt")
  }

  @Test("settling up to an earlier day and back again ends where it began")
  func backAndForth() throws {
    let directory = try FixtureWorld.settledDirectory()
    let settle = ["settle", "--ledger", FixtureWorld.ledger]
    #expect(try directory.drawdown(settle + ["--through", "2025-10-29"]).exitCode == 0)
    let earlier = try directory.exports(of: FixtureWorld.ledger)
    #expect(earlier["usage"] == (try FixtureWorld.expected("usage")))
    #expect(earlier["charges"]?.contains("2025-10-31") == false)
    #expect(earlier["invoices"]?.contains("O-102") == false)
    #expect(try directory.drawdown(settle).exitCode == 0)
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
    #expect(try directory.drawdown("verify", "--ledger", FixtureWorld.ledger).exitCode == 0)
  }

  @Test("an account or a month can be asked for alone", arguments: ToolDirectory.figures)
  func filters(kind: String) throws {
    let directory = try FixtureWorld.settledDirectory()
    let export = ["export", kind, "--ledger", FixtureWorld.ledger]
    let account = try directory.drawdown(export + ["--account", "acct-3"]).output
    #expect(account.contains("acct-3") && !account.contains("acct-1"))
    let month = try directory.drawdown(export + ["--month", "2025-11"]).output
    #expect(month.contains("2025-11"))
    // Grants are listed in every month in which they are valid on a day.
    if kind != "grants" { #expect(!month.contains("2025-10")) }
  }
}

import Foundation
import TestSupport
import Testing

/// A command that is rehearsed and then done, behind some others.
struct PreviewCase: CustomTestStringConvertible {
  let name: String
  /// What happens before, each word by word; what fails to be done is not looked at.
  let before: [[String]]
  let words: [String]
  /// Something that the preview has to say.
  let marker: String

  var testDescription: String { name }

  private static let world = ["run", "--ledger", "l.db", "--book", FixtureWorld.book]
  private static let closes = ["2025-09", "2025-10"].map { ["close", $0, "--ledger", "l.db"] }

  static let all = [
    PreviewCase(
      name: "the first run, on no ledger", before: [], words: world + FixtureWorld.dumps,
      marker: "from before the first run to run 1\n"),
    PreviewCase(
      name: "a second run", before: [world + [FixtureWorld.dumps[0]]],
      words: world + [FixtureWorld.dumps[1]], marker: "    changed  O-301/1/av"),
    PreviewCase(
      name: "the same again", before: [world + FixtureWorld.dumps],
      words: world + FixtureWorld.dumps, marker: "  no row of any account changed\n"),
    PreviewCase(
      name: "usage that is late for a closed month",
      before: [world + FixtureWorld.dumps] + closes,
      words: ["run", "--ledger", "l.db", "late.csv"],
      marker: "adjustment"),
    PreviewCase(
      name: "settling back to an earlier day", before: [world + FixtureWorld.dumps],
      words: ["settle", "--ledger", "l.db", "--through", "2025-10-29"], marker: "    gone  O-102"),
    PreviewCase(
      name: "another rate", before: [world + FixtureWorld.dumps],
      words: ["settle", "--ledger", "l.db", "--catalog", "dear.json"], marker: "0.39 -> 0.77"),
    PreviewCase(
      name: "a close", before: [world + FixtureWorld.dumps, closes[0]],
      words: closes[1], marker: "    together        8042.98\n"),
  ]
}

@Suite("What a rehearsal would change")
struct PreviewTests {
  /// The world, with a late dump and a catalog in which a meter costs twice as much.
  private func directory() throws -> ToolDirectory {
    let directory = try FixtureWorld.directory()
    let late = "l-1,2025-10-28T23:00:00+08:00,1400000003,video.hd,,700,,"
    try directory.files.write(lines([DumpRecord.header, late]), to: "late.csv")
    let mixed =
      #""name": "recording.mixed.hd", "kind": "sum", "pool": "rectrans", "ratio": "1", "rate": "#
    let catalog = try directory.drawdown("catalog").output
      .replacing(mixed + #""35""#, with: mixed + #""70""#)
    try directory.files.write(catalog, to: "dear.json")
    return directory
  }

  @Test(
    "is what the run then changed, row by row, and the ledger stays as it was",
    arguments: PreviewCase.all)
  func sameAsDone(example: PreviewCase) throws {
    let directory = try directory()
    for words in example.before { _ = try directory.drawdown(words) }
    let before = try directory.snapshot()
    let rehearsed = try directory.drawdown(example.words + ["--dry-run"])
    let forMachines = try directory.drawdown(example.words + ["--dry-run", "--json"])
    #expect(try directory.snapshot() == before)

    let done = try directory.drawdown(example.words)
    #expect([rehearsed.exitCode, forMachines.exitCode] == [done.exitCode, done.exitCode])
    #expect(!done.output.contains("what would change"))
    let run = example.before.count
    let explain = ["explain", "--ledger", "l.db", "--diff", "\(run)", "\(run + 1)"]
    let changed = try directory.drawdown(explain)
    #expect(changed.exitCode == 0, "\(changed.told)")
    #expect(changed.output.contains(example.marker), "\(changed.told)")
    let parts = rehearsed.output.components(separatedBy: "\nwhat would change\n")
    #expect(parts.count == 2, "\(rehearsed.told)")
    expectEqualLines(withoutPosting(parts.last ?? ""), withoutPosting(changed.output), "preview")

    let object = try #require(
      forMachines.output.components(separatedBy: #","changes":"#).last?.dropLast("}\n".count))
    expectEqualLines(
      withoutPosting(object + "\n"),
      withoutPosting(try directory.drawdown(explain + ["--json"]).output),
      "preview for machines")
  }

  @Test("of a large run the first rows are shown and the rest is told in sums, which add up")
  func large() throws {
    let directory = try ToolDirectory()
    let owners = (1...2).flatMap { number in
      let time = #""account_id":"acct-\#(number)","time":"2024-01-01T00:00:00+08:00""#
      return [
        #"{"type":"account",\#(time)}"#,
        #"{"type":"app","sdk_app_id":140000000\#(number),\#(time)}"#,
      ]
    }
    try directory.files.write(lines(owners), to: "book.ndjson")
    // A minute of audio a day: 0.007, rounded to 0.01 line by line.
    let records = [(1, 300), (2, 5)].flatMap { number, days in
      (0..<days).map { "\($0),\(1_704_067_200 + $0 * 86_400),140000000\(number),audio,,60,," }
    }
    try directory.files.write(lines([DumpRecord.header] + records), to: "large.csv")
    let run = ["run", "--ledger", "l.db", "--book", "book.ndjson", "large.csv", "--dry-run"]
    let output = try directory.drawdown(run).output
    // 200 rows: two events, one row of usage, 197 charges.
    #expect(output.matches(of: #/\n    new +1400000001 /#).count == 197, "\(output)")
    for line in [
      "    and 103 charges +1.03\n", "and, with --json row by row,\n  1 account: 5 charges +0.05\n",
      "all together\n  2 accounts: 305 charges +3.05\n",
    ] {
      #expect(output.contains(line), "\(output)")
    }
    let json = try directory.drawdown(run + ["--json"]).output
    #expect(json.matches(of: #/"before":null,"after":/#).count == 305)
  }
}

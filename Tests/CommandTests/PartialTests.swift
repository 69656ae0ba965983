import TestSupport
import Testing

@Suite("Partials on the command line")
struct PartialTests {
  private static let header = "record_id,time,sdk_app_id,meter,user_id,quantity\n"
  private let directory: ToolDirectory

  init() throws {
    directory = try ToolDirectory()
    let files = [
      "a.csv": """
      r1,1759276800,1400000001,audio,,60
      r2,1759276800,1400000001,audio,,5
      r2,1759276800,1400000001,audio,,5
      ,1759276800,1400000001,login,u1,
      ,1759276800,1400000001,login,u2,

      """,
      "b.csv": """
      r3,1759276800,1400000001,audio,,7
      r2,1759276800,1400000001,audio,,6
      ,1759276800,1400000001,login,u2,
      ,1759276800,1400000001,groups,,9

      """,
      "bad.csv": """
      r9,1759276800,1400000001,audio,,-7
      r8,1759276800,1400000001,audio,,1
      r8,1759276800,1400000001,audio,,2

      """,
    ]
    for (name, rows) in files { try directory.files.write(Self.header + rows, to: name) }
  }

  private func partial(_ name: String, _ words: String..., exits code: Int32 = 0) throws {
    let result = try directory.drawdown(["aggregate", "--partial", name, "-o", "usage"] + words)
    #expect(result.exitCode == code, "\(result.told)")
  }

  @Test("`aggregate --partial` prints the usage, too; `merge` prints what all dumps come to")
  func merge() throws {
    let usage = try directory.drawdown("aggregate", "a.csv")
    let result = try directory.drawdown("aggregate", "--partial", "a", "a.csv")
    #expect(result.output == usage.output)
    #expect(result.exitCode == 0)
    #expect(result.errorOutput.contains("\nwritten:  partial "), "\(result.told)")
    try partial("b", "b.csv")
    for (inputs, dumps) in [(["a", "b"], ["a.csv", "b.csv"]), (["b", "a"], ["b.csv", "a.csv"])] {
      let merged = try directory.drawdown(["merge"] + inputs)
      let expected = try directory.drawdown(["aggregate"] + dumps)
      #expect(merged.output == expected.output)
      // Each has a conflict that needs a person.
      #expect(merged.exitCode == 1 && expected.exitCode == 1, "\(merged.told)")
      #expect(
        merged.errorOutput.contains(
          "9 read = 7 counted + 1 duplicates + 1 conflicts + 0 rejected")
          || merged.errorOutput.contains(
            "9 read = 7 counted + 0 duplicates + 2 conflicts + 0 rejected"),
        "\(merged.told)")
    }
    #expect(try directory.drawdown("merge", "--max-conflicts", "1", "a", "b").exitCode == 0)
  }

  @Test("`merge --partial` writes one partial, which is the one of all dumps")
  func tree() throws {
    try partial("a", "a.csv")
    try partial("b", "b.csv")
    try partial("whole", "a.csv", "b.csv", exits: 1)
    let merged = try directory.drawdown("merge", "--partial", "ab", "a", "b")
    #expect(merged.output == "")
    #expect(merged.exitCode == 1)
    #expect(try directory.files.bytes(of: "ab") == directory.files.bytes(of: "whole"))
    let again = try directory.drawdown("merge", "--partial", "again", "ab", "a", "ab")
    #expect(again.exitCode == 1)
    #expect(try directory.files.bytes(of: "again") == directory.files.bytes(of: "whole"))
    #expect(again.errorOutput.contains("skipped:  a.csv in a has the same bytes"))
    let both = try directory.drawdown("merge", "--partial", "p", "-o", "u.csv", "a", "b")
    #expect(both.exitCode == 1)
    #expect(try directory.files.text(of: "u.csv") == directory.drawdown("merge", "ab").output)
    let piped = try directory.drawdown(
      "merge", "-", "b", stdin: try directory.files.bytes(of: "a"))
    #expect(piped.output == (try directory.drawdown("merge", "a", "b").output))
  }

  @Test("rejects are told when the partial is made, and count for exit codes ever after")
  func rejects() throws {
    try partial("bad", "--rejects", "made.ndjson", "bad.csv", exits: 1)
    #expect(try directory.files.text(of: "made.ndjson").split(separator: "\n").count == 2)
    #expect(try directory.drawdown("merge", "--rejects", "merged", "bad").exitCode == 1)
    #expect(try directory.files.text(of: "merged") == "")
    for (rejects, conflicts, code) in [("0", "1", 1), ("1", "0", 1), ("1", "1", 0)] {
      let limits = ["--max-rejects", rejects, "--max-conflicts", conflicts]
      #expect(try directory.drawdown(["merge"] + limits + ["bad"]).exitCode == Int32(code))
      let run = try directory.drawdown(["run", "--ledger", "l.db", "--dry-run"] + limits + ["bad"])
      #expect(run.exitCode == Int32(code), "\(run.told)")
    }
  }

  @Test("a conflict that arises between partials is told with the dumps")
  func conflict() throws {
    try partial("a", "a.csv")
    try partial("b", "b.csv")
    let expected =
      #"{"source":"b.csv","line":null,"frame":null,"offset":null,"reason":"conflict","#
      + #""record":null,"first":{"source":"a.csv","line":null}}"# + "\n"
    #expect(try directory.drawdown("merge", "--rejects", "r", "a", "b").exitCode == 1)
    #expect(try directory.files.text(of: "r") == expected)
    let run = try directory.drawdown("run", "--ledger", "l.db", "--rejects", "r", "a", "b")
    #expect(run.exitCode == 1)
    #expect(try directory.files.text(of: "r") == expected)
    // Of a dump that is read, the place is known.
    #expect(
      try directory.drawdown("run", "--ledger", "m.db", "--rejects", "r", "a", "b.csv").exitCode
        == 1)
    #expect(
      try directory.files.text(of: "r")
        == #"{"source":"b.csv","line":3,"frame":null,"offset":83,"reason":"conflict","#
        + #""record":"r2,1759276800,1400000001,audio,,6","first":{"source":"a.csv","line":null}}"#
        + "\n")
    #expect(
      try directory.drawdown("run", "--ledger", "n.db", "--rejects", "r", "a.csv", "b").exitCode
        == 1)
    #expect(
      try directory.files.text(of: "r").hasSuffix(
        #""record":null,"first":{"source":"a.csv","line":3}}"# + "\n"))
  }

  @Test("what is no partial, truncated, altered or of another kind exits 3 and says what to do")
  func refused() throws {
    try partial("a", "a.csv")
    try partial("b", "--no-identity", "b.csv")
    let bytes = try directory.files.bytes(of: "a")
    try directory.files.write(Array(bytes[..<200]), to: "short")
    var altered = bytes
    altered[70] ^= 1
    try directory.files.write(altered, to: "altered")
    try directory.files.write(
      try directory.drawdown("catalog").output + "\n", to: "catalog.json")
    for (words, message) in [
      (["merge", "a.csv"], "a.csv: byte 0: this is no partial"),
      (["merge", "a", "short"], "short: byte 200: the partial is truncated"),
      (["merge", "altered"], "altered: byte 64: the partial was altered"),
      (["merge", "a", "b"], "b: byte 12: the partial was made with --no-identity"),
      (["merge", "b", "a"], "a: byte 12: the partial holds identities"),
      (
        ["merge", "--catalog", "catalog.json", "a"], "a: byte 16: the partial was made with another"
      ),
      (["aggregate", "a.csv", "short"], "short: byte 200: the partial is truncated"),
      (["run", "--ledger", "l.db", "altered"], "altered: byte 64: the partial was altered"),
      (["run", "--ledger", "l.db", "b"], "b: byte 12: the partial was made with --no-identity"),
      (["merge", "nothing"], "nothing"),
      (["merge", "--expect-records", "6", "a"], "6 records were expected and 5 were read"),
    ] {
      let result = try directory.drawdown(words)
      #expect(result.exitCode == 3, "\(words): \(result.told)")
      #expect(result.errorOutput.contains(message), "\(result.told)")
      #expect(result.output == "")
    }
    #expect(!directory.files.holds("l.db"))
    let result = try directory.drawdown("merge", "--keep-going", "short", "a")
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("left out: short"))
  }

  @Test("a dump that was read with another offset is refused")
  func offsets() throws {
    let rows = Self.header + "local,2025-10-01T00:00:00,1400000001,audio,,60\n"
    try directory.files.write(rows, to: "local.csv")
    try partial("east", "--assume-offset", "+08:00", "local.csv")
    try partial("none", "local.csv", exits: 1)
    let result = try directory.drawdown("merge", "east", "none")
    #expect(result.exitCode == 3)
    #expect(
      result.errorOutput.contains(
        "the dump local.csv was read without --assume-offset, and for east with --assume-offset "
          + "+08:00"), "\(result.told)")
    // Other dumps may be read otherwise, and are again when they prove the ledger.
    try partial("a", "a.csv")
    #expect(try directory.drawdown("run", "--ledger", "l.db", "east", "a").exitCode == 0)
    let verified = try directory.drawdown(
      "verify", "--ledger", "l.db", "--dumps", "local.csv", "a.csv")
    #expect(verified.exitCode == 0, "\(verified.told)")
  }

  @Test("beyond --memory state goes to disk, and the partial is the same")
  func memory() throws {
    let (directory, dump) = try MemoryTests.directory()
    for (name, words) in [("a", []), ("b", ["--memory", "1M", "--threads", "3"])] {
      let made = try directory.drawdown(
        ["aggregate", dump, "--partial", name, "--rejects", name + ".rejects"] + words)
      #expect(made.exitCode == 1, "\(made.told)")
      let merged = try directory.drawdown(
        ["merge", name, "--partial", name + name] + words)
      #expect(merged.exitCode == 1, "\(merged.told)")
    }
    let files = try directory.snapshot(["a", "b", "aa", "bb"])
    #expect(Set(files).count == 1)
    #expect(try directory.snapshot(["a.rejects", "b.rejects"]).first != [])
    #expect(try Set(directory.snapshot(["a.rejects", "b.rejects"])).count == 1)
  }

  @Test("the summary names partials, for people and for machines")
  func summary() throws {
    try partial("a", "a.csv")
    let result = try directory.drawdown("merge", "--json", "--partial", "copy", "a")
    let address = try #require(
      result.errorOutput.firstMatch(of: #/"partial":"([0-9a-f]{64})"/#)?.output.1)
    #expect(result.errorOutput.hasPrefix(#"{"command":"merge","#))
    #expect(
      result.errorOutput.contains(
        #""partials":[{"source":"a","address":"\#(address)","dumps":1}]"#), "\(result.told)")
    let run = try directory.drawdown("run", "--ledger", "l.db", "a")
    #expect(run.output.contains("\npartial:  a, 1 dumps of it counted, \(address)\n"))
    #expect(run.output.contains("\ndumps:    1 read, "))
  }
}

extension ToolDirectory {
  /// What some files hold.
  fileprivate func snapshot(_ names: [String]) throws -> [[UInt8]] {
    try names.map { try files.bytes(of: $0) }
  }
}

import Foundation
import TestSupport
import Testing

/// What the sender says about a dump has to hold: `DUMP.manifest.json` and `--expect-records`.
@Suite("What is promised about dumps")
struct PromisedRecordsTests {
  private static let dump = FixtureWorld.dumps[0]
  private let run = ["run", "--ledger", "l.db", "--book", FixtureWorld.book]

  @Test(
    "a manifest that disagrees fails the run",
    arguments: [
      (#"{"records":32}"#, "byte 649: the manifest says 32 records and 33 were read"),
      (#"{"records":34}"#, "byte 649: the manifest says 34 records and 33 were read"),
      (#"{"bytes":648}"#, "byte 648: the manifest says 648 bytes and the file has 649"),
      (
        #"{"records":33,"sha256":"\#(String(repeating: "0", count: 64))"}"#,
        "byte 0: the manifest says SHA-256 000"
      ),
    ])
  func wrongManifest(text: String, message: String) throws {
    let directory = try FixtureWorld.directory()
    try directory.files.write(text, to: "\(Self.dump).manifest.json")
    let before = try directory.snapshot()
    let result = try directory.drawdown(run + FixtureWorld.dumps)
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(
      result.errorOutput.contains("drawdown: \(Self.dump): byte ")
        && result.errorOutput.contains(message), "\(result.told)")
    #expect(try directory.snapshot() == before)
  }

  @Test(
    "a manifest that is none fails the run",
    arguments: ["", "{", "[]", #"{"records":"33"}"#, #"{"bytes":-1}"#, #"{"sha256":"ab"}"#])
  func brokenManifest(text: String) throws {
    let directory = try FixtureWorld.directory()
    try directory.files.write(text, to: "\(Self.dump).manifest.json")
    let result = try directory.drawdown(run + FixtureWorld.dumps)
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(result.errorOutput.hasPrefix("drawdown: \(Self.dump).manifest.json: "))
    #expect(!directory.files.holds("l.db"))
  }

  @Test("a manifest that agrees is fine")
  func rightManifest() throws {
    let directory = try FixtureWorld.directory()
    let hash = try runProgram(
      URL(fileURLWithPath: "/bin/sh"), ["-c", "sha256sum \(Self.dump)"], in: directory.files.url
    ).output.prefix(64)
    #expect(hash.count == 64)
    try directory.files.write(
      #"{"records":33,"bytes":649,"sha256":"\#(hash)","made_by":"hand"}"#,
      to: "\(Self.dump).manifest.json")
    let result = try directory.drawdown(run + FixtureWorld.dumps)
    #expect(result.exitCode == 1)
    #expect(result.output.contains("52 read = 37 counted"), "\(result.told)")
  }

  @Test("the number of all records has to be the expected one", arguments: [51, 53])
  func wrongCount(expected: Int) throws {
    let directory = try FixtureWorld.directory()
    let before = try directory.snapshot()
    let result = try directory.drawdown(
      run + ["--expect-records", "\(expected)"] + FixtureWorld.dumps)
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(result.errorOutput.contains("\(expected) records were expected and 52 were read"))
    #expect(try directory.snapshot() == before)
  }

  @Test("the expected number of records counts the rejected ones")
  func rightCount() throws {
    let directory = try FixtureWorld.directory()
    let result = try directory.drawdown(run + ["--expect-records", "52"] + FixtureWorld.dumps)
    #expect(result.exitCode == 1, "\(result.told)")
  }
}

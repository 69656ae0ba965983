import TestSupport
import Testing

@Suite("what a manifest says must hold")
struct ManifestTests {
  static let lines = [
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":60}"#, "x", "",
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":60}"#,
  ]
  /// Of the 165 bytes that the lines come to with their ends.
  static let sha256 = "c18cd91c880da656db2284045771d6eccce743e557d879280eadc8ecbf48cfbf"

  struct Case: Sendable, CustomTestStringConvertible {
    let manifest: String
    /// What is wrong; nothing when empty.
    let reason: String
    var name = "dump"
    var stored: Int64?
    var testDescription: String { manifest }
  }

  static let cases = [
    Case(manifest: "{}", reason: ""),
    Case(manifest: #"{"records":3,"bytes":165,"sender":[1]}"#, reason: ""),
    Case(manifest: #"{"sha256":"\#(sha256)"}"#, reason: ""),
    Case(manifest: #"{"sha256":"\#(sha256.uppercased())"}"#, reason: ""),
    Case(
      manifest: #"{"records":2}"#, reason: "the manifest says 2 records and 3 were read",
      stored: 165),
    Case(
      manifest: #"{"records":4}"#, reason: "the manifest says 4 records and 3 were read",
      stored: 165),
    Case(
      manifest: #"{"bytes":164}"#, reason: "the manifest says 164 bytes and the file has 165",
      stored: 164),
    Case(
      manifest: #"{"bytes":170}"#, reason: "the manifest says 170 bytes and the file has 165",
      stored: 165),
    Case(
      manifest: #"{"sha256":"\#(String(repeating: "0", count: 64))"}"#,
      reason: "the manifest says SHA-256 0000", stored: 0),
    Case(
      manifest: "", reason: "it ends too early", name: "dump.manifest.json", stored: 0),
    Case(
      manifest: #" {"records":3"#, reason: "it ends too early", name: "dump.manifest.json",
      stored: 13),
    Case(
      manifest: " []", reason: "a manifest is one JSON object", name: "dump.manifest.json",
      stored: 1),
    Case(
      manifest: #"{"records":3,"records":3}"#, reason: "a manifest is one JSON object",
      name: "dump.manifest.json", stored: 13),
    Case(
      manifest: #"{"records":"3"}"#, reason: "records is a whole number",
      name: "dump.manifest.json", stored: 11),
    Case(
      manifest: #"{"bytes":165.0}"#, reason: "bytes is a whole number", name: "dump.manifest.json",
      stored: 9),
    Case(
      manifest: #"{"bytes":-1}"#, reason: "bytes is a whole number", name: "dump.manifest.json",
      stored: 9),
    Case(
      manifest: #"{"sha256":"abc"}"#, reason: "sha256 is a string of 64",
      name: "dump.manifest.json",
      stored: 10),
    Case(
      manifest: #"{"sha256":"\#(String(repeating: "g", count: 64))"}"#,
      reason: "sha256 is a string of 64", name: "dump.manifest.json", stored: 10),
    Case(
      manifest: #"{"records":null}"#, reason: "records is a whole number",
      name: "dump.manifest.json", stored: 11),
  ]

  @Test("a manifest beside a dump", arguments: cases)
  func manifest(entry: Case) throws {
    var dump = TestDump(lines: Self.lines)
    dump.manifest = entry.manifest
    let found = try failures([dump])
    guard !entry.reason.isEmpty else {
      #expect(found.isEmpty)
      return
    }
    #expect(found.map(\.name) == [entry.name])
    #expect(found.map(\.stored) == [entry.stored])
    #expect(found.first?.reason.hasPrefix(entry.reason) == true, "\(found)")
  }

  @Test("bytes and digest are those of the file as stored")
  func compressed() throws {
    let frames = [Array(Self.lines.joined(separator: "\n").utf8)]
    var dump = TestDump(frames: frames)
    dump.manifest = #"{"records":3,"bytes":\#(dump.bytes.count)}"#
    #expect(try failures([dump]).isEmpty)
    dump.manifest = #"{"records":3,"bytes":\#(frames[0].count)}"#
    #expect(try failures([dump]).count == 1)
  }

  @Test("a frame missing at the end shows in the number of records alone")
  func missingFrame() throws {
    let frames = Self.lines.map { Array("\($0)\n".utf8) }
    var dump = TestDump(frames: frames.dropLast())
    dump.manifest = #"{"records":3}"#
    let found = try failures([dump])
    #expect(found.first?.reason.contains("a frame may be missing") == true)
  }

  @Test("the number of records of a whole run", arguments: [nil, 3, 2, 4])
  func expectedRecords(count: Int64?) throws {
    let dumps = [
      TestDump(lines: [Self.lines[0], Self.lines[1]], name: "one"),
      TestDump(lines: [Self.lines[3]], name: "two"),
      TestDump(lines: [Self.lines[3]], name: "the same bytes again"),
    ]
    let found = try failures(dumps) { $0.expectedRecords = count }
    #expect(found.isEmpty == (count == nil || count == 3))
    guard let count, count != 3 else { return }
    #expect(found.first?.reason.hasPrefix("\(count) records were expected and 3 were read") == true)
  }

  @Test("a run that goes on must still read as many records as it should", arguments: [1, 2])
  func expectedWithoutTheBadOnes(count: Int64) throws {
    let dumps = [
      TestDump(lines: [Self.lines[0]], name: "sound"), TestDump(lines: ["no header"], name: "bad"),
    ]
    let found = try failures(dumps) { ($0.keepsGoing, $0.expectedRecords) = (true, count) }
    #expect(found.isEmpty == (count == 1))
  }
}

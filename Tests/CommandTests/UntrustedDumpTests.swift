import Foundation
import TestSupport
import Testing

/// A dump that nobody can trust, and what has to be said about it.
struct UntrustedDump: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The bytes of the dump, made from those of a good one in zstd frames.
  let bytes: @Sendable ([UInt8]) -> [UInt8]
  /// What the message says behind the name of the file.
  let message: @Sendable ([UInt8]) -> String

  private init(
    _ description: String, says message: @escaping @Sendable ([UInt8]) -> String,
    _ bytes: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) {
    testDescription = description
    self.bytes = bytes
    self.message = message
  }

  private init(_ description: String, says message: String, _ text: String) {
    self.init(description, says: { _ in message }, { _ in Array(text.utf8) })
  }

  private static let header = "record_id,time,sdk_app_id,meter,quantity\n"
  private static let frameMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  static let all = frames + texts

  private static let frames = [
    UntrustedDump("cut short", says: { "byte \($0.count - 1): the file ends inside the frame" }) {
      Array($0.dropLast())
    },
    UntrustedDump("cut short inside a block", says: { _ in "byte 40: the file ends inside" }) {
      Array($0.prefix(40))
    },
    UntrustedDump("trailing junk", says: { "byte \($0.count): trailing junk" }) {
      $0 + Array("junk".utf8)
    },
    UntrustedDump("a byte of junk", says: { "byte \($0.count): trailing junk" }) { $0 + [0] },
    // The skippable frame in front has 8 + 11 bytes.
    UntrustedDump("a damaged block", says: { _ in "byte 19: frame 1 is damaged" }) {
      var bytes = $0
      bytes[60] ^= 0x55
      return bytes
    },
    // The last frame holds nothing: magic, header of two bytes, a block of no bytes, the checksum.
    UntrustedDump("a wrong checksum", says: { "byte \($0.count - 13): frame 4 is damaged" }) {
      $0.dropLast() + [$0[$0.count - 1] ^ 1]
    },
    UntrustedDump("a window of 2^28 bytes", says: { "byte \($0.count): frame 5 wants a window" }) {
      $0 + frameMagic + [0x00, (28 - 10) << 3, 0x01, 0, 0]
    },
    UntrustedDump("a dictionary", says: { "byte \($0.count): frame 5 is damaged" }) {
      $0 + frameMagic + [0x21, 7, 0, 0x01, 0, 0]
    },
    UntrustedDump("a reserved block", says: { "byte \($0.count): frame 5 is damaged" }) {
      $0 + frameMagic + [0x20, 0, 0x07, 0, 0]
    },
    UntrustedDump("a cut skippable frame", says: { "byte \($0.count + 10): the file ends" }) {
      $0 + [0x5F, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2]
    },
  ]

  private static let texts = [
    UntrustedDump("no header", says: "byte 0 of the decoded dump", "r1,1759248000,1,audio,60\n"),
    UntrustedDump(
      "a header without a column",
      says: "byte 0 of the decoded dump: the header has no column meter",
      "record_id,time,sdk_app_id,quantity\n"),
    UntrustedDump(
      "a column twice", says: "byte 0 of the decoded dump: the column time stands twice",
      "record_id,time,sdk_app_id,meter,time\n"),
    UntrustedDump(
      "a header behind blank lines", says: "byte 2 of the decoded dump", "\n\nid,when,app\n"),
    UntrustedDump(
      "a long line in CSV", says: "byte \(header.utf8.count) of the decoded dump: a line is longer",
      header + String(repeating: "x", count: 1_048_577) + "\n"),
    UntrustedDump(
      "a long line in NDJSON", says: "byte 3 of the decoded dump: a line is longer",
      "{}\n{\"a\":\"" + String(repeating: "x", count: 1_048_577) + "\"}"),
    UntrustedDump(
      "a long header", says: "byte 0 of the decoded dump: a line is longer",
      header.dropLast() + String(repeating: "x", count: 1_048_577)),
  ]
}

@Suite("Dumps that cannot be trusted")
struct UntrustedDumpTests {
  private let run = ["run", "--ledger", "l.db", "--book", FixtureWorld.book]

  private func directory(_ dump: UntrustedDump) throws -> (ToolDirectory, message: String) {
    let directory = try FixtureWorld.directory()
    let good = try directory.files.bytes(of: FixtureWorld.dumps[0])
    try directory.files.write(dump.bytes(good), to: "bad.dump")
    return (directory, "bad.dump: \(dump.message(good))")
  }

  @Test("a bad dump fails the run and no ledger is made", arguments: UntrustedDump.all)
  func newLedger(dump: UntrustedDump) throws {
    let (directory, message) = try directory(dump)
    let before = try directory.snapshot()
    let result = try directory.drawdown(run + [FixtureWorld.dumps[1], "bad.dump"])
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(result.output == "")
    #expect(result.errorOutput.hasPrefix("drawdown: \(message)"), "\(result.told)")
    #expect(try directory.snapshot() == before)
  }

  @Test("a bad dump leaves a ledger as it was", arguments: UntrustedDump.all)
  func oldLedger(dump: UntrustedDump) throws {
    let (directory, message) = try directory(dump)
    #expect(try directory.drawdown(run + [FixtureWorld.dumps[0]]).exitCode == 1)
    let before = try directory.snapshot()
    let result = try directory.drawdown(run + [FixtureWorld.dumps[1], "bad.dump"])
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(result.errorOutput.hasPrefix("drawdown: \(message)"), "\(result.told)")
    #expect(try directory.snapshot() == before)
  }

  @Test("--keep-going posts the others and exits 1", arguments: UntrustedDump.all)
  func keepGoing(dump: UntrustedDump) throws {
    let (directory, message) = try directory(dump)
    let result = try directory.drawdown(
      run + ["--keep-going", "--max-rejects", "99", "--max-conflicts", "9", "bad.dump"]
        + FixtureWorld.dumps)
    #expect(result.exitCode == 1, "\(result.told)")
    #expect(result.output.contains("attention: not posted: \(message)"), "\(result.told)")
    #expect(result.output.contains("52 read = 37 counted"))
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: "l.db") == expected)
  }

  @Test("a bad dump fails `aggregate`, which prints no usage", arguments: UntrustedDump.all)
  func aggregate(dump: UntrustedDump) throws {
    let (directory, message) = try directory(dump)
    let result = try directory.drawdown("aggregate", "-o", "usage.csv", "bad.dump")
    #expect(result.exitCode == 3)
    #expect(result.errorOutput.hasPrefix("drawdown: \(message)"), "\(result.told)")
    #expect(!directory.files.holds("usage.csv"))
  }

  @Test("every bad dump of a run is named")
  func manyDumps() throws {
    let directory = try FixtureWorld.directory()
    let good = try directory.files.bytes(of: FixtureWorld.dumps[0])
    try directory.files.write(good + [1, 2, 3, 4], to: "one")
    try directory.files.write("no header\n", to: "two")
    let result = try directory.drawdown(run + ["one", FixtureWorld.dumps[0], "two", "three"])
    #expect(result.exitCode == 3)
    #expect(result.output == "")
    for name in ["one: byte \(good.count): ", "two: byte 0 of", "three: "] {
      #expect(result.errorOutput.contains(name), "\(result.told)")
    }
    #expect(!directory.files.holds("l.db"))
  }

  @Test("a bad dump on standard input is named `-`")
  func standardInput() throws {
    let directory = try FixtureWorld.directory()
    let good = try directory.files.bytes(of: FixtureWorld.dumps[0])
    let result = try directory.drawdown(run + ["-"], stdin: good.dropLast())
    #expect(result.exitCode == 3)
    #expect(result.errorOutput.hasPrefix("drawdown: -: byte \(good.count - 1): the file ends"))
    #expect(!directory.files.holds("l.db"))
  }
}

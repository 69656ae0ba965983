import Aggregation
import Foundation
import Ingest
import Quantities
import TestSupport
import Testing

/// A ledger in whose time a file changes: it is asked for identities between the two looks.
private struct Meddler: PostedBefore {
  let path: String
  let bytes: [UInt8]

  var isEmpty: Bool { false }

  func known(among entries: [IdentityEntry]) throws -> [KnownIdentity] {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: Data(bytes))
    try file.close()
    return []
  }

  func source(ofDump digest: Fingerprint) -> String? { nil }
  func forgottenBefore() -> Timestamp? { nil }
}

@Suite("a file that changes while it is read fails the run")
struct ChangingFileTests {
  static let record =
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":"#
  static let lines = [Array("\(record)1}\n".utf8), Array("\(record)2}\n".utf8)]

  @Test(
    "between the first look and the second",
    arguments: [
      TestDump(plain: lines.flatMap(\.self)), TestDump(frames: lines),
      TestDump(frames: [lines.flatMap(\.self)]),
    ], [0, 20, 81])
  func between(dump: TestDump, size: Int) throws {
    let workshop = try Workshop()
    let meddler = Meddler(
      path: workshop.directory.path("dump"), bytes: Array(dump.bytes.prefix(size)))
    let untrusted = #expect(throws: UntrustedInput.self) {
      try workshop.result([dump], before: meddler)
    }
    #expect(untrusted?.failures.map { Trouble($0).name } == ["dump"])
  }

  @Test("into records of another number")
  func otherRecords() throws {
    let workshop = try Workshop()
    let blank = Array(repeating: UInt8(ascii: " "), count: Self.lines[0].count - 1) + [10]
    let meddler = Meddler(
      path: workshop.directory.path("dump"), bytes: Self.lines[0] + blank)
    let untrusted = #expect(throws: UntrustedInput.self) {
      try workshop.result([TestDump(plain: Self.lines.flatMap(\.self))], before: meddler)
    }
    #expect(untrusted?.failures.first?.reason.hasPrefix("the file changed") == true)
  }
}

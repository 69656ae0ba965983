import ByteStreams
import TestSupport
import Testing

@Suite("a line of 1048576 bytes is taken, one more is not")
struct LongLineTests {
  static let good =
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":60}"#

  /// A record of that many bytes.
  static func line(_ count: Int) -> [UInt8] {
    let head =
      #"{"record_id":"b","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":60,"x":""#
    return Array(head.utf8)
      + Array(repeating: UInt8(ascii: "x"), count: count - head.utf8.count - 2) + Array("\"}".utf8)
  }

  struct Shape: Sendable, CustomTestStringConvertible {
    let what: String
    let before: String
    let after: String
    var testDescription: String { what }
  }

  static let shapes = [
    Shape(what: "first", before: "", after: "\n\(good)\n"),
    Shape(what: "alone", before: "", after: ""),
    Shape(what: "in the middle", before: "\(good)\n", after: "\n\(good)\n"),
    Shape(what: "with CRLF", before: "\(good)\r\n", after: "\r\n\(good)\r\n"),
    Shape(what: "last, without an end", before: "\(good)\n", after: ""),
    Shape(what: "last, with an end", before: "\(good)\n", after: "\n"),
    Shape(what: "last, with half an end", before: "\(good)\n", after: "\r"),
  ]

  /// The line in a plain dump, in one frame, and across frames.
  static func dumps(_ shape: Shape, _ count: Int) -> [TestDump] {
    let bytes = Array(shape.before.utf8) + line(count) + Array(shape.after.utf8)
    let start = shape.before.utf8.count
    let cuts = [0, start, start + 9, start + count / 2, start + count - 1, bytes.count]
    let frames = zip(cuts, cuts.dropFirst()).map { Array(bytes[$0..<$1]) }
    return [TestDump(plain: bytes), TestDump(frames: [bytes]), TestDump(frames: frames)]
  }

  static func count(_ shape: Shape, _ count: Int, _ limits: ReadingLimits) throws {
    for dump in dumps(shape, count) {
      let outcome = try outcome([dump]) { $0.limits = limits }
      #expect(outcome.rejects.map(\.place) == [])
      #expect(outcome.lines.map(\.quantity) == [shape.before + shape.after == "" ? 60 : 120])
    }
  }

  static func refuse(_ shape: Shape, _ count: Int, _ limits: ReadingLimits) throws {
    for dump in dumps(shape, count) {
      let found = try failures([dump]) { ($0.limits, $0.workers) = (limits, 2) }
      #expect(found.map(\.decoded) == [Int64(shape.before.utf8.count)])
      #expect(
        found.first?.reason.hasPrefix("a line is longer than \(limits.lineBytes) bytes") == true)
    }
  }

  @Test("at the limit of the contract")
  func contract() throws {
    #expect(ReadingLimits().lineBytes == 1_048_576)
    try Self.count(Self.shapes[2], 1_048_576, ReadingLimits())
    try Self.refuse(Self.shapes[4], 1_048_577, ReadingLimits())
  }

  @Test("at a limit of 600 bytes", arguments: shapes)
  func smallLimit(shape: Shape) throws {
    for (chunkBytes, unitBytes) in [(7, 1), (7, 200), (64, 700), (5000, 5000)] {
      let limits = ReadingLimits.tiny(chunkBytes: chunkBytes, unitBytes: Int64(unitBytes))
      try Self.count(shape, 600, limits)
      try Self.refuse(shape, 601, limits)
      try Self.refuse(shape, 602, limits)
    }
  }

  @Test("much longer, across many units", arguments: [1, 3])
  func muchTooLong(workers: Int) throws {
    let bytes = Array("\(Self.good)\n".utf8) + Self.line(5000) + Array("\n\(Self.good)\n".utf8)
    let frames = stride(from: 0, to: bytes.count, by: 700).map {
      Array(bytes[$0..<min($0 + 700, bytes.count)])
    }
    for dump in [TestDump(plain: bytes), TestDump(frames: frames)] {
      // Units below and above the length of a line: the line is missed by no one and begins where
      // it begins, in whichever unit it turns out too long.
      for unitBytes in [300, 100, 2000] as [Int64] {
        let found = try failures([dump]) {
          ($0.limits, $0.workers) = (.tiny(chunkBytes: 100, unitBytes: unitBytes), workers)
        }
        #expect(found.map(\.decoded) == [Int64(Self.good.utf8.count + 1)], "\(unitBytes)")
      }
    }
  }

  @Test("blank lines and headers are lines", arguments: [0, 1])
  func otherLines(excess: Int) throws {
    let blank = Array(repeating: UInt8(ascii: " "), count: 600 + excess)
    let header = Array("record_id,time,sdk_app_id,meter,".utf8)
    let long = header + Array(repeating: UInt8(ascii: "x"), count: 600 + excess - header.count)
    let end = Array("\r\n".utf8)
    let good = Array("\(Self.good)\n".utf8)
    let cases: [(name: String, bytes: [UInt8], place: Int64)] = [
      ("a blank line in front", blank + end + good, 0),
      ("a blank line between", good + blank + end + good, 81),
      ("a blank line at the end", good + blank, 81),
      ("nothing but a blank line", blank, 0),
      ("a header", end + long + end, 2),
      ("a header without an end", long, 0),
    ]
    for (name, bytes, place) in cases {
      for dump in [TestDump(plain: bytes), TestDump(frames: [bytes])] {
        let found = try failures([dump]) { $0.limits = .tiny() }
        #expect(found.map(\.decoded) == (excess == 0 ? [] : [place]), "\(name)")
      }
    }
  }
}

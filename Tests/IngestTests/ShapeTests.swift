import TestSupport
import Testing

@Suite("the first visible byte decides what a dump is")
struct ShapeTests {
  static let record =
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":60}"#
  static let header = "record_id,time,sdk_app_id,meter,quantity"
  static let row = "a,1759248000,1,audio,60"
  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Dumps of those bytes: plain, in one frame, and cut at every byte.
  static func forms(_ bytes: [UInt8]) -> [TestDump] {
    [
      TestDump(plain: bytes), TestDump(frames: [bytes]), TestDump(frames: bytes.map { [$0] }),
      TestDump(stored: ZstdFrames.skippable([1]) + ZstdFrames.frame(bytes)),
    ]
  }

  @Test(
    "nothing to read is a valid dump",
    arguments: [
      "", "\n", " \r\n\t", "\u{FEFF}", "\u{FEFF}\n", header, header + "\r\n", header + "\n\n",
    ])
  func empty(text: String) throws {
    for dump in Self.forms(Array(text.utf8)) {
      let outcome = try outcome([dump]) { $0.limits = .tiny() }
      #expect(outcome.read == 0 && outcome.lines.isEmpty)
    }
  }

  @Test("nothing but skippable frames, or empty ones")
  func emptyFrames() throws {
    for stored in [
      ZstdFrames.skippable([1, 2]), ZstdFrames.skippable([]) + ZstdFrames.skippable([3], kind: 9),
      ZstdFrames.frame([]), ZstdFrames.frame([]) + ZstdFrames.skippable([]) + ZstdFrames.frame([]),
    ] {
      #expect(try outcome([TestDump(stored: stored)]).read == 0)
    }
  }

  @Test(
    "white space and a mark in front",
    arguments: ["", "\n", "\r\n", " \t\n\n", "  ", "\u{FEFF}", "\u{FEFF}\n \n", "\u{FEFF} "])
  func front(text: String) throws {
    let lines = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
    // Both formats, each followed by a line that is rejected and shows its place. White space in
    // front of a header would be part of its first name.
    let isLineStart = !text.hasSuffix(" ")
    let dumps = [(Self.record, 0)] + (isLineStart ? [("\(Self.header)\n\(Self.row)", 1)] : [])
    for (content, headers) in dumps {
      let bytes = Array((text + content + "\nx").utf8)
      for dump in Self.forms(bytes) {
        let outcome = try outcome([dump]) { $0.limits = .tiny() }
        #expect(outcome.counted == 1)
        #expect(outcome.rejects.map(\.line) == [lines + headers + 1])
        #expect(outcome.rejects.map(\.offset) == [bytes.count - 1])
      }
    }
  }

  @Test("the offset of the first line is that of its first byte behind the mark")
  func firstLine() throws {
    for dump in Self.forms(Self.mark + Array(" \t{} ".utf8)) {
      let reject = try #require(try outcome([dump]) { $0.limits = .tiny() }.rejects.first)
      #expect(reject.line == 1 && reject.offset == 3 && reject.record == " \t{} ")
    }
  }

  @Test("the name decides nothing")
  func names() throws {
    var dumps = Self.forms(Array(Self.record.utf8))
    for (index, name) in ["a.csv", "a.zst", "a.ndjson", "a"].enumerated() {
      dumps[index].name = name
    }
    #expect(try outcome([dumps[0]]).counted == 1)
    #expect(try outcome([dumps[1]]).counted == 1)
    #expect(
      try outcome([TestDump(lines: [Self.header, Self.row], name: "b.ndjson.zst")]).counted == 1)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let bytes: [UInt8]
    var decoded: Int64 = 0
    var testDescription: String { what }
  }

  static let unusable = [
    Case(what: "JSON behind another visible byte", bytes: Array(("x" + record).utf8)),
    Case(what: "an array", bytes: Array("[\(record)]".utf8)),
    Case(
      what: "a row in place of the header", bytes: Array("\n\r\n\(row)\n\(row)".utf8), decoded: 3),
    Case(what: "two thirds of a mark", bytes: mark[..<2] + Array(record.utf8)),
    Case(what: "two thirds of a mark before a header", bytes: mark[..<2] + Array(header.utf8)),
    Case(what: "a third of a mark", bytes: [0xEF] + Array(header.utf8)),
    Case(what: "two marks", bytes: mark + mark + Array(record.utf8), decoded: 3),
    Case(what: "UTF-16", bytes: [0xFF, 0xFE, 0x7B, 0]),
    Case(what: "a form feed in front of JSON", bytes: [0x0C] + Array(record.utf8)),
    Case(what: "a zero byte", bytes: [0]),
    Case(what: "a column twice", bytes: Array("\(header),time\n".utf8)),
    Case(what: "gzip", bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0]),
  ]

  @Test("no usable header", arguments: unusable)
  func noHeader(entry: Case) throws {
    for dump in Self.forms(entry.bytes) {
      let found = try failures([dump]) { $0.limits = .tiny() }
      #expect(found.map(\.decoded) == [entry.decoded])
      #expect(found.first?.reason.contains(/header|column/) == true, "\(found)")
    }
  }

  @Test("a header of characters that begin like a mark is a header")
  func likeAMark() throws {
    // U+FEC0 begins with the first two bytes of a mark.
    let text = "\u{FEC0},\(Self.header)\n,\(Self.row)\n"
    for dump in Self.forms(Array(text.utf8)) {
      #expect(try outcome([dump]) { $0.limits = .tiny() }.counted == 1)
    }
  }

  @Test("a brace in a header makes no JSON of it")
  func braceInHeader() throws {
    let text = "\u{B}{,\(Self.header)\n,\(Self.row)\n"
    for dump in Self.forms(Array(text.utf8)) {
      #expect(try outcome([dump]) { $0.limits = .tiny() }.counted == 1)
    }
  }

  @Test("times without an offset count when one is assumed")
  func assumedOffset() throws {
    let line = Self.record.replacing("1759248000", with: "\"2025-10-01T00:00:00\"")
    let dump = TestDump(lines: [line])
    #expect(try outcome([dump]).rejects.map(\.reason) == ["time"])
    let assumed = try outcome([dump]) { $0.assumedOffset = .init(secondsEast: -3600) }
    #expect(assumed.lines.map(\.summary) == ["1 2025-10-01 audio 1 60"])
  }
}

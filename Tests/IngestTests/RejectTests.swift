import TestSupport
import Testing

@Suite("every reason for rejection, with its place")
struct RejectTests {
  /// The reasons in the order in which they are told.
  static let reasons = [
    "syntax", "encoding", "columns", "repeated_key", "record_id", "time", "sdk_app_id", "meter",
    "user_id", "quantity", "width", "height",
  ]

  /// A video record in which those rules are broken, as a line of JSON.
  static func json(breaking reasons: Set<String>) -> [UInt8] {
    func value(_ field: String, _ sound: String, _ broken: String) -> String {
      "\"\(field)\":\(reasons.contains(field) ? broken : sound)"
    }
    let members = [
      value("record_id", #""r""#, "[]"), value("time", "1759248000", "1"),
      value("sdk_app_id", "7", "0"), value("meter", #""video""#, #""none""#),
      value("user_id", #""u""#, #""""#), value("quantity", "60", "6.0"),
      value("width", "640", "0"), value("height", "480", "null"),
    ]
    var line = Array("{\(members.joined(separator: ","))".utf8)
    if reasons.contains("repeated_key") { line += Array(#","height":480"#.utf8) }
    if reasons.contains("encoding") { line += Array(#","note":""#.utf8) + [0xFF, 0x22] }
    return line + Array((reasons.contains("syntax") ? "}}" : "}").utf8)
  }

  static let header = Array(
    "record_id,time,sdk_app_id,meter,user_id,quantity,width,height,note".utf8)

  /// The same as a row of CSV.
  static func csv(breaking reasons: Set<String>) -> [UInt8] {
    func cell(_ field: String, _ sound: String, _ broken: String) -> String {
      reasons.contains(field) ? broken : sound
    }
    let long = String(repeating: "u", count: 65)
    let cells = [
      cell("record_id", "r", long), cell("time", "1759248000", "1"), cell("sdk_app_id", "7", "07"),
      cell("meter", "video", "Video"), cell("user_id", "u", long),
      cell("quantity", "60", " 60"), cell("width", "640", "\"\""), cell("height", "480", "65536"),
    ]
    var line = Array(cells.joined(separator: ",").utf8)
    line += reasons.contains("columns") ? [] : Array(",".utf8)
    if reasons.contains("encoding") { line += [0xFF] }
    return line + Array((reasons.contains("syntax") ? "\"" : "").utf8)
  }

  @Test("alone: reason, line, frame and offset", arguments: [true, false])
  func alone(isJSON: Bool) throws {
    let reasons = Self.reasons.filter { $0 != (isJSON ? "columns" : "repeated_key") }
    let lines = reasons.map { isJSON ? Self.json(breaking: [$0]) : Self.csv(breaking: [$0]) }
    let head = isJSON ? [] : Self.header + [10]
    // Line after line in a frame of its own; the header is the first frame of CSV, empty in JSON.
    let dump = TestDump(frames: [head] + lines.map { $0 + [10] })
    var offset = head.count
    var expected: [ReferenceIngest.Reject] = []
    for (index, (line, reason)) in zip(lines, reasons).enumerated() {
      expected.append(
        ReferenceIngest.Reject(
          source: "dump", line: index + (isJSON ? 1 : 2), frame: index + 2, offset: offset,
          reason: reason, record: String(decoding: line, as: UTF8.self)))
      offset += line.count + 1
    }
    let outcome = try outcome([dump])
    #expect(outcome.rejects.map(\.summary) == expected.map(\.summary))
    #expect(outcome.read == reasons.count && outcome.rejected == reasons.count)
    #expect(outcome.lines.isEmpty)
  }

  @Test("of several reasons the first is told", arguments: [true, false])
  func precedence(isJSON: Bool) throws {
    let reasons = Self.reasons.filter { $0 != (isJSON ? "columns" : "repeated_key") }
    var sets: [(first: String, all: Set<String>)] = []
    for (index, first) in reasons.enumerated() {
      sets.append((first, Set(reasons[index...])))
      for second in reasons[index...] { sets.append((first, [first, second])) }
    }
    let lines = sets.map { isJSON ? Self.json(breaking: $0.all) : Self.csv(breaking: $0.all) }
    let head: [[UInt8]] = isJSON ? [] : [Self.header]
    let bytes = (head + lines).flatMap { line -> [UInt8] in line + [10] }
    let outcome = try outcome([TestDump(plain: bytes)])
    #expect(outcome.rejects.count == sets.count)
    for (reject, set) in zip(outcome.rejects, sets) {
      #expect(reject.reason == set.first, "\(set.all.sorted())")
    }
  }

  @Test("the rejects file, byte by byte")
  func bytes() throws {
    let dump = TestDump(
      frames: [
        Array("\u{FEFF}{\"record_id\":\"a\",\"time\":1759248000,\"sdk_app_id\":1,".utf8),
        Array("\"meter\":\"audio\",\"quantity\":1}\r\n\r\n{\"x\":\"\\\"\u{7F}".utf8) + [0xE5, 0xA5]
          + Array("é\"}\n".utf8),
        Array("{\"record_id\":\"a\",\"time\":\"1759248000\",\"sdk_app_id\":1,".utf8),
        Array("\"meter\":\"audio\",\"quantity\":2}".utf8),
      ])
    let workshop = try Workshop()
    let result = try workshop.result([dump])
    let path = workshop.directory.path("dump")
    #expect(
      result.rejects.map { String(decoding: $0, as: UTF8.self) } == [
        #"{"source":"\#(path)","line":3,"frame":2,"offset":86,"reason":"encoding","#
          + #""record":"{\"x\":\"\\\""# + "\u{7F}\u{FFFD}é" + #"\"}"}"#,
        #"{"source":"\#(path)","line":4,"frame":3,"offset":102,"reason":"conflict","#
          + #""record":"{\"record_id\":\"a\",\"time\":\"1759248000\",\"sdk_app_id\":1,"#
          + #"\"meter\":\"audio\",\"quantity\":2}","first":{"source":"\#(path)","line":1}}"#,
      ])
  }

  @Test("a record is cut at 4096 bytes, wherever it lies")
  func longRecord() throws {
    for length in [4095, 4096, 4097, 9000] {
      let line =
        Array(repeating: UInt8(ascii: "x"), count: 4094) + Array("é".utf8)
        + Array(repeating: UInt8(ascii: "y"), count: 9000)
      let bytes = Array("{}\n".utf8) + line.prefix(length) + [10]
      let kept = String(decoding: line.prefix(min(length, 4096)), as: UTF8.self)
      for dump in [
        TestDump(plain: bytes), TestDump(frames: [Array(bytes[..<50]), Array(bytes[50...])]),
      ] {
        let outcome = try outcome([dump]) { $0.limits = .tiny(lineBytes: 20_000, unitBytes: 40) }
        #expect(outcome.rejects.last?.record == kept, "\(length)")
      }
    }
    // Cut inside of a character, which is not UTF-8 any more.
    let line = "{" + String(repeating: "x", count: 4094) + "é"
    let outcome = try outcome([TestDump(lines: [line])])
    #expect(outcome.rejects.first?.record == line.dropLast() + "\u{FFFD}")
  }
}

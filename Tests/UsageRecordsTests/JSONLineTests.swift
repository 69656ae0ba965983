import Testing
import UsageRecords

@Suite("lines of JSON")
struct JSONLineTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let line: [UInt8]
    let reason: String
    var testDescription: String { what }

    init(_ what: String, _ line: String, _ reason: String) {
      self.init(what, Array(line.utf8), reason)
    }

    init(_ what: String, _ line: [UInt8], _ reason: String) {
      (self.what, self.line, self.reason) = (what, line, reason)
    }
  }

  /// A sound record with a member of its own in front.
  static func with(_ member: String) -> String {
    "{\(member),\(jsonLine("audio").dropFirst())"
  }

  static func nested(_ levels: Int) -> String {
    with("\"x\":" + String(repeating: "[", count: levels) + String(repeating: "]", count: levels))
  }

  static let shapes = [
    Case("a record", jsonLine("audio"), "ok"),
    Case("white space everywhere", with(" \t\"x\" : [ 1 , { } ]\r ") + " \t\r ", "ok"),
    Case("white space in front", " \t" + jsonLine("audio"), "ok"),
    Case("an empty object", "{}", "time"),
    Case("an empty object with space", "{ }", "time"),
    Case("an array", "[]", "syntax"),
    Case("a string", "\"x\"", "syntax"),
    Case("a number", "5", "syntax"),
    Case("null", "null", "syntax"),
    Case("a word", "record", "syntax"),
    Case("a CSV row", csvRow("audio"), "syntax"),
    Case("two objects", jsonLine("audio") + jsonLine("audio"), "syntax"),
    Case("text behind", jsonLine("audio") + "x", "syntax"),
    Case("a comma behind", jsonLine("audio") + ",", "syntax"),
    Case("cut off", String(jsonLine("audio").dropLast()), "syntax"),
    Case("cut off in a string", #"{"record_id":"r"#, "syntax"),
    Case("cut off in an escape", #"{"record_id":"r\"#, "syntax"),
    Case("cut off in a code", #"{"record_id":"r\u12"#, "syntax"),
    Case("only a brace", "{", "syntax"),
    Case("a comma in front", "{,\(jsonLine("audio").dropFirst())", "syntax"),
    Case("a comma at the end", jsonLine("audio").dropLast() + ",}", "syntax"),
    Case("no comma", with(#""x":1 "y":2"#), "syntax"),
    Case("no colon", with(#""x" 1"#), "syntax"),
    Case("no value", with(#""x":"#), "syntax"),
    Case("a bare key", with("x:1"), "syntax"),
    Case("single quotes", with("'x':1"), "syntax"),
    Case("a comment", with(#"/**/"x":1"#), "syntax"),
    Case("a form feed as space", with("\u{C}\"x\":1"), "syntax"),
    Case("a no-break space as space", with("\u{A0}\"x\":1"), "syntax"),
    Case("a BOM in the middle of a dump", "\u{FEFF}" + jsonLine("audio"), "syntax"),
  ]

  static let values: [Case] =
    [
      "0", "-0", "1", "-1", "10", "1.5", "0.0", "1e5", "1E+5", "1e-05", "-0.1e0", "true", "false",
      "null", "[]", "[1]", "[[],{}]", "{}", #"{"a":{"b":[null,true]}}"#, #"{"time":5,"time":6}"#,
      #""""#, #""\"\\\/\b\f\n\r\t\u0041""#, #""\ud83d\ude00""#, #""\ud800""#, #""\udc00\ud800""#,
      #""\ud800\u0041""#, #""\ud800x""#, "\"\u{7F}\"", "\"é😀\"", #""\uFfFf""#, #""\u0000""#,
      "\"{[,:]}\"", #"[ { "a" : [ 1 , 2 ] } , 3 ]"#,
    ].map { Case("the value \($0)", with("\"x\":\($0)"), "ok") }
    + [
      "01", "00", "-", "+1", ".5", "5.", "1.e5", "1e", "1e+", "0x1", "1_000", "NaN", "Infinity",
      "-Infinity", "1.5.5", "1e5.5", "--1", "True", "tru", "truex", "nul", "nulll", "fals", "[",
      "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
      "{1:2}", #"{"a":1]"#, #"{"a" "b"}"#, #"{"a":1 "b":2}"#, #""\x""#, #""\u12G4""#, #""\u00é0""#,
      #""\U0041""#, #""\ud800\u12""#, #""\"#, "\"\u{0}\"", "\"\u{1F}\"", "\"\t\"", "undefined",
    ].map { Case("the value \($0)", with("\"x\":\($0)"), "syntax") }

  static let keys = [
    Case("an escaped key", with(#""\u0077idth":0"#), "repeated_key"),
    Case(
      "a key that is escaped as a whole", #"{"\u0074\u0069\u006d\u0065":1}"#, "time"),
    Case("a key twice", with(#""time":1759248000"#), "repeated_key"),
    Case("a key twice, once null", with(#""time":null"#), "repeated_key"),
    Case("a key twice with equal values", with(#""quantity":1"#), "repeated_key"),
    Case("a key twice, once escaped", with(#""t\u0069me":1759248000"#), "repeated_key"),
    Case("a key twice, once of no use", with(#""meter":{}"#), "repeated_key"),
    Case("an unknown key twice", with(#""x":1,"x":2"#), "ok"),
    Case("a known key again inside a value", with(#""x":{"time":1,"meter":2}"#), "ok"),
    Case("a key with half a surrogate pair", with(#""time\ud800":1"#), "ok"),
    Case("the empty key", with(#""":1"#), "ok"),
    Case("a key in capitals", with(#""Time":1"#), "ok"),
    Case(
      "keys that begin like others", with(#""tim":1,"times":2,"record_ie":3,"sdk_app_ix":4"#), "ok"),
    Case("a key with a control character", with("\"ti\u{1}me\":1"), "syntax"),
  ]

  static let depths = [
    Case("64 levels", nested(63), "ok"),
    Case("65 levels", nested(64), "syntax"),
    Case("many levels", nested(5000), "syntax"),
    Case("64 levels under a known key", jsonLine("audio", ["width": deep(63)]), "ok"),
    Case("65 levels under a known key", jsonLine("audio", ["width": deep(64)]), "syntax"),
    Case("64 levels twice", with("\"x\":\(deep(63)),\"y\":\(deep(63))"), "ok"),
    Case("65 levels of objects", with("\"x\":\(deepObjects(64))"), "syntax"),
    Case("64 levels of objects", with("\"x\":\(deepObjects(63))"), "ok"),
  ]

  static func deep(_ levels: Int) -> String {
    String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
  }

  static func deepObjects(_ levels: Int) -> String {
    String(repeating: #"{"a":"#, count: levels - 1) + "{}"
      + String(repeating: "}", count: levels - 1)
  }

  /// A sound record with bytes in one of its texts.
  static func bytes(_ bytes: [UInt8], in field: String) -> [UInt8] {
    let parts = jsonLine("audio", [field: "\"@\""]).utf8.split(
      separator: UInt8(ascii: "@"), maxSplits: 1)
    return Array(parts[0]) + bytes + Array(parts[1])
  }

  static let encodings: [Case] = ["record_id", "note", "height"].flatMap { field in
    [
      Case("a stray byte in \(field)", bytes([0xFF], in: field), "encoding"),
      Case("a continuation alone in \(field)", bytes([0x80], in: field), "encoding"),
      Case("a cut character in \(field)", bytes([0xE5, 0xA5], in: field), "encoding"),
      Case("an overlong form in \(field)", bytes([0xC0, 0xAF], in: field), "encoding"),
      Case("an encoded surrogate in \(field)", bytes([0xED, 0xA0, 0x80], in: field), "encoding"),
      Case("above U+10FFFF in \(field)", bytes([0xF4, 0x90, 0x80, 0x80], in: field), "encoding"),
      Case(
        "behind an escape in \(field)", bytes(Array(#"\n"#.utf8) + [0xFF], in: field), "encoding"),
      Case(
        "before an escape in \(field)", bytes([0xFF] + Array(#"\n"#.utf8), in: field), "encoding"),
      Case("the last character in \(field)", bytes([0xF4, 0x8F, 0xBF, 0xBF], in: field), "ok"),
    ]
  }

  static let misplaced = [
    Case("a stray byte in a key", Array("{\"".utf8) + [0xFF] + Array("\":1}".utf8), "encoding"),
    Case("a stray byte between values", Array("{".utf8) + [0xFF] + Array("}".utf8), "syntax"),
    Case(
      "a stray byte in a line that is broken elsewhere", bytes([0xFF], in: "note").dropLast(),
      "syntax"),
  ]

  @Test(
    "well-formed or not", arguments: shapes + values + keys + depths + encodings + misplaced)
  func reason(entry: Case) {
    // Neighbours show that the scanner finds the end of the line, whatever is broken in it.
    let good = Array(jsonLine("audio").utf8)
    for end in [[0x0A], [0x0D, 0x0A]] as [[UInt8]] {
      let scanned = scan(good + end + entry.line + end + good + end)
      #expect(scanned.reasons == ["ok", entry.reason, "ok"], "\(entry.line)")
      #expect(scanned.lines == 3)
    }
    #expect(scan(entry.line).reasons == [entry.reason])
  }

  @Test("escapes are undone in known values")
  func escapes() {
    let facts = scan(
      jsonLine("audio", ["record_id": #""a\u00e9\ud83d\ude00\n\"\\\/\b\f\r\t""#])
    ).facts
    #expect(facts.map(\.recordID) == [Array("aé😀\n\"\\/\u{8}\u{C}\r\t".utf8)])
  }

  @Test("the length of a name is that of its bytes once escapes are undone")
  func unescapedLength() {
    let sixtyFour = String(repeating: #"\u0041"#, count: 64)
    let lines = [sixtyFour, sixtyFour + "B", String(repeating: #"\u00e9"#, count: 33)].map {
      jsonLine("audio", ["record_id": "\"\($0)\""])
    }
    #expect(scan(lines.joined(separator: "\n")).reasons == ["ok", "record_id", "record_id"])
  }

  @Test("keys come in any order")
  func order() {
    let line =
      #"{"quantity":5,"meter":"audio","x":1,"sdk_app_id":7,"record_id":"r","time":1759248000}"#
    #expect(scan(line).facts.map(\.quantity) == [5])
  }
}

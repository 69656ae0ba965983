import StrictJSON
import Testing

@Suite("JSON is read strictly, with offsets")
struct JSONReaderTests {
  @Test("a tree keeps order, offsets, number text and repeated keys")
  func tree() throws {
    let text = #" {"b":[1, 1.0,-0e+7],"a":{"x":null},"b":true,"c":"é\n\u0041\ud83d\ude00"}"#
    let value = try JSONValue(parsing: Array(text.utf8))
    #expect(value.offset == 1)
    #expect(value.object?.map(\.key) == ["b", "a", "b", "c"])
    #expect(value.object?.map(\.keyOffset) == [2, 21, 36, 45])
    #expect(value["b"]?.array?.map(\.number) == ["1", "1.0", "-0e+7"])
    #expect(value["b"]?.array?.map(\.integer) == [1, nil, nil])
    #expect(value["b"]?.array?.map(\.offset) == [7, 10, 14])
    #expect(value["a"]?["x"]?.isNull == true)
    #expect(value["c"]?.string == "é\nA😀")
    #expect(value.repeatedMembers.map(\.keyOffset) == [36])
  }

  @Test("keys agree by bytes, not by letters")
  func keysByBytes() throws {
    let value = try JSONValue(parsing: Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
    #expect(value.repeatedMembers.isEmpty)
    #expect(value["e\u{301}"]?.integer == 2)
  }

  @Test("offsets of a slice are indices of the whole")
  func slices() throws {
    let bytes = Array("[1]\n{\"a\":x}".utf8)
    #expect(try JSONValue(parsing: bytes[0..<3]).array?.first?.offset == 1)
    let failure = #expect(throws: JSONFailure.self) { try JSONValue(parsing: bytes[4...]) }
    #expect(failure?.offset == 9)
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let text: [UInt8]
    let offset: Int
    let what: String

    init(_ text: String, _ offset: Int, _ what: String) {
      self.init(Array(text.utf8), offset, what)
    }

    init(_ text: [UInt8], _ offset: Int, _ what: String) {
      self.text = text
      self.offset = offset
      self.what = what
    }

    var testDescription: String { String(decoding: text, as: UTF8.self) }
  }

  static let broken = [
    Broken("", 0, "ends too early"), Broken("  ", 2, "ends too early"),
    Broken("{", 1, "ends too early"), Broken("[1,", 3, "ends too early"),
    Broken("\"a", 2, "ends too early"), Broken("\"a\\", 3, "ends too early"),
    Broken("{}x", 2, "something follows"), Broken("1 2", 2, "something follows"),
    Broken("[1,]", 3, "a value should begin"), Broken("{\"a\":1,}", 7, "a key in quotes"),
    Broken("{a:1}", 1, "a key in quotes"), Broken("{\"a\" 1}", 5, "expected `:`"),
    Broken("{\"a\":1 \"b\":2}", 7, "expected `,` or `}`"),
    Broken("[1 2]", 3, "expected `,` or `]`"),
    Broken("[1}", 2, "expected `,` or `]`"), Broken("tru}", 3, "expected `true`"),
    Broken("nul1", 3, "expected `null`"), Broken("'a'", 0, "a value should begin"),
    Broken("01", 1, "a zero in front"), Broken("-a", 1, "a digit"), Broken("+1", 0, "a value"),
    Broken("1.x", 2, "a digit"), Broken("[.5]", 1, "a value"), Broken("[1e]", 3, "a digit"),
    Broken("1.", 2, "ends too early"), Broken("NaN", 0, "a value"),
    Broken("\"\n\"", 1, "a control character"), Broken("\"\\n\t\"", 3, "a control character"),
    Broken(#""\x""#, 1, "an unknown escape"), Broken(#""\u12g4""#, 5, "four hexadecimal"),
    Broken(#""ab\ud800""#, 3, "half of a surrogate"), Broken(#""\udc00""#, 1, "half of"),
    Broken(#""\ud800A""#, 1, "half of"), Broken(#""\ud800\ud800""#, 1, "half of"),
    Broken(#""\ud800\n""#, 1, "half of"),
    Broken([0x22, 0x61, 0xFF, 0x22], 2, "not UTF-8"),
    Broken([0x22, 0xC0, 0x80, 0x22], 1, "not UTF-8"),
    Broken([0x22, 0x61, 0xED, 0xA0, 0x80, 0x22], 2, "not UTF-8"),
    Broken([0x22, 0x5C, 0x6E, 0xE4, 0xBD, 0x22], 3, "not UTF-8"),
    Broken([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1, "not UTF-8"),
    Broken([0xEF, 0xBB, 0xBF, 0x31], 0, "a value should begin"),
  ]

  @Test("what is not JSON is refused at its byte", arguments: broken)
  func refusals(_ broken: Broken) throws {
    let failure = #expect(throws: JSONFailure.self) { try JSONValue(parsing: broken.text) }
    #expect(failure?.offset == broken.offset)
    #expect(failure?.what.contains(broken.what) == true, "\(failure?.what ?? "")")
  }

  @Test("64 levels are read and the 65th is not")
  func depth() throws {
    func nested(_ levels: Int) -> [UInt8] {
      Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
    }
    #expect(throws: Never.self) { try JSONValue(parsing: nested(64)) }
    let failure = #expect(throws: JSONFailure.self) { try JSONValue(parsing: nested(65)) }
    #expect(failure == JSONFailure(offset: 64, what: "more than 64 levels deep"))
    let wide = Array(("[" + String(repeating: "[],", count: 100) + "[]]").utf8)
    #expect(throws: Never.self) { try JSONValue(parsing: wide, depthLimit: 2) }
  }

  @Test("every cut of a valid text is refused without a trap")
  func everyCut() {
    let text = Array(#"{"a":[1.5e3,"\ud83d\ude00é"],"b":{"c":[true,false,null]}}"#.utf8)
    for end in 0..<text.count {
      #expect(throws: JSONFailure.self) { try JSONValue(parsing: text[..<end]) }
    }
  }
}

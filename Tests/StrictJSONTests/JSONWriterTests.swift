import StrictJSON
import Testing

@Suite("JSON is written compactly, one way only")
struct JSONWriterTests {
  @Test("commas stand between neighbours and nowhere else")
  func structure() {
    var json = JSONWriter()
    json.object {
      $0.member("a", "x")
      $0.member("b", nil as String?)
      $0.member("n", Int64.min)
      $0.member("t", true)
      $0.key("list")
      $0.array { list in
        list.integer(1)
        list.object { _ in }
        list.array { _ in }
        list.number("0.10")
        list.null()
        list.bool(false)
        list.string("y")
      }
      $0.member("z", 2)
    }
    json.newline()
    json.integer(3)
    #expect(
      json.text == #"{"a":"x","b":null,"n":-9223372036854775808,"t":true,"#
        + #""list":[1,{},[],0.10,null,false,"y"],"z":2}"# + "\n3")
  }

  @Test(
    "only quotes, backslashes and controls are escaped",
    arguments: [
      ("a/b é 😀 \u{7F}", "\"a/b é 😀 \u{7F}\""), ("\"\\", #""\"\\""#),
      ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#), ("\0\u{1}\u{1F}", #""\u0000\u0001\u001f""#),
    ])
  func escapes(text: String, written: String) {
    var json = JSONWriter()
    json.string(text)
    #expect(json.text == written)
  }

  @Test(
    "bytes that are not UTF-8 become U+FFFD",
    arguments: [
      ([0x61, 0xFF, 0x62], "\"a\u{FFFD}b\""), ([0xE4, 0xBD], "\"\u{FFFD}\""),
      ([0xED, 0xA0, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\""), ([0xC3, 0xA9], "\"é\""),
      ([0xF0, 0x9F, 0x98, 0x22], "\"\u{FFFD}\\\"\""),
    ] as [([UInt8], String)])
  func lossy(bytes: [UInt8], written: String) {
    var json = JSONWriter(appendingTo: [])
    json.string(lossy: bytes)
    #expect(json.text == written)
  }

  @Test("what was read is written without its spaces")
  func roundTrip() throws {
    let text = #" { "a" : [ 1.0 , "\u0041\u0001" ] , "b" : { } , "c" : null } "#
    var json = JSONWriter()
    json.value(try JSONValue(parsing: Array(text.utf8)))
    #expect(json.text == #"{"a":[1.0,"A\u0001"],"b":{},"c":null}"#)
  }

  @Test("a writer is emptied for the next piece")
  func pieces() {
    var json = JSONWriter()
    json.integer(1)
    json.removeAll()
    json.integer(2)
    #expect(json.text == "2")
  }
}

@Suite("Offsets become lines and columns")
struct LineIndexTests {
  @Test(
    "lines end with LF",
    arguments: [(0, 1, 1), (2, 1, 3), (3, 2, 1), (4, 3, 1), (6, 3, 3), (7, 3, 4)])
  func location(offset: Int, line: Int, column: Int) {
    let index = LineIndex(Array("ab\n\nxyz".utf8))
    #expect(index.location(of: offset) == LineIndex.Location(line: line, column: column))
  }

  @Test("a slice keeps its own offsets")
  func slices() {
    let index = LineIndex(Array("ab\ncd\ne".utf8)[3...])
    #expect(index.location(of: 6).description == "2:1")
  }
}

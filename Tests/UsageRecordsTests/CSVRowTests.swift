import Testing
import UsageRecords

@Suite("rows of CSV")
struct CSVRowTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let line: [UInt8]
    let reason: String
    var note: [UInt8]?
    var testDescription: String { what }

    init(_ what: String, _ line: String, _ reason: String) {
      self.init(what, Array(line.utf8), reason)
    }

    init(_ what: String, _ line: [UInt8], _ reason: String) {
      (self.what, self.line, self.reason) = (what, line, reason)
    }
  }

  /// A sound row with that text in the column that nobody reads, the last one.
  static func note(_ text: String) -> String { csvRow("audio", ["note": text]) }

  static func note(_ bytes: [UInt8]) -> [UInt8] { Array(note("").utf8) + bytes }

  static let cases = [
    Case("a row", note(""), "ok"),
    Case(
      "every cell quoted",
      csvRow("audio").split(separator: ",", omittingEmptySubsequences: false)
        .map { "\"\($0)\"" }.joined(separator: ","), "ok"),
    Case("a comma in quotes", note("\"a,b\""), "ok"),
    Case("doubled quotes", note(#""a ""b"" c""#), "ok"),
    Case("nothing but a quote in quotes", note(#""""""#), "ok"),
    Case("an empty quoted cell", note(#""""#), "ok"),
    Case("a quote inside a bare cell", note(#"a"b"#), "syntax"),
    Case("a quote at the end of a bare cell", note(#"a""#), "syntax"),
    Case("a quoted cell behind a space", note(#" "a""#), "syntax"),
    Case("text behind a quoted cell", note(#""a"b"#), "syntax"),
    Case("a space behind a quoted cell", note(#""a" "#), "syntax"),
    Case("a quote that is not closed", note(#""a"#), "syntax"),
    Case("a quote that is not closed but doubled", note(#""a"""#), "syntax"),
    Case("a quote that is not closed in the middle", csvRow("audio", ["time": #""1"#]), "syntax"),
    Case("three quotes", note(#"""""#), "syntax"),
    Case("a backslash is nothing special", note(#""\""#), "ok"),
    Case("a backslash before a quote", note(#""\"""#), "syntax"),
    Case("a tab is no separator", note("a\tb"), "ok"),
    Case("a semicolon is no separator", note("a;b"), "ok"),
    Case("a carriage return inside a bare cell", note("a\rb"), "ok"),
    Case("a carriage return inside quotes", note("\"a\r\""), "ok"),
    Case("a carriage return behind quotes", note("\"a\"\rb"), "syntax"),
    Case("control characters", note("a\u{0}\u{1}\u{1F}\u{7F}b"), "ok"),
    Case("JSON", jsonLine("audio"), "syntax"),

    Case("a cell too few", String(note("").dropLast()), "columns"),
    Case("a cell too many", note(","), "columns"),
    Case("one cell", "a", "columns"),
    Case("a quoted empty cell alone", #""""#, "columns"),
    Case("commas", ",,,", "columns"),
    Case("as many empty cells as columns", String(repeating: ",", count: 8), "time"),
    Case("a quote in a row of another width", "a\"b", "syntax"),

    Case("a stray byte in a column that nobody reads", note([0xFF]), "encoding"),
    Case("a stray byte in a quoted cell", note([0x22, 0xFF, 0x22]), "encoding"),
    Case("a stray byte in a known column", [0xFF] + Array(csvRow("audio").utf8), "encoding"),
    Case("a cut character at the end", note([0xE5, 0xA5]), "encoding"),
    Case("an encoded surrogate", note([0xED, 0xA0, 0x80]), "encoding"),
    Case("a stray byte in a row of another width", [0xFF], "encoding"),
    Case("a stray byte and a stray quote", note([0xFF, 0x22]), "syntax"),
    Case("text that is not ASCII", note("é好😀"), "ok"),

    Case("a space in front of a number", csvRow("audio", ["quantity": " 5"]), "quantity"),
    Case("a space behind a number", csvRow("audio", ["quantity": "5 "]), "quantity"),
    Case("a space behind a meter", csvRow("audio", ["meter": "audio "]), "meter"),
    Case("a cell of a space is not empty", csvRow("audio", ["user_id": " "]), "ok"),
    Case("a number cut by doubled quotes", csvRow("audio", ["quantity": "\"\"\"5\""]), "quantity"),
  ]

  @Test("well-formed or not", arguments: cases)
  func reason(entry: Case) {
    let good = Array(csvRow("audio").utf8)
    for end in [[0x0A], [0x0D, 0x0A]] as [[UInt8]] {
      let scanned = scan(good + end + entry.line + end + good + end, as: header())
      #expect(scanned.reasons == ["ok", entry.reason, "ok"])
      #expect(scanned.lines == 3)
    }
    #expect(scan(entry.line, as: header()).reasons == [entry.reason])
  }

  @Test("what a cell says")
  func cells() {
    let cells = [
      ("r", "r"), ("\"r\"", "r"), (#""a ""b"",""c""#, #"a "b","c"#),
      (#""a ""b"",""c""""#, #"a "b","c""#),
      (" r ", " r "), ("\" r \"", " r "), ("r\ré", "r\ré"), ("\"好\"", "好"), (#""""""#, "\""),
    ]
    for (cell, text) in cells {
      let facts = scan(csvRow("audio", ["record_id": cell]) + "\r\n", as: header()).facts
      #expect(facts.map(\.recordID) == [Array(text.utf8)], "\(cell)")
    }
  }

  @Test("columns in any order, others among them")
  func order() {
    let shape = header(["x", "meter", "sdk_app_id", "", "record_id", "quantity", "x", "time"])
    let facts = scan("1,audio,7,,r,5,,1759248000", as: shape).facts
    #expect(facts.map(\.recordID) == [Array("r".utf8)])
    #expect(facts.map(\.quantity) == [5])
  }

  @Test("only the four columns that must be there")
  func fewest() {
    let shape = header(["record_id", "time", "sdk_app_id", "meter"])
    #expect(scan("r,1759248000,7,login", as: shape).reasons == ["user_id"])
    #expect(scan("r,1759248000,7,groups", as: shape).reasons == ["quantity"])
  }

  @Test("a last cell that is empty, with every line end")
  func emptyLastCell() {
    let shape = header(["record_id", "time", "sdk_app_id", "meter", "quantity"])
    for end in ["", "\n", "\r\n", "\r"] {
      #expect(scan("r,1759248000,7,audio," + end, as: shape).reasons == ["quantity"])
      #expect(scan("r,1759248000,7,audio,5" + end, as: shape).reasons == ["ok"])
      #expect(scan("r,1759248000,7,audio,\"5\"" + end, as: shape).reasons == ["ok"])
    }
  }
}

import Testing
import UsageRecords

/// A map as it stands on a command line: `record_id=id quantity=data.value`.
func fieldMap(_ text: String) throws -> FieldMap {
  FieldMap(
    try text.split(separator: " ").map { entry in
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      return try FieldMap.Entry(field: parts[0], path: parts[1])
    })
}

@Suite("Where fields stand")
struct FieldMapTests {
  @Test(
    "paths that are none",
    arguments: [
      "", ".", "a.", ".a", "a..b", #"\"#, #"a\"#, #"a\b"#, #"a.b\"#, #"\n"#,
      Array(repeating: "a", count: 65).joined(separator: "."),
    ])
  func malformed(path: String) {
    let failure = #expect(throws: FieldMapFailure.self) {
      try FieldMap.Entry(field: "time", path: path)
    }
    #expect(failure?.unknownField == nil)
  }

  @Test("names that no field has", arguments: ["", "Time", "time ", "record", "data.value"])
  func unknown(name: String) {
    let failure = #expect(throws: FieldMapFailure.self) {
      try FieldMap.Entry(field: name, path: "x")
    }
    #expect(failure?.unknownField == name)
    #expect(failure?.description.contains("record_id, time, sdk_app_id, meter") == true)
  }

  @Test("entries stand in the order of the record table, over those of another map")
  func order() throws {
    let base = try fieldMap("meter=type record_id=id quantity=data.value")
    #expect(base.entries.map(\.name) == ["record_id", "meter", "quantity"])
    let map = FieldMap(try fieldMap("height=h meter=event").entries, over: base)
    #expect(
      map.entries.map { "\($0.name)=\($0.path)" }
        == ["record_id=id", "meter=event", "quantity=data.value", "height=h"])
    #expect(!map.isEmpty && FieldMap().isEmpty)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let map: String
    let line: String
    /// The quantity that is read, or the reason against the line.
    let outcome: String
    var testDescription: String { "\(map): \(line)" }

    init(_ map: String, _ line: String, _ outcome: String) {
      (self.map, self.line, self.outcome) = (map, line, outcome)
    }
  }

  /// A record without a quantity, in front of what differs.
  private static let front = #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio""#

  private static let nested = "quantity=data.value"

  static let cases = [
    Case(nested, #""data":{"value":5}"#, "5"),
    Case(nested, #""data":{"value":"5"}"#, "5"),
    Case(nested, #" "data" : { "x" : [ { "value" : 6 } ] , "value" : 5 } "#, "5"),
    Case(nested, #""d\u0061ta":{"v\u0061lue":5}"#, "5"),
    // What stands under the field's own name means nothing, twice or not.
    Case(nested, #""quantity":7,"data":{"value":5},"quantity":8"#, "5"),
    Case(nested, #""quantity":7"#, "quantity"),
    // A path that leads nowhere, or to what is no number.
    Case(nested, #""data":{}"#, "quantity"),
    Case(nested, #""data":null"#, "quantity"),
    Case(nested, #""data":5"#, "quantity"),
    Case(nested, #""data":"{\"value\":5}""#, "quantity"),
    Case(nested, #""data":[{"value":5}]"#, "quantity"),
    Case(nested, #""data":{"value":null}"#, "quantity"),
    Case(nested, #""data":{"value":[5]}"#, "quantity"),
    Case(nested, #""data":{"value":{"value":5}}"#, "quantity"),
    Case(nested, #""data":{"Value":5}"#, "quantity"),
    Case(nested, #""data.value":5"#, "quantity"),
    Case(nested, #""value":5,"data":{"data":{"value":5}}"#, "quantity"),
    Case(nested, #""data":{"value":5.0}"#, "quantity"),
    Case(nested, #""data":{"value\ud800":5}"#, "quantity"),
    // Of two keys on the way nobody could say which one is meant.
    Case(nested, #""data":{"value":5,"value":5}"#, "repeated_key"),
    Case(nested, #""data":{"value":5,"v\u0061lue":6}"#, "repeated_key"),
    Case(nested, #""data":{"value":5},"data":{"value":5}"#, "repeated_key"),
    Case(nested, #""data":{"value":5},"data":null"#, "repeated_key"),
    Case(nested, #""data":{"value":5},"time":1759248000"#, "repeated_key"),
    Case(nested, #""data":{"value":5,"x":1,"x":2},"x":1,"x":2"#, "5"),
    Case(nested, #""other":{"value":5,"value":6},"data":{"value":5}"#, "5"),
    // Broken inside or behind.
    Case(nested, #""data":{"value":5,}"#, "syntax"),
    Case(nested, #""data":{"value":5]"#, "syntax"),
    Case(nested, #""data":{"value":05}"#, "syntax"),
    Case(nested, #""data":{"value":nul}"#, "syntax"),
    Case(nested, #""data":{"value":5}}"#, "syntax"),
    Case(nested, #""data":{"value" 5}"#, "syntax"),
    Case(nested, #""data":{value:5}"#, "syntax"),
    // Dots and backslashes of keys.
    Case(#"quantity=data\.value"#, #""data.value":5"#, "5"),
    Case(#"quantity=data\.value"#, #""data":{"value":5}"#, "quantity"),
    Case(#"quantity=a\\.b\.c"#, #""a\\":{"b.c":5}"#, "5"),
    Case("quantity=größe.秒", #""größe":{"秒":5}"#, "5"),
    // One place for two fields, and a place on the way to another one.
    Case("quantity=n width=n", #""n":5"#, "5"),
    Case("quantity=n user_id=n.u", #""n":{"u":"u"}"#, "quantity"),
    Case("quantity=n user_id=n.u", #""n":5"#, "5"),
    Case("quantity=time", #""x":1"#, "quantity"),
    Case("quantity=width width=quantity", #""width":5,"quantity":6"#, "5"),
    Case("user_id=data.u quantity=data.q", #""data":{"u":"","q":5}"#, "user_id"),
  ]

  @Test("fields of JSON", arguments: cases)
  func fields(entry: Case) throws {
    let shape = DumpShape(ndjson: try fieldMap(entry.map))
    let lines = "\(Self.front),\(entry.line)}\n\(Self.front),\"x\":1}\n"
    let scanned = scan(lines, as: shape)
    let quantity = scanned.facts.first.map { "\($0.quantity)" }
    #expect(quantity ?? scanned.reasons[0] == entry.outcome)
    // The next line is read for itself.
    #expect(scanned.reasons.count == 2 && scanned.reasons[1] == "quantity")
  }

  @Test("a map without entries reads lines as they are")
  func empty() {
    let lines = "\(Self.front),\"quantity\":5}"
    #expect(scan(lines, as: DumpShape(ndjson: FieldMap())) == scan(lines))
  }

  @Test("a line is as deep as any other may be", arguments: [61, 62, 63, 64, 65])
  func depth(levels: Int) throws {
    let map = try fieldMap("quantity=data.value")
    let arrays = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    for (outer, line) in [
      (2, #"{"data":{"x":\#(arrays)}}"#), (2, #"{"data":{"value":\#(arrays)}}"#),
      (1, #"{"x":\#(arrays)}"#), (1, #"{"data":\#(arrays)}"#),
    ] {
      let isWellFormed = scan(line, as: DumpShape(ndjson: map)).reasons != ["syntax"]
      #expect(isWellFormed == (levels + outer <= 64), "\(line)")
      #expect(isWellFormed == (scan(line).reasons != ["syntax"]), "\(line)")
    }
  }

  @Test("the deepest path that there can be")
  func deepest() throws {
    let keys = Array(repeating: "k", count: 64)
    let map = try fieldMap("quantity=" + keys.joined(separator: "."))
    let value = keys.dropFirst().reduce("5") { inner, key in "{\"\(key)\":\(inner)}" }
    #expect(scan("\(Self.front),\"k\":\(value)}", as: DumpShape(ndjson: map)).reasons == ["ok"])
    let deeper = "\(Self.front),\"k\":\(value.replacing("5", with: "{}"))}"
    #expect(scan(deeper, as: DumpShape(ndjson: map)).reasons == ["syntax"])
  }

  @Test("the encoding of a line is asked for wherever it stands")
  func encoding() throws {
    let map = try fieldMap("quantity=data.value")
    var line = Array("\(Self.front),\"data\":{\"x\":\"?\",\"value\":5}}".utf8)
    #expect(scan(line, as: DumpShape(ndjson: map)).reasons == ["ok"])
    line[line.lastIndex(of: UInt8(ascii: "?")) ?? 0] = 0xFF
    #expect(scan(line, as: DumpShape(ndjson: map)).reasons == ["encoding"])
  }
}

@Suite("Where columns stand")
struct MappedHeaderTests {
  private func header(_ line: String, _ map: String) throws -> CSVHeader {
    try CSVHeader(Array(line.utf8), map: try fieldMap(map))
  }

  static let rows = [
    // The map, the header, a row, what is read of its quantity and user.
    ("quantity=data.value", "record_id,time,sdk_app_id,meter,data.value", "r,1759248000,7,audio,5"),
    (
      #"quantity=data\.value"#, "record_id,time,sdk_app_id,meter,data.value",
      "r,1759248000,7,audio,5"
    ),
    ("record_id=id", "id,record_id,time,sdk_app_id,meter,quantity", "r,,1759248000,7,audio,5"),
    (
      "record_id=id", "id,time,sdk_app_id,meter,quantity,record_id,record_id",
      "r,1759248000,7,audio,5,,"
    ),
    ("meter=time time=meter", "record_id,meter,sdk_app_id,time,quantity", "r,1759248000,7,audio,5"),
    ("record_id=id user_id=id", "id,time,sdk_app_id,meter,quantity", "r,1759248000,7,audio,5"),
    (#"quantity=a\\b"#, #"record_id,time,sdk_app_id,meter,a\b"#, "r,1759248000,7,audio,5"),
  ]

  @Test("columns of other names", arguments: rows)
  func columns(map: String, header line: String, row: String) throws {
    let shape = DumpShape.csv(try header(line, map))
    // The same with every cell in quotes, which another part of the scanner reads.
    let quoted = row.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }
    for row in [row, quoted.joined(separator: ",")] {
      let fact = try #require(scan(row, as: shape).facts.first, "\(row)")
      #expect(fact.recordID == Array("r".utf8) && fact.quantity == 5 && fact.meter == "audio")
      #expect(fact.userID == (map.contains("user_id") ? Array("r".utf8) : []))
    }
  }

  @Test(
    "a header without a column that is read, or with two of it",
    arguments: [
      (
        "record_id=id", "record_id,time,sdk_app_id,meter",
        "the header has no column id, from which record_id is read; give its column with --map"
      ),
      (
        "time=data.at", "record_id,at,sdk_app_id,meter",
        "the header has no column data.at, from which"
      ),
      ("record_id=id", "id,time,meter", "the header has no column sdk_app_id; the first line"),
      ("record_id=id", "id,id,time,sdk_app_id,meter", "the column id stands twice"),
      ("quantity=n width=n", "record_id,time,sdk_app_id,meter,n,n", "the column n stands twice"),
    ])
  func broken(map: String, line: String, reason: String) throws {
    let failure = #expect(throws: HeaderFailure.self) { try header(line, map) }
    #expect(failure?.description.hasPrefix(reason) == true, "\(String(describing: failure))")
  }
}

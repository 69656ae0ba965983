import Testing
import UsageRecords

@Suite("lines are cut the same way at landmarks and byte by byte")
struct LandmarkTests {
  /// A CSV row of a record that takes that many seconds.
  static func row(_ seconds: Int, id: String = "r") -> String {
    "\(id)\(seconds),1759248000,7,audio,u,\(seconds),,,\n"
  }

  /// More landmarks than are looked for at once.
  static let rows = (0..<900).map { row($0) }

  @Test(
    "more rows than are looked ahead for, with one among them that is not usual",
    arguments: [0, 1, 226, 227, 228, 899])
  func unusualRow(place: Int) {
    let odd = [
      (#""r""x",1759248000,7,audio,u,5,,,"# + "\n", "ok"),
      ("r\"x,1759248000,7,audio,u,5,,,\n", "syntax"),
      ("r,1759248000,7,audio\n", "columns"), (" \r\n", ""),
      ("é,1759248000,7,audio,u,5,,,\r\n", "ok"),
    ]
    for (line, reason) in odd {
      var lines = Self.rows
      lines.insert(line, at: place)
      let scanned = scan(lines.joined(), as: header())
      let expected = reason.isEmpty ? [] : [reason]
      #expect(scanned.reasons.filter { $0 != "ok" } == expected.filter { $0 != "ok" }, "\(line)")
      #expect(scanned.facts.count == 900 + expected.filter { $0 == "ok" }.count)
      #expect(scanned.lines == 901)
      let seconds = scanned.facts.filter {
        $0.recordID.first == UInt8(ascii: "r") && $0.quantity != 5
      }
      #expect(seconds.map(\.quantity) == (0..<900).filter { $0 != 5 }.map(Int64.init))
    }
  }

  @Test("rows with more columns than are looked ahead for")
  func wideRows() {
    let names = columns + (0..<5000).map { "x\($0)" }
    let wide = Self.rows[..<9].map { $0.dropLast() + String(repeating: ",", count: 5000) + "\n" }
    let scanned = scan(wide.joined(), as: header(names))
    #expect(scanned.facts.map(\.quantity) == (0..<9).map(Int64.init))
  }

  @Test("objects with more keys than are looked ahead for")
  func longObjects() {
    let keys = (0..<1500).map { ",\"x\($0)\":\"y\"" }.joined()
    let lines = (0..<9).map {
      #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":\#($0)"#
        + (($0 & 1 == 0) ? keys : "") + "}\n"
    }
    #expect(scan(lines.joined()).facts.map(\.quantity) == (0..<9).map(Int64.init))
  }

  @Test(
    "what looks like a usual object and is not",
    arguments: [
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":01}"#,
        "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5.0}"#,
        "quantity"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5]"#,
        "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5},"#,
        "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5,}"#,
        "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5"#, "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio""quantity":5}"#, "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity""5"}"#,
        "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio,"quantity":5}"#, "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":}"#, "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5,"quantity":5}"#,
        "repeated_key"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5,"x":5 6}"#,
        "syntax"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5,"x":true}"#,
        "ok"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5,"x":"\u0041"}"#,
        "ok"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5}"# + "\r",
        "ok"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":"5"}"#
          + "\r", "ok"
      ),
      (
        #"{"record_id":"r","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":5}"# + "\t",
        "ok"
      ),
    ])
  func unusualObjects(line: String, reason: String) {
    let sound = #"{"record_id":"s","time":1759248000,"sdk_app_id":7,"meter":"audio","quantity":1}"#
    let scanned = scan([sound, line, sound].map { $0 + "\n" }.joined())
    #expect(scanned.reasons == ["ok", reason, "ok"])
    // The last line of a chunk may lack its line feed.
    #expect(scan(sound + "\n" + line).reasons == ["ok", reason])
  }
}

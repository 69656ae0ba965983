import Catalog
import Quantities
import TestSupport
import Testing
import UsageRecords

@Suite("the rules of single fields")
struct FieldTests {
  @Test("in JSON", arguments: TextTable.rows("values", columns: 5))
  func inJSON(entry: TextTable.Row) {
    let value = entry[2].contains("*") ? "\"\(expanded(entry[2]))\"" : entry[2]
    let line = jsonLine(entry[0], [entry[1]: value == "absent" ? nil : value])
    #expect(scan(line).reasons == [entry[3]], "\(line)")
  }

  @Test("in CSV", arguments: TextTable.rows("values", columns: 5).filter { $0[4] != "-" })
  func inCSV(entry: TextTable.Row) {
    let isString = entry[2].hasPrefix("\"")
    let cell = isString ? String(entry[2].dropFirst().dropLast()) : expanded(entry[2])
    let text = cell == "absent" ? "" : cell
    for cell in [text, "\"\(text)\""] {
      let line = csvRow(entry[0], [entry[1]: cell])
      #expect(scan(line, as: header()).reasons == [entry[4]], "\(line)")
    }
  }

  @Test("times", arguments: TextTable.rows("times", columns: 3))
  func times(entry: TextTable.Row) {
    let offset = ZoneOffset(entry[1])
    let inJSON = scan(
      jsonLine("audio", ["time": "\"\(entry[0])\""]), assumedOffset: offset)
    // A fraction with a comma needs quotes in a cell; the others do not mind them.
    let inCSV = scan(
      csvRow("audio", ["time": "\"\(entry[0])\""]), as: header(), assumedOffset: offset)
    #expect(inJSON.facts.map(\.time) == (Int64(entry[2]).map { [$0] } ?? []))
    #expect(inCSV.facts.map(\.time) == inJSON.facts.map(\.time))
    guard entry[2] == "no" else { return }
    #expect(inJSON.reasons == ["time"])
    #expect(inCSV.reasons == ["time"])
  }

  @Test("a text that looks like a date is none as a JSON number or in another field")
  func calendarShape() {
    #expect(scan(jsonLine("audio", ["time": "2025-10-01T00:00:00Z"])).reasons == ["syntax"])
    #expect(
      scan(jsonLine("audio", ["quantity": "\"2025-10-01T00:00:00Z\""])).reasons == ["quantity"])
  }

  @Test("every number of up to nineteen digits reads as it is written")
  func numbers() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<2000 {
      let digits = random.pick(1...19)
      var text = (0..<digits).map { _ in "\(random.pick(0...9))" }.joined()
      if random.oneIn(4) {
        let place = text.index(text.startIndex, offsetBy: random.pick(0...digits - 1))
        text.replaceSubrange(place...place, with: [random.pick(["/", ":", "a", "é", " ", "-"])])
      }
      let fact = scan(jsonLine("groups", ["quantity": "\"\(text)\""])).facts.first
      let isPlain = text.allSatisfy { $0.isASCII && $0.isNumber }
      let value = isPlain && (text == "0" || !text.hasPrefix("0")) ? Int64(text) : nil
      #expect(fact?.quantity == value.flatMap { $0 <= 1 << 53 ? $0 : nil }, "\(text)")
    }
  }

  @Test("every meter of the catalog is found, and nothing that is nearly one")
  func meters() {
    for meter in Catalog.builtIn.meters {
      #expect(scan(jsonLine(meter.name)).facts.map(\.meter) == [meter.name])
      for wrong in [meter.name + "x", String(meter.name.dropLast()), "x" + meter.name.dropFirst()] {
        let isMeter = wrong == "video" || Catalog.builtIn.meters.contains { $0.name == wrong }
        #expect(scan(jsonLine(wrong)).reasons == [isMeter ? "ok" : "meter"], "\(wrong)")
      }
    }
    #expect(scan(jsonLine("video")).facts.map(\.meter) == ["video"])
  }

  @Test("a catalog without tiers knows no video")
  func noVideo() {
    let line = Array(jsonLine("video").utf8)
    #expect(scan(line, catalog: TestCatalog.catalog).reasons == ["meter"])
  }

  @Test("width and height stay with the line that has them")
  func pictureOfTheLineBefore() {
    let lines = [
      jsonLine("video"), jsonLine("audio"), jsonLine("video", ["height": "0"]), jsonLine("audio"),
    ]
    #expect(scan(lines.joined(separator: "\n")).facts.map(\.width) == [640, 0, 0])
    #expect(scan(lines.joined(separator: "\n")).facts.map(\.height) == [480, 0, 0])
  }
}

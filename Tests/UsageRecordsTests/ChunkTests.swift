import Testing
import UsageRecords

@Suite("chunks of lines")
struct ChunkTests {
  @Test("blank lines are no records", arguments: [DumpShape.ndjson, header()])
  func blankLines(shape: DumpShape) {
    let good =
      if case .ndjson = shape { jsonLine("audio") } else { csvRow("audio") }
    for blank in ["", " ", "\t", "\r", " \t \r", "\r\r"] {
      let scanned = scan("\(blank)\n\(good)\n\(blank)\n\(blank)\n\(good)\r\n\(blank)", as: shape)
      #expect(scanned.reasons == ["ok", "ok"])
      #expect(scanned.outcomes.keys.sorted() == [1, 4])
    }
    for visible in ["\u{B}", "\u{C}", "\u{A0}", "\u{0}"] {
      #expect(scan("\(visible)\n\(good)", as: shape).reasons.count == 2)
    }
  }

  @Test("nothing at all", arguments: [DumpShape.ndjson, header()])
  func nothing(shape: DumpShape) {
    #expect(scan("", as: shape) == Scanned())
    #expect(scan("\n", as: shape).lines == 1)
  }

  @Test("more lines than a batch holds, good and bad", arguments: [255, 256, 257, 600])
  func manyLines(count: Int) {
    let good = Array(repeating: jsonLine("audio", ["record_id": #""\u0041b""#]), count: count)
    let scanned = scan(good.joined(separator: "\n"))
    #expect(scanned.facts.count == count)
    #expect(scanned.facts.allSatisfy { $0.recordID == Array("Ab".utf8) })
    let bad = scan(Array(repeating: "x", count: count).joined(separator: "\n"))
    #expect(bad.reasons == Array(repeating: "syntax", count: count))
    #expect(bad.lines == count)
  }

  @Test("a line that is too long stops the scan where it begins", arguments: [0, 1])
  func overlong(excess: Int) {
    let good = jsonLine("audio")
    let shapes: [(DumpShape, String)] = [(.ndjson, good), (header(), csvRow("audio"))]
    for (shape, good) in shapes {
      for filler in ["x", " ", "\""] {
        for end in ["", "\n", "\r\n"] {
          let long = String(repeating: filler, count: 200 + excess)
          let bytes = Array((good + "\n" + long + end).utf8)
          let scanned = scan(bytes, as: shape, longestLine: 200)
          #expect(scanned.overlongLine == (excess == 0 ? nil : good.utf8.count + 1))
        }
      }
    }
  }

  @Test("names of every length, with escapes and without")
  func wordBorders() {
    // Scanners look at eight bytes at once; names of all lengths move each byte to each place.
    for length in 1...40 {
      let name = String(String(repeating: "abcdefghij", count: 4).prefix(length))
      for note in ["", "\\\"", "é"] {
        let line = jsonLine(
          "login",
          ["record_id": "\"\(name)\"", "user_id": "\"\(note)\(name)\"", "note": "\"\(note)\""])
        let facts = scan(line + "\n" + line).facts
        #expect(facts.map(\.recordID) == [Array(name.utf8), Array(name.utf8)])
      }
      let row = csvRow("login", ["record_id": name, "user_id": "\"\(name)\"\"\"", "note": name])
      let facts = scan(row + "\r\n" + row, as: header()).facts
      #expect(facts.map(\.userID) == [Array("\(name)\"".utf8), Array("\(name)\"".utf8)])
    }
  }
}

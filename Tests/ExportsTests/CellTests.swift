import Quantities
import TestSupport
import Testing

@testable import Exports

@Suite("Cells and the two formats (section 5)")
struct CellTests {
  private func csv(_ cells: [Cell]) -> String {
    var writer = CSVTableWriter()
    for cell in cells { writer.append(cell) }
    writer.endRow()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func json(_ cells: [Cell]) -> String {
    var writer = NDJSONTableWriter()
    writer.begin(cells.indices.map { "c\($0)" })
    for cell in cells { writer.append(cell) }
    writer.endRow()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test(
    "text is quoted only where it must be, and never a formula",
    arguments: [
      ("acct-1", "acct-1"), ("", ""), (" a ", " a "), ("a;b", "a;b"), ("a\tb", "a\tb"),
      ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("\"", "\"\"\"\""), ("a\nb", "\"a\nb\""),
      ("a\rb", "\"a\rb\""), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"),
      ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("=a,b", "\"'=a,b\""), ("='", "'='"), ("'=1", "'=1"),
      ("a=1", "a=1"), ("\u{e9}", "\u{e9}"), ("\u{FF1D}1", "\u{FF1D}1"),
    ])
  func csvText(text: String, expected: String) {
    #expect(csv([.text(text)]) == "\(expected)\n")
  }

  @Test(
    "JSON text is the text itself, escaped",
    arguments: [
      ("=1+1", "\"=1+1\""), ("a\"b\\", #""a\"b\\""#), ("\t", #""\t""#), ("\u{e9}", "\"\u{e9}\""),
    ])
  func jsonText(text: String, expected: String) {
    #expect(json([.text(text)]) == "{\"c0\":\(expected)}\n")
  }

  private static let values: [(Cell, String, String)] = [
    (.empty, "", "null"),
    (.integer(-7), "-7", "-7"),
    (.integer(.max), "9223372036854775807", "9223372036854775807"),
    (.fraction(fraction("40")), "40", "\"40\""),
    (.fraction(fraction("0.250")), "0.25", "\"0.25\""),
    (.fraction(fraction("-1/9")), "-1/9", "\"-1/9\""),
    (.price(fraction("7")), "7.00", "\"7.00\""),
    (.price(fraction("0.0056")), "0.0056", "\"0.0056\""),
    (.price(fraction("0.5")), "0.50", "\"0.50\""),
    (.price(fraction("1/3")), "1/3", "\"1/3\""),
    (.money(Money(hundredths: 62_500)), "625.00", "\"625.00\""),
    (.money(Money(hundredths: -5)), "-0.05", "\"-0.05\""),
    (.time(.day(day("2025-10-01"))), "2025-10-01", "\"2025-10-01\""),
    (.time(.month(month("2025-10"))), "2025-10", "\"2025-10\""),
  ]

  @Test("numbers are exact, whole ones are JSON numbers, others and money are strings")
  func numbers() {
    for (cell, inCSV, inJSON) in Self.values {
      #expect(csv([cell]) == "\(inCSV)\n")
      #expect(json([cell]) == "{\"c0\":\(inJSON)}\n")
    }
  }

  @Test("cells of a column are ordered: empty first, text by bytes, numbers by value, time as text")
  func order() {
    let columns: [[Cell]] = [
      [.empty]
        + ["", "-", "A", "a", "a b", "a!", "aa", "e\u{301}", "z", "\u{e9}"].map {
          .text($0)
        },
      [.empty] + [-2, 1, 9, 10, 4_294_967_295].map { .integer($0) },
      [.empty] + ["-1", "0", "1/9", "0.25", "9", "10"].map { .fraction(fraction($0)) },
      [.empty] + ["-1", "-0.5", "0.0056", "7"].map { .price(fraction($0)) },
      [.empty] + [-5, 0, 9, 10].map { .money(Money(hundredths: $0)) },
      [
        .empty, .time(.day(day("2025-09-30"))), .time(.month(month("2025-10"))),
        .time(.day(day("2025-10-01"))), .time(.day(day("2025-10-31"))),
        .time(.month(month("2025-11"))),
      ],
    ]
    for cells in columns {
      for left in cells.indices {
        for right in cells.indices {
          let order = cells[left].compared(to: cells[right])
          #expect(order.signum() == (left - right).signum(), "\(cells[left]) \(cells[right])")
        }
      }
    }
  }

  @Test("times are ordered as their texts are", arguments: [1, 2, 3] as [UInt64])
  func timeOrder(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let pair = (0..<2).map { _ -> Cell in
        let day = CalendarDay(number: Int32(random.pick(19_000...19_100)))
        return random.oneIn(2) ? Cell(day) : Cell(day.month)
      }
      let (left, right) = (pair[0].description, pair[1].description)
      let byText = left == right ? 0 : (left < right ? -1 : 1)
      #expect(pair[0].compared(to: pair[1]) == byText, "seed \(seed): \(left) \(right)")
    }
  }
}

import TestSupport
import UsageRecords

/// Rows of CSV behind a header: the quick way of reading them and the general one agree with each
/// other and with the reference, also where two fields share a column.
func checkCSV(_ input: [UInt8]) throws {
  let assumedOffset = input.count % 2 == 1 ? 8 * 3600 : nil
  let lines = linesWithEnds(input)
  guard let first = lines.first else { return }
  let names = ReferenceReader.cells(of: withoutEnd(first))
  let header: CSVHeader
  do throws(HeaderFailure) {
    header = try CSVHeader(withoutEnd(first))
  } catch {
    return try expect(!isUsable(names, withoutEnd(first)), "a usable header is refused: \(error)")
  }
  guard let names, isUsable(names, withoutEnd(first)) else {
    throw CheckFailure("a header is taken that is none")
  }
  let rows = Array(lines.dropFirst())
  let reader = ReferenceReader(assumedOffset: assumedOffset)
  let expected = ScannedLines(reference: rows) { reader.csv($0, header: names) }
  func expectSame(_ rows: ScannedLines, _ how: String) throws {
    let differences = rows.differences(from: expected)
    try expect(differences.isEmpty, "\(how): \(differences)")
  }
  let (whole, spelled) = (rows.flatMap(\.self), rows.flatMap { quoted($0) })
  let shape = DumpShape.csv(header)
  try expectSame(ScannedLines(whole, as: shape, assumedOffset: assumedOffset), "as it is")
  try expectSame(ScannedLines(spelled, as: shape, assumedOffset: assumedOffset), "in quotes")
  try expectSame(
    ScannedLines(oneByOne: rows, as: shape, assumedOffset: assumedOffset), "row by row")

  let map = FieldMap([try FieldMap.Entry(field: "user_id", path: "record_id")])
  let shared = DumpShape.csv(try CSVHeader(withoutEnd(first), map: map))
  let differences = ScannedLines(whole, as: shared, assumedOffset: assumedOffset)
    .differences(from: ScannedLines(spelled, as: shared, assumedOffset: assumedOffset))
  try expect(differences.isEmpty, "a shared column: \(differences)")
}

/// Whether records can be read under a header.
private func isUsable(_ names: [[UInt8]]?, _ line: [UInt8]) -> Bool {
  guard let names, String(validating: line, as: UTF8.self) != nil else { return false }
  let needed = ["record_id", "time", "sdk_app_id", "meter"]
  let others = ["user_id", "quantity", "width", "height"]
  func count(_ name: String) -> Int { names.count { $0.elementsEqual(name.utf8) } }
  return needed.allSatisfy { count($0) == 1 } && others.allSatisfy { count($0) <= 1 }
}

/// A row with all of its cells in quotes, which is no usual one; a row that has quotes, or that is blank,
/// stays as it is.
private func quoted(_ row: [UInt8]) -> [UInt8] {
  let text = withoutEnd(row)
  let isBlank = text.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
  guard !isBlank, !text.contains(UInt8(ascii: "\"")) else { return row }
  let cells = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
  let quote = [UInt8(ascii: "\"")]
  return Array(cells.map { quote + $0 + quote }.joined(separator: [UInt8(ascii: ",")]))
    + row[text.count...]
}

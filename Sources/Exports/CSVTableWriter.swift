/// Writes RFC 4180 with line feeds: quotes only where they are needed.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in front. Numbers do not,
/// a negative amount is no formula.
struct CSVTableWriter: TableWriter {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  mutating func begin(_ columns: [String]) {
    for column in columns { append(.text(column)) }
    endRow()
  }

  mutating func append(_ cell: Cell) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    guard case .text(let text) = cell else {
      bytes += cell.description.utf8
      return
    }
    append(text)
  }

  mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    isFirst = true
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func append(_ text: String) {
    let isFormula = text.utf8.first.map { Self.formulaStarts.contains($0) } ?? false
    let guarded = isFormula ? "'\(text)" : text
    guard guarded.utf8.contains(where: { Self.quoted.contains($0) }) else {
      bytes += guarded.utf8
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in guarded.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static let formulaStarts = Array("=+-@\t\r".utf8)
  private static let quoted = Array(",\"\r\n".utf8)
}

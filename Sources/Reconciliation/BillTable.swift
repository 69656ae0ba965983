/// The cells of a CSV file with their places.
struct BillTable {
  /// One cell.
  struct Cell: Equatable {
    /// Its text without quotes, and without the spaces, TABs and apostrophe that spreadsheets put
    /// around numbers.
    let text: String
    /// Its first byte in the file.
    let byte: Int
  }

  /// One row.
  struct Row: Equatable {
    /// The physical line on which it begins, from 1.
    let line: Int
    /// Its first byte.
    let byte: Int
    let cells: [Cell]
  }

  /// The rows, those without any text left out.
  private(set) var rows: [Row] = []

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1

  /// Reads CSV (RFC 4180): LF or CRLF, quoted cells may hold commas, quotes and line ends; a byte
  /// order mark in front is passed over.
  init(_ bytes: [UInt8]) throws(BillFailure) {
    self.bytes = bytes
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw BillFailure(
        line: 1, byte: 0, "the file is not UTF-8", fix: "save it as CSV in UTF-8")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    while index < bytes.count {
      let row = try row()
      if row.cells.contains(where: { !$0.text.isEmpty }) { rows.append(row) }
    }
  }

  private mutating func row() throws(BillFailure) -> Row {
    let (start, startLine) = (index, line)
    var cells: [Cell] = []
    while true {
      let byte = index
      let text = try index < bytes.count && bytes[index] == UInt8(ascii: "\"") ? quoted() : bare()
      cells.append(Cell(text: Self.trimmed(text), byte: byte))
      guard index < bytes.count else { break }
      let end = bytes[index]
      index += 1
      if end == UInt8(ascii: "\n") {
        line += 1
        break
      }
    }
    return Row(line: startLine, byte: start, cells: cells)
  }

  private mutating func bare() throws(BillFailure) -> [UInt8] {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: ","), bytes[index] != 0x0A {
      guard bytes[index] != UInt8(ascii: "\"") else {
        throw BillFailure(
          line: line, byte: index, "a quote stands inside of a bare cell",
          fix: "quote the whole cell and double the quotes in it")
      }
      index += 1
    }
    var text = bytes[start..<index]
    if text.last == 0x0D { text.removeLast() }
    return Array(text)
  }

  private mutating func quoted() throws(BillFailure) -> [UInt8] {
    let (start, startLine) = (index, line)
    var text: [UInt8] = []
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte != UInt8(ascii: "\"") {
        if byte == 0x0A { line += 1 }
        text.append(byte)
      } else if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
        text.append(byte)
        index += 1
      } else {
        if index < bytes.count, bytes[index] == 0x0D { index += 1 }
        guard index == bytes.count || bytes[index] == 0x0A || bytes[index] == UInt8(ascii: ",")
        else {
          throw BillFailure(
            line: line, byte: index, "text stands behind a quoted cell",
            fix: "double the quotes inside of a quoted cell")
        }
        return text
      }
    }
    throw BillFailure(
      line: startLine, byte: start, "a quoted cell does not end", fix: "close its quotes")
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
    var text = bytes[...].drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    if text.first == UInt8(ascii: "'") { text.removeFirst() }
    return String(decoding: text, as: UTF8.self)
  }
}

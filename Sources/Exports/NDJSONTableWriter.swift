import StrictJSON

/// Writes one JSON object a row; what need not be a whole number is a string, so that no reader
/// makes a binary fraction of it.
struct NDJSONTableWriter: TableWriter {
  private var json = JSONWriter()
  private var columns: [String] = []
  private var index = 0

  var bytes: [UInt8] { json.bytes }

  mutating func begin(_ columns: [String]) {
    self.columns = columns
  }

  mutating func append(_ cell: Cell) {
    if index == 0 { json.beginObject() }
    json.key(columns[index])
    index += 1
    switch cell {
    case .empty: json.null()
    case .integer(let number): json.integer(number)
    case .text(let text): json.string(text)
    case .fraction, .price, .money, .time: json.string(cell.description)
    }
  }

  mutating func endRow() {
    json.endObject()
    json.newline()
    index = 0
  }

  mutating func removeAll() { json.removeAll() }
}

import Storage

/// Rows as the bytes that hashes are taken over: their columns as SQL literals, with commas between
/// them and a line feed behind each row.
///
/// These are the bytes that the SQLite shell prints with `-quote`, so that every hash in a ledger
/// can be worked out again without this program.
struct CanonicalLines {
  private(set) var bytes: [UInt8] = []
  private var isAtStart = true

  /// Appends the columns of a row, from one on.
  mutating func append(_ row: Statement, from first: Int32) {
    for column in first..<row.columnCount {
      switch row.kind(column) {
      case .null: literal("NULL")
      case .integer: append(row.integer(column))
      case .real: literal(row.text(column))
      case .text: row.withBytes(column) { append(text: $0) }
      case .blob: row.withBytes(column) { append(blob: $0) }
      }
    }
    endLine()
  }

  /// Appends a whole number.
  mutating func append(_ value: Int64) {
    separate()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Appends text, its quotes doubled.
  mutating func append(text: Span<UInt8>) {
    let quote = UInt8(ascii: "'")
    separate()
    bytes.append(quote)
    for index in text.indices {
      if text[index] == quote { bytes.append(quote) }
      bytes.append(text[index])
    }
    bytes.append(quote)
  }

  /// Appends bytes in hexadecimal digits.
  mutating func append(blob: Span<UInt8>) {
    beginBlob()
    for index in blob.indices { digits(UInt64(blob[index]), count: 2) }
    bytes.append(UInt8(ascii: "'"))
  }

  /// Appends 16 bytes, given as two halves.
  mutating func append(blob high: UInt64, _ low: UInt64) {
    beginBlob()
    digits(high, count: 16)
    digits(low, count: 16)
    bytes.append(UInt8(ascii: "'"))
  }

  /// Appends 12 bytes, given as two parts.
  mutating func append(blob high: UInt64, _ low: UInt32) {
    beginBlob()
    digits(high, count: 16)
    digits(UInt64(low), count: 8)
    bytes.append(UInt8(ascii: "'"))
  }

  /// Ends the row.
  mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    isAtStart = true
  }

  /// Takes the rows away that were appended.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    isAtStart = true
  }

  private mutating func literal(_ text: String) {
    separate()
    bytes += text.utf8
  }

  private mutating func separate() {
    if !isAtStart { bytes.append(UInt8(ascii: ",")) }
    isAtStart = false
  }

  private mutating func beginBlob() {
    separate()
    bytes.append(UInt8(ascii: "X"))
    bytes.append(UInt8(ascii: "'"))
  }

  /// The lowest digits of a number, the highest of them first.
  private mutating func digits(_ value: UInt64, count: Int) {
    for place in (0..<count).reversed() {
      let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4)) & 15
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
    }
  }
}

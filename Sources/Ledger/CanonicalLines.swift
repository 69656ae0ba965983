import ByteStreams
import Storage

/// Rows as the bytes that hashes are taken over: their columns as SQL literals, with commas between
/// them and a line feed behind each row.
///
/// These are the bytes that the SQLite shell prints with `-quote`, so that every hash in a ledger
/// can be worked out again without this program.
///
/// Every identity passes through here on its way into the ledger, so digits are written a word at a
/// time into a buffer that only grows.
struct CanonicalLines: ~Copyable {
  private var buffer = ByteBuffer(capacity: 256)
  /// How many bytes there are.
  private(set) var count = 0
  private var isAtStart = true

  /// The bytes, valid until the next change.
  var view: ByteView { buffer.view(0, count) }

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
    reserve(20)
    if value < 0 { put(UInt8(ascii: "-")) }
    var rest = value.magnitude
    var digits = 1
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    rest = value.magnitude
    count += digits
    for place in 1...digits {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
      buffer[count - place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder)
      rest = quotient
    }
  }

  /// Appends text, its quotes doubled.
  mutating func append(text: Span<UInt8>) {
    separate()
    reserve(2 * text.count + 2)
    put(quote)
    for index in text.indices {
      if text[index] == quote { put(quote) }
      put(text[index])
    }
    put(quote)
  }

  /// Appends bytes in hexadecimal digits.
  mutating func append(blob: Span<UInt8>) {
    beginBlob(blob.count)
    for index in blob.indices { put(hexDigits(of: UInt32(blob[index]) << 24), count: 2) }
    put(quote)
  }

  /// Appends 16 bytes, given as two halves.
  mutating func append(blob high: UInt64, _ low: UInt64) {
    beginBlob(16)
    put(high)
    put(low)
    put(quote)
  }

  /// Appends 12 bytes, given as two parts.
  mutating func append(blob high: UInt64, _ low: UInt32) {
    beginBlob(12)
    put(high)
    put(hexDigits(of: low), count: 8)
    put(quote)
  }

  /// Ends the row.
  mutating func endLine() {
    reserve(1)
    put(UInt8(ascii: "\n"))
    isAtStart = true
  }

  /// Takes the rows away that were appended.
  mutating func removeAll() {
    count = 0
    isAtStart = true
  }
}

// MARK: - Bytes

extension CanonicalLines {
  private var quote: UInt8 { UInt8(ascii: "'") }

  private mutating func literal(_ text: String) {
    separate()
    reserve(text.utf8.count)
    for byte in text.utf8 { put(byte) }
  }

  private mutating func separate() {
    reserve(1)
    if !isAtStart { put(UInt8(ascii: ",")) }
    isAtStart = false
  }

  private mutating func beginBlob(_ size: Int) {
    separate()
    reserve(2 * size + 3)
    put(UInt8(ascii: "X"))
    put(quote)
  }

  private mutating func put(_ byte: UInt8) {
    buffer[count] = byte
    count += 1
  }

  /// Puts 16 digits.
  private mutating func put(_ value: UInt64) {
    put(hexDigits(of: UInt32(truncatingIfNeeded: value >> 32)), count: 8)
    put(hexDigits(of: UInt32(truncatingIfNeeded: value)), count: 8)
  }

  /// Puts the lowest bytes of a word, the lowest first.
  private mutating func put(_ word: UInt64, count size: Int) {
    buffer.store(word, at: count)
    count += size
  }

  /// Makes room for so many bytes, and for the rest of a word behind them.
  private mutating func reserve(_ size: Int) {
    let needed = count + size + 8
    guard needed > buffer.capacity else { return }
    let larger = ByteBuffer(capacity: max(needed, 2 * buffer.capacity))
    larger.copy(view, to: 0)
    buffer = larger
  }
}

/// The eight hexadecimal digits of a number as characters, the first of them in the lowest byte.
///
/// The digits are spread over the bytes of a word and turned into characters all at once.
private func hexDigits(of value: UInt32) -> UInt64 {
  var word = UInt64(value)
  word = (word | word << 16) & 0x0000_FFFF_0000_FFFF
  word = (word | word << 8) & 0x00FF_00FF_00FF_00FF
  word = (word | word << 4) & 0x0F0F_0F0F_0F0F_0F0F
  // Digits above 9 are letters, which lie 39 places behind the numerals.
  let letters = (word &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
  return (word &+ 0x3030_3030_3030_3030 &+ letters &* 39).byteSwapped
}

/// Lays the columns of rows behind each other.
///
/// Hashes do not compress and lie as they are. The bytes of other numbers are laid in planes: the
/// lowest byte of all rows, then the next one. A plane holds bytes that are alike, which zstd makes
/// use of.
struct ColumnWriter {
  private(set) var bytes: [UInt8] = []
  private let rows: Int

  init(rows: Int, rowBytes: Int) {
    self.rows = rows
    bytes.reserveCapacity(rows * rowBytes)
  }

  /// A column of hashes.
  mutating func words(_ width: Int, _ value: (Int) -> UInt64) {
    for row in 0..<rows {
      var rest = value(row)
      for _ in 0..<width {
        bytes.append(UInt8(truncatingIfNeeded: rest))
        rest >>= 8
      }
    }
  }

  /// A column of numbers.
  mutating func planes(_ width: Int, _ value: (Int) -> UInt64) {
    for plane in 0..<width {
      for row in 0..<rows {
        bytes.append(UInt8(truncatingIfNeeded: value(row) >> UInt64(8 * plane)))
      }
    }
  }

  /// A column of rising numbers: what each is above the one before, in planes.
  mutating func differences(_ value: (Int) -> UInt64) {
    planes(8) { row in row == 0 ? value(0) : value(row) &- value(row - 1) }
  }
}

/// Takes the columns of rows apart again; the bytes are as many as the rows need.
struct ColumnReader {
  private let bytes: [UInt8]
  private let rows: Int
  private var index = 0

  init(_ bytes: [UInt8], rows: Int) {
    self.bytes = bytes
    self.rows = rows
  }

  /// A column of hashes.
  mutating func words(_ width: Int) -> [UInt64] {
    let start = index
    index += rows * width
    return (0..<rows).map { bytes.number(at: start + $0 * width, bytes: width) }
  }

  /// A column of numbers.
  mutating func planes(_ width: Int) -> [UInt64] {
    var values = [UInt64](repeating: 0, count: rows)
    for plane in 0..<width {
      for row in 0..<rows { values[row] |= UInt64(bytes[index + row]) << UInt64(8 * plane) }
      index += rows
    }
    return values
  }

  /// A column of rising numbers.
  mutating func differences() -> [UInt64] {
    var values = planes(8)
    for row in values.indices.dropFirst() { values[row] &+= values[row - 1] }
    return values
  }
}

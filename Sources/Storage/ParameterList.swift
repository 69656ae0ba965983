/// Values that are bound to the parameters of a statement for a server, and how they travel.
struct ParameterList {
  /// A value.
  enum Value {
    case null
    case integer(Int64)
    case text([UInt8])
    case blob([UInt8])
    /// 16 bytes.
    case halves(UInt64, UInt64)
    /// 12 bytes.
    case parts(UInt64, UInt32)
    /// Elements of one type, each with its length in front.
    case list(type: UInt32, count: Int, [UInt8])
  }

  /// By parameter; those that were never bound are empty.
  private(set) var values: [Value]

  init(count: Int) { values = Array(repeating: .null, count: count) }

  /// Sets a parameter, counted from 1.
  mutating func set(_ value: Value, at parameter: Int32) {
    precondition(
      (1...values.count).contains(Int(parameter)), "a query has the parameters that are bound")
    values[Int(parameter) - 1] = value
  }

  /// The types of the values; 0 leaves it to the server.
  var types: [UInt32] { values.map(\.type) }
}

extension ParameterList.Value {
  /// The number of its type.
  var type: UInt32 {
    switch self {
    case .null: 0
    case .integer: ColumnType.integer64
    case .text: ColumnType.text
    case .blob, .halves, .parts: ColumnType.bytes
    case .list(let type, _, _):
      switch type {
      case ColumnType.integer64: ColumnType.integer64List
      case ColumnType.text: ColumnType.textList
      default: ColumnType.bytesList
      }
    }
  }

  /// Appends its bytes, the highest first.
  func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: break
    case .integer(let value): bytes.append(bigEndian: value)
    case .text(let value), .blob(let value): bytes += value
    case .halves(let high, let low):
      bytes.append(bigEndian: high)
      bytes.append(bigEndian: low)
    case .parts(let high, let low):
      bytes.append(bigEndian: high)
      bytes.append(bigEndian: low)
    case .list(let type, let count, let elements):
      // One dimension, none of the elements empty, the first has place 1.
      for number in [1, 0, Int32(bitPattern: type), Int32(count), 1] {
        bytes.append(bigEndian: number)
      }
      bytes += elements
    }
  }

  /// How many bytes it has; -1 stands for no value.
  var length: Int32 {
    switch self {
    case .null: -1
    case .integer: 8
    case .text(let value), .blob(let value): Int32(value.count)
    case .halves: 16
    case .parts: 12
    case .list(_, _, let elements): Int32(20 + elements.count)
    }
  }

  /// Appends its length and its bytes, as rows of `COPY` and elements of lists have them.
  func appendField(to bytes: inout [UInt8]) {
    bytes.append(bigEndian: length)
    append(to: &bytes)
  }
}

extension [UInt8] {
  /// Appends a number, its highest byte first.
  mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
    unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe append(contentsOf: $0) }
  }
}

/// What a server answered to one command: rows, a count, or an error.
@safe
final class PostgreSQLAnswer {
  private let library: ClientLibrary
  private let handle: ClientLibrary.Answer
  /// How many rows there are.
  let rowCount: Int32
  /// The types of the columns.
  let types: [UInt32]

  init(_ library: ClientLibrary, _ handle: ClientLibrary.Answer) {
    self.library = library
    unsafe self.handle = handle
    rowCount = unsafe library.rowCount(handle)
    types = unsafe (0..<library.columnCount(handle)).map { unsafe library.columnType(handle, $0) }
  }

  deinit { unsafe library.clear(handle) }

  /// What kind of answer it is.
  var status: Int32 { unsafe library.answerStatus(handle) }

  /// A field of an error; empty when it has none.
  func field(_ code: Int32) -> String {
    guard let text = unsafe library.errorField(handle, code) else { return "" }
    return unsafe String(cString: text)
  }

  /// How many rows the command inserted, changed or removed.
  var changedRows: Int {
    guard let text = unsafe library.changedRows(handle) else { return 0 }
    return Int(unsafe String(cString: text)) ?? 0
  }

  func isNull(_ row: Int32, _ column: Int32) -> Bool {
    unsafe library.isNull(handle, row, column) != 0
  }

  /// The bytes of a value, valid as long as the answer.
  func bytes(_ row: Int32, _ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let count = Int(unsafe library.length(handle, row, column))
    guard count > 0, let start = unsafe library.value(handle, row, column) else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeBufferPointer(
      start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
  }

  /// A value as text.
  func text(_ row: Int32, _ column: Int32) -> String {
    unsafe String(decoding: bytes(row, column), as: UTF8.self)
  }

  /// A whole number of any width, or a truth; of a sum what is in front of its point.
  func integer(_ row: Int32, _ column: Int32) -> Int64 {
    let bytes = unsafe bytes(row, column)
    if types[Int(column)] == ColumnType.number { return unsafe Self.decimal(bytes.span) }
    guard let first = unsafe bytes.first else { return 0 }
    var value = Int64(Int8(bitPattern: first))
    for index in 1..<bytes.count { value = value << 8 | Int64(unsafe bytes[index]) }
    return value
  }

  /// A sum of whole numbers: how many digits of 10000 there are, the power of the first, the sign, a
  /// number of places, then the digits.
  private static func decimal(_ bytes: Span<UInt8>) -> Int64 {
    func word(_ place: Int) -> Int64 {
      Int64(Int16(bitPattern: UInt16(bytes[2 * place]) << 8 | UInt16(bytes[2 * place + 1])))
    }
    guard bytes.count >= 8 else { return 0 }
    var value: Int64 = 0
    for power in stride(from: word(1), through: 0, by: -1) {
      let place = word(1) - power
      value = value &* 10_000 &+ (place < word(0) ? word(4 + Int(place)) : 0)
    }
    return word(2) == 0x4000 ? -value : value
  }

  /// What a column holds.
  func kind(_ row: Int32, _ column: Int32) -> Statement.Kind {
    if isNull(row, column) { return .null }
    return switch types[Int(column)] {
    case ColumnType.integer64, ColumnType.integer32, ColumnType.integer16, ColumnType.bool:
      .integer
    case ColumnType.bytes: .blob
    case ColumnType.float32, ColumnType.float64, ColumnType.number: .real
    default: .text
    }
  }
}

import CSQLite

/// A prepared query of an SQLite connection: what `Statement` does, done by the library.
@safe
final class SQLiteStatement {
  private let handle: OpaquePointer
  private unowned let database: Database
  private let sql: String
  /// The first binding that failed since the last step; told by the next one.
  private var failedBinding = SQLITE_OK

  init(_ database: Database, _ sql: String) throws(DatabaseFailure) {
    var prepared: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      database.connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    try database.check(code, "preparing \(sql)")
    guard let handle = unsafe prepared else { preconditionFailure("a query is not empty") }
    unsafe self.handle = handle
    self.database = database
    self.sql = sql
  }

  deinit { unsafe sqlite3_finalize(handle) }

  // MARK: - Parameters

  /// Binds an integer.
  func bind(_ value: Int64, at parameter: Int32) {
    note(unsafe sqlite3_bind_int64(handle, parameter, value))
  }

  /// Binds nothing.
  func bindNothing(at parameter: Int32) {
    note(unsafe sqlite3_bind_null(handle, parameter))
  }

  /// Binds text.
  func bind(_ value: String, at parameter: Int32) {
    var value = value
    value.withUTF8 { bytes in
      note(
        unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
          unsafe CSQLite_bind_text(
            handle, parameter, characters.baseAddress, Int32(characters.count))
        })
    }
  }

  /// Binds text whose UTF-8 is given.
  func bind(utf8 value: [UInt8], at parameter: Int32) {
    unsafe value.withUnsafeBytes { bytes in
      let characters = unsafe bytes.bindMemory(to: CChar.self)
      note(
        unsafe CSQLite_bind_text(
          handle, parameter, characters.baseAddress, Int32(characters.count)))
    }
  }

  /// Binds bytes.
  func bind(blob value: [UInt8], at parameter: Int32) {
    unsafe value.withUnsafeBytes { bytes in
      note(unsafe CSQLite_bind_blob(handle, parameter, bytes.baseAddress, Int32(bytes.count)))
    }
  }

  /// Binds 16 bytes, given as two halves; blobs compare as the pairs do.
  func bind(blob high: UInt64, _ low: UInt64, at parameter: Int32) {
    unsafe withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes in
      note(unsafe CSQLite_bind_blob(handle, parameter, bytes.baseAddress, 16))
    }
  }

  /// Binds 12 bytes, given as two parts; blobs compare as the pairs do.
  func bind(blob high: UInt64, _ low: UInt32, at parameter: Int32) {
    unsafe withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes in
      note(unsafe CSQLite_bind_blob(handle, parameter, bytes.baseAddress, 12))
    }
  }

  private func note(_ code: Int32) {
    precondition(code & 0xFF != SQLITE_RANGE, "a query has the parameters that are bound")
    if code != SQLITE_OK && failedBinding == SQLITE_OK { failedBinding = code }
  }

  // MARK: - Steps

  /// Goes to the next row; `false` when there is none.
  func step() throws(DatabaseFailure) -> Bool {
    let code = failedBinding == SQLITE_OK ? unsafe sqlite3_step(handle) : failedBinding
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      failedBinding = SQLITE_OK
      let failure = database.failure(code, "running \(sql)")
      reset()
      throw failure
    }
  }

  /// How many rows the last run inserted, changed or removed.
  var changedRows: Int { Int(unsafe sqlite3_changes64(database.connection)) }

  /// Makes it ready to be bound again; its rows are gone.
  func reset() {
    // The result repeats what the last step said.
    unsafe sqlite3_reset(handle)
  }

  // MARK: - Columns

  /// How many columns a row has.
  var columnCount: Int32 { unsafe sqlite3_column_count(handle) }

  /// What a column of the row holds.
  func kind(_ column: Int32) -> Statement.Kind {
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    default: .blob
    }
  }

  /// Whether a column of the row is empty.
  func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// An integer column; 0 when it is empty.
  func integer(_ column: Int32) -> Int64 {
    unsafe sqlite3_column_int64(handle, column)
  }

  /// The row's own memory, valid until the next step.
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    // The pointer comes first: asking for the count first could convert the value twice.
    let start = unsafe sqlite3_column_blob(handle, column)
    let count = Int(unsafe sqlite3_column_bytes(handle, column))
    return unsafe UnsafeBufferPointer(
      start: start?.assumingMemoryBound(to: UInt8.self), count: count)
  }
}

import CSQLite

/// A prepared query of a connection.
///
/// Bind the parameters, counted from 1, then `run()` it or `step()` through its rows, whose columns
/// count from 0. Bindings stay until they are bound anew. It must not outlive its `Database`.
@safe
public final class Statement {
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
  public func bind(_ value: Int64, at parameter: Int32) {
    note(unsafe sqlite3_bind_int64(handle, parameter, value))
  }

  /// Binds an integer, or nothing.
  public func bind(_ value: Int64?, at parameter: Int32) {
    guard let value else { return note(unsafe sqlite3_bind_null(handle, parameter)) }
    bind(value, at: parameter)
  }

  /// Binds text.
  public func bind(_ value: String, at parameter: Int32) {
    var value = value
    value.withUTF8 { bytes in
      note(
        unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
          unsafe CSQLite_bind_text(
            handle, parameter, characters.baseAddress, Int32(characters.count))
        })
    }
  }

  /// Binds text, or nothing.
  public func bind(_ value: String?, at parameter: Int32) {
    guard let value else { return note(unsafe sqlite3_bind_null(handle, parameter)) }
    bind(value, at: parameter)
  }

  /// Binds text whose UTF-8 is given.
  public func bind(utf8 value: [UInt8], at parameter: Int32) {
    unsafe value.withUnsafeBytes { bytes in
      let characters = unsafe bytes.bindMemory(to: CChar.self)
      note(
        unsafe CSQLite_bind_text(
          handle, parameter, characters.baseAddress, Int32(characters.count)))
    }
  }

  /// Binds bytes.
  public func bind(blob value: [UInt8], at parameter: Int32) {
    unsafe value.withUnsafeBytes { bytes in
      note(unsafe CSQLite_bind_blob(handle, parameter, bytes.baseAddress, Int32(bytes.count)))
    }
  }

  /// Binds 16 bytes, given as two halves; blobs compare as the pairs do.
  public func bind(blob high: UInt64, _ low: UInt64, at parameter: Int32) {
    unsafe withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes in
      note(unsafe CSQLite_bind_blob(handle, parameter, bytes.baseAddress, 16))
    }
  }

  /// Binds 12 bytes, given as two parts; blobs compare as the pairs do.
  public func bind(blob high: UInt64, _ low: UInt32, at parameter: Int32) {
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
  public func step() throws(DatabaseFailure) -> Bool {
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

  /// Runs it to its end and makes it ready to be bound again.
  public func run() throws(DatabaseFailure) {
    while try step() {}
    reset()
  }

  /// Runs it and tells how many rows it inserted, changed or removed.
  public func runCountingChanges() throws(DatabaseFailure) -> Int {
    try run()
    return Int(unsafe sqlite3_changes64(database.connection))
  }

  /// Makes it ready to be bound again; its rows are gone.
  public func reset() {
    // The result repeats what the last step said.
    unsafe sqlite3_reset(handle)
  }

  // MARK: - Columns

  /// What a column of a row holds.
  public enum Kind: Hashable, Sendable {
    /// Nothing.
    case null
    /// A whole number of 64 bits.
    case integer
    /// A number with a fraction; no table of ours has any.
    case real
    /// Text.
    case text
    /// Bytes.
    case blob
  }

  /// How many columns a row has.
  public var columnCount: Int32 { unsafe sqlite3_column_count(handle) }

  /// What a column of the row holds.
  public func kind(_ column: Int32) -> Kind {
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    default: .blob
    }
  }

  /// Whether a column of the row is empty.
  public func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// An integer column; 0 when it is empty.
  public func integer(_ column: Int32) -> Int64 {
    unsafe sqlite3_column_int64(handle, column)
  }

  /// An integer column that may be empty.
  public func optionalInteger(_ column: Int32) -> Int64? {
    isNull(column) ? nil : integer(column)
  }

  /// A text column; empty text when it is empty.
  public func text(_ column: Int32) -> String {
    unsafe String(decoding: buffer(column), as: UTF8.self)
  }

  /// A text column that may be empty.
  public func optionalText(_ column: Int32) -> String? {
    isNull(column) ? nil : text(column)
  }

  /// The bytes of a text or blob column.
  public func bytes(_ column: Int32) -> [UInt8] {
    unsafe Array(buffer(column))
  }

  /// Calls a closure with the bytes of a text or blob column, without a copy.
  public func withBytes<Result: ~Copyable>(
    _ column: Int32, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    unsafe body(buffer(column).span)
  }

  /// A column of 16 bytes as two halves; `nil` when it has another length.
  public func halves(_ column: Int32) -> (high: UInt64, low: UInt64)? {
    let bytes = unsafe UnsafeRawBufferPointer(buffer(column))
    guard bytes.count == 16 else { return nil }
    return unsafe (
      UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    )
  }

  /// A column of 12 bytes as two parts; `nil` when it has another length.
  public func parts(_ column: Int32) -> (high: UInt64, low: UInt32)? {
    let bytes = unsafe UnsafeRawBufferPointer(buffer(column))
    guard bytes.count == 12 else { return nil }
    return unsafe (
      UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    )
  }

  /// The row's own memory, valid until the next step.
  private func buffer(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    // The pointer comes first: asking for the count first could convert the value twice.
    let start = unsafe sqlite3_column_blob(handle, column)
    let count = Int(unsafe sqlite3_column_bytes(handle, column))
    return unsafe UnsafeBufferPointer(
      start: start?.assumingMemoryBound(to: UInt8.self), count: count)
  }
}

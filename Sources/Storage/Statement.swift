/// A prepared query of a connection.
///
/// Bind the parameters, counted from 1, then `run()` it or `step()` through its rows, whose columns
/// count from 0. Bindings stay until they are bound anew. It must not outlive its `Database`.
@safe
public final class Statement {
  /// How many rows are expected.
  public enum Extent: Hashable, Sendable {
    /// So few that memory holds all of them.
    case short
    /// So many that a server should send them in parts.
    case long
  }

  private enum Engine {
    case sqlite(SQLiteStatement)
    case postgreSQL(PostgreSQLStatement)
    case insertion(PostgreSQLInsertion)
    case keyParts(PostgreSQLKeyParts)
  }

  private let engine: Engine

  /// A query of a file.
  init(_ statement: SQLiteStatement) { engine = .sqlite(statement) }

  /// A query of a server.
  init(_ statement: PostgreSQLStatement) { engine = .postgreSQL(statement) }

  /// Rows that go to a server.
  init(_ insertion: PostgreSQLInsertion) { engine = .insertion(insertion) }

  /// Values that are only gathered.
  init(_ parts: PostgreSQLKeyParts) { engine = .keyParts(parts) }

  // MARK: - Parameters

  /// Binds an integer.
  public func bind(_ value: Int64, at parameter: Int32) {
    switch engine {
    case .sqlite(let statement): statement.bind(value, at: parameter)
    default: bind(.integer(value), at: parameter)
    }
  }

  /// Binds an integer, or nothing.
  public func bind(_ value: Int64?, at parameter: Int32) {
    guard let value else { return bindNothing(at: parameter) }
    bind(value, at: parameter)
  }

  /// Binds text.
  public func bind(_ value: String, at parameter: Int32) {
    switch engine {
    case .sqlite(let statement): statement.bind(value, at: parameter)
    default: bind(.text(Array(value.utf8)), at: parameter)
    }
  }

  /// Binds text, or nothing.
  public func bind(_ value: String?, at parameter: Int32) {
    guard let value else { return bindNothing(at: parameter) }
    bind(value, at: parameter)
  }

  /// Binds text whose UTF-8 is given.
  public func bind(utf8 value: [UInt8], at parameter: Int32) {
    switch engine {
    case .sqlite(let statement): statement.bind(utf8: value, at: parameter)
    default: bind(.text(value), at: parameter)
    }
  }

  /// Binds bytes.
  public func bind(blob value: [UInt8], at parameter: Int32) {
    switch engine {
    case .sqlite(let statement): statement.bind(blob: value, at: parameter)
    default: bind(.blob(value), at: parameter)
    }
  }

  /// Binds 16 bytes, given as two halves; blobs compare as the pairs do.
  public func bind(blob high: UInt64, _ low: UInt64, at parameter: Int32) {
    switch engine {
    case .sqlite(let statement): statement.bind(blob: high, low, at: parameter)
    default: bind(.halves(high, low), at: parameter)
    }
  }

  /// Binds 12 bytes, given as two parts; blobs compare as the pairs do.
  public func bind(blob high: UInt64, _ low: UInt32, at parameter: Int32) {
    switch engine {
    case .sqlite(let statement): statement.bind(blob: high, low, at: parameter)
    default: bind(.parts(high, low), at: parameter)
    }
  }

  private func bindNothing(at parameter: Int32) {
    switch engine {
    case .sqlite(let statement): statement.bindNothing(at: parameter)
    default: bind(.null, at: parameter)
    }
  }

  private func bind(_ value: ParameterList.Value, at parameter: Int32) {
    switch engine {
    case .sqlite: break
    case .postgreSQL(let statement): statement.bind(value, at: parameter)
    case .insertion(let insertion): insertion.bind(value, at: parameter)
    case .keyParts(let parts): parts.bind(value, at: parameter)
    }
  }

  // MARK: - Steps

  /// Goes to the next row; `false` when there is none.
  public func step() throws(DatabaseFailure) -> Bool {
    switch engine {
    case .sqlite(let statement): return try statement.step()
    case .postgreSQL(let statement): return try statement.step()
    case .insertion(let insertion):
      try insertion.run()
      return false
    case .keyParts: return false
    }
  }

  /// Runs it to its end and makes it ready to be bound again.
  public func run() throws(DatabaseFailure) {
    switch engine {
    case .sqlite(let statement):
      while try statement.step() {}
      statement.reset()
    case .postgreSQL(let statement): _ = try statement.run()
    case .insertion(let insertion): try insertion.run()
    case .keyParts: break
    }
  }

  /// Runs it and tells how many rows it inserted, changed or removed.
  public func runCountingChanges() throws(DatabaseFailure) -> Int {
    switch engine {
    case .sqlite(let statement):
      try run()
      return statement.changedRows
    case .postgreSQL(let statement): return try statement.run()
    case .insertion(let insertion):
      try insertion.run()
      return 1
    case .keyParts: return 0
    }
  }

  /// Makes it ready to be bound again; its rows are gone.
  public func reset() {
    switch engine {
    case .sqlite(let statement): statement.reset()
    case .postgreSQL(let statement): statement.reset()
    case .insertion, .keyParts: break
    }
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
  public var columnCount: Int32 {
    switch engine {
    case .sqlite(let statement): statement.columnCount
    case .postgreSQL(let statement): statement.columnCount
    case .insertion, .keyParts: 0
    }
  }

  /// What a column of the row holds.
  public func kind(_ column: Int32) -> Kind {
    switch engine {
    case .sqlite(let statement): statement.kind(column)
    case .postgreSQL(let statement): statement.kind(column)
    case .insertion, .keyParts: .null
    }
  }

  /// Whether a column of the row is empty.
  public func isNull(_ column: Int32) -> Bool {
    switch engine {
    case .sqlite(let statement): statement.isNull(column)
    case .postgreSQL(let statement): statement.isNull(column)
    case .insertion, .keyParts: true
    }
  }

  /// An integer column; 0 when it is empty.
  public func integer(_ column: Int32) -> Int64 {
    switch engine {
    case .sqlite(let statement): statement.integer(column)
    case .postgreSQL(let statement): statement.integer(column)
    case .insertion, .keyParts: 0
    }
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
    switch engine {
    case .sqlite(let statement): unsafe statement.bytes(column)
    case .postgreSQL(let statement): unsafe statement.bytes(column)
    case .insertion, .keyParts: unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
  }
}

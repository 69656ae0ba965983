import CSQLite
import Glibc

/// One connection to one SQLite file, to a database in memory, or to a PostgreSQL server.
///
/// Owns the connection and its prepared statements, and releases them when it goes. It belongs to
/// one thread at a time. Everything the program knows about SQLite and PostgreSQL is in this target,
/// behind `Database`, `Statement` and `DatabaseFailure`. Who uses them writes SQLite's SQL;
/// `PostgreSQLDialect` has the other words for it.
@safe
public final class Database {
  /// What a connection may do.
  public enum Access: Hashable, Sendable {
    /// Read and write; a missing file is made.
    case readWrite
    /// Read; a missing file is a failure.
    case readOnly
    /// A new, empty database that goes with the connection.
    case inMemory
    /// Like `inMemory`, but what the cache does not hold lies in a file without a name.
    case scratch

    /// Whether there is no file that anybody else could see.
    var isPrivate: Bool { self == .inMemory || self == .scratch }
  }

  /// How long a writer waits for another one.
  public struct Patience: Sendable {
    /// Milliseconds until it gives up.
    public let milliseconds: Int
    /// Called once, when the wait begins.
    public let onWait: @Sendable () -> Void

    /// A wait of at most that many milliseconds.
    public init(milliseconds: Int, onWait: @escaping @Sendable () -> Void = {}) {
      self.milliseconds = milliseconds
      self.onWait = onWait
    }

    /// Gives up at once.
    public static let none = Patience(milliseconds: 0)
  }

  /// The path as given; `:memory:` for a database in memory, empty for a scratch database, the
  /// address without a password for one on a server.
  public let path: String
  /// What this connection may do.
  public let access: Access
  /// Marks files of this program.
  public let applicationID: Int32
  let patience: Patience
  /// Milliseconds for which any step waits for another process without a notice.
  let shortWait: Int32
  /// Whether this connection made the file.
  let madeFile: Bool
  private(set) var handle: OpaquePointer?
  /// The session, of a database on a server; then there is no SQLite behind this object.
  let server: PostgreSQLConnection?
  private var statements: [String: Statement] = [:]

  /// Opens a database.
  ///
  /// A file made here stays empty until the first transaction commits, and goes away with the
  /// connection when none does: a run that fails leaves nothing behind.
  ///
  /// - Parameters:
  ///   - path: the file, or the address of a database on a server, which has to be there; ignored
  ///     for `inMemory` and `scratch`.
  ///   - access: what may be done.
  ///   - applicationID: a number in the file's header; a file with content and another number is
  ///     refused as `notOurs`.
  ///   - patience: how long a writer waits for another one.
  ///   - shortWait: milliseconds for which any step waits for another process without a notice,
  ///     such as for its recovery after a crash.
  /// - Throws: when the file is missing, forbidden, not a database or not ours; when the server
  ///   cannot be reached.
  public init(
    path: String, access: Access, applicationID: Int32, patience: Patience = .none,
    shortWait: Int32 = 500
  ) throws(DatabaseFailure) {
    let address = access.isPrivate ? nil : PostgreSQLAddress(path)
    self.path =
      switch access {
      case .inMemory: ":memory:"
      case .scratch: ""
      case .readWrite, .readOnly: address?.redacted ?? path
      }
    self.access = access
    self.applicationID = applicationID
    self.patience = patience
    self.shortWait = shortWait
    if let address {
      madeFile = false
      server = try PostgreSQLConnection(address)
      try checkServerOwner()
      return
    }
    server = nil
    let isMissing = !access.isPrivate && !Self.exists(path)
    self.madeFile = isMissing && access == .readWrite
    if !access.isPrivate && !isMissing { try Self.checkIsFile(path) }
    if isMissing && access == .readOnly {
      throw DatabaseFailure(
        code: .missing, operation: "opening", subject: path, detail: "there is no such file")
    }
    try connect()
    // Short waits are the library's; long ones are ours.
    unsafe sqlite3_busy_timeout(connection, shortWait)
    try configure()
    try checkOwner()
  }

  deinit { close() }

  /// Ends the connection; the object is of no use afterwards.
  public func close() {
    if let server {
      statements.removeAll()
      return server.close()
    }
    guard let handle = unsafe handle else { return }
    statements.removeAll()
    if madeFile { removeUnlessCommitted() }
    // The newer way of closing waits for statements that someone still holds.
    unsafe sqlite3_close_v2(handle)
    unsafe self.handle = nil
  }

  /// The prepared form of a query, made once per connection and ready to be bound.
  ///
  /// - Parameters:
  ///   - sql: the query.
  ///   - extent: `long` for a query whose rows need not fit in memory.
  public func statement(
    _ sql: String, _ extent: Statement.Extent = .short
  ) throws(DatabaseFailure) -> Statement {
    if let known = statements[sql] {
      known.reset()
      return known
    }
    let made =
      if let server {
        Statement(PostgreSQLStatement(server, sql, extent))
      } else {
        Statement(try SQLiteStatement(self, sql))
      }
    statements[sql] = made
    return made
  }

  /// A statement whose parameters are the columns of a row of a table and that inserts it.
  ///
  /// A server gets many rows at once, later, and so tells later what is wrong with one of them. Any
  /// other statement of this connection finds them there.
  public func insertion(
    into table: String, _ columns: [String]
  ) throws(DatabaseFailure) -> Statement {
    let values = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
    let names = columns.joined(separator: ", ")
    let sql = "INSERT INTO \(table) (\(names)) VALUES (\(values))"
    guard let server else { return try statement(sql) }
    if let known = statements[sql] { return known }
    let made = Statement(PostgreSQLInsertion(server, into: table, columns))
    statements[sql] = made
    return made
  }

  /// Runs statements that return nothing.
  public func execute(_ script: String) throws(DatabaseFailure) {
    try execute(script, as: "running \(script.prefix(60))")
  }

  /// Runs statements that return nothing, named by what they do when they fail.
  func execute(
    _ script: String, as operation: @autoclosure () -> String
  ) throws(DatabaseFailure) {
    if let server {
      try server.run(script)
      return
    }
    try check(unsafe sqlite3_exec(connection, script, nil, nil, nil), operation())
  }

  /// The first column of the first row of a query, as an integer; `nil` without a row or value.
  public func integer(_ sql: String) throws(DatabaseFailure) -> Int64? {
    let statement = try statement(sql)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return statement.optionalInteger(0)
  }

  /// Whether the database holds nothing and belongs to nobody.
  func isEmpty() throws(DatabaseFailure) -> Bool {
    let tables = try integer("SELECT count(*) FROM sqlite_schema")
    let owner = try integer("PRAGMA application_id")
    return tables == 0 && owner == 0
  }

  /// The open connection.
  var connection: OpaquePointer {
    guard let open = unsafe handle else { preconditionFailure("the database is open") }
    return unsafe open
  }

  /// Puts every prepared statement back, so that none stands in the way of a commit.
  func resetStatements() {
    for statement in statements.values { statement.reset() }
  }

  /// Done once, in front of the first connection.
  private static let forgoesMemoryAccount: Void = CSQLite_forgo_memory_account()

  private func connect() throws(DatabaseFailure) {
    _ = Self.forgoesMemoryAccount
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_READWRITE
    switch access {
    case .readWrite, .scratch: flags |= SQLITE_OPEN_CREATE
    case .inMemory: flags |= SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY
    // A reader that could write removes the files of the write-ahead log when it is the last to
    // leave; one that cannot would let them lie.
    case .readOnly: break
    }
    var code = unsafe sqlite3_open_v2(fileName, &handle, flags, nil)
    if access == .readOnly && code != SQLITE_OK {
      unsafe sqlite3_close_v2(handle)
      flags = flags & ~SQLITE_OPEN_READWRITE | SQLITE_OPEN_READONLY
      code = unsafe sqlite3_open_v2(fileName, &handle, flags, nil)
    }
    guard code != SQLITE_OK else { return }
    let failure = failure(code, "opening")
    unsafe sqlite3_close_v2(handle)
    unsafe handle = nil
    throw failure
  }

  /// The path in a form that SQLite does not take for an address or a name of its own.
  private var fileName: String {
    access.isPrivate || path.utf8.first == UInt8(ascii: "/") ? path : "./\(path)"
  }

  private func configure() throws(DatabaseFailure) {
    try execute(
      """
      PRAGMA foreign_keys = ON;
      PRAGMA synchronous = FULL;
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
      PRAGMA cache_size = -262144;
      """)
    if access == .readOnly { try execute("PRAGMA query_only = ON") }
    // A night writes a row here and there on nearly every page of the large tables. Half as many
    // pages are found and logged in less time; still larger ones would make small nights write much
    // more than they change.
    if madeFile { try execute("PRAGMA page_size = 8192") }
  }

  /// Refuses a file that holds anything and is not ours.
  private func checkOwner() throws(DatabaseFailure) {
    let owner = try integer("PRAGMA application_id") ?? 0
    if owner == Int64(applicationID) { return }
    guard try isEmpty() else {
      throw DatabaseFailure(
        code: .notOurs, operation: "opening", subject: path,
        detail: "the file is a database of another program")
    }
  }
}

extension Database {
  /// Throws what a result code says, unless it says that all is well.
  func check(_ code: Int32, _ operation: @autoclosure () -> String) throws(DatabaseFailure) {
    guard code != SQLITE_OK else { return }
    throw failure(code, operation())
  }

  /// What a result code says.
  func failure(_ code: Int32, _ operation: String) -> DatabaseFailure {
    let text = unsafe handle == nil ? sqlite3_errstr(code) : sqlite3_errmsg(handle)
    let detail = unsafe text.map { unsafe String(cString: $0) } ?? "error \(code)"
    return DatabaseFailure(
      code: Self.meaning(of: code), operation: operation, subject: path, detail: detail)
  }

  private static func meaning(of code: Int32) -> DatabaseFailure.Code {
    // The low byte is the primary code, the rest tells where inside the library it arose.
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: .locked
    case SQLITE_FULL: .full
    case SQLITE_NOTADB: .notOurs
    case SQLITE_PERM, SQLITE_AUTH, SQLITE_READONLY, SQLITE_CANTOPEN: .forbidden
    case SQLITE_CONSTRAINT: .constraint
    case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_INTERRUPT, SQLITE_PROTOCOL: .inputOutput
    // Every query is the program's own: one that the library refuses met strange tables or values.
    case SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_TOOBIG: .implausible
    default: .damaged
    }
  }
}

extension Database {
  /// Refuses a folder, a device or a pipe: from some of them one would read without an end.
  private static func checkIsFile(_ path: String) throws(DatabaseFailure) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw DatabaseFailure(
      code: .notOurs, operation: "opening", subject: path,
      detail: "this is a folder, a device or a pipe, not a file")
  }

  /// Whether there is a file at a path; a server is always there, or says that it is not.
  public static func exists(_ path: String) -> Bool {
    if PostgreSQLAddress(path) != nil { return true }
    return unsafe Glibc.access(path, F_OK) == 0
  }

  /// Whether the database is on a server.
  public var isOnServer: Bool { server != nil }
}

import CSQLite
import Glibc

extension Database {
  /// How a transaction ends when its body returns.
  public enum Ending: Hashable, Sendable {
    /// What was written stays.
    case commit
    /// What was written goes: a rehearsal.
    case rollBack
  }

  /// Runs a body whose writes happen together or not at all.
  ///
  /// There is one writer at a time; another one waits as long as the connection has patience.
  ///
  /// - Throws: what the body throws, after everything was rolled back; `DatabaseFailure` when the
  ///   transaction cannot begin or commit.
  public func write<Value>(
    ending: Ending = .commit, _ body: () throws -> Value
  ) throws -> Value {
    try begin()
    do {
      let value = try body()
      resetStatements()
      switch ending {
      case .commit: try commit()
      case .rollBack: rollBack()
      }
      return value
    } catch {
      rollBack()
      throw error
    }
  }

  /// Runs a body that sees one state of the database, whatever others commit meanwhile.
  ///
  /// - Throws: what the body throws, or `DatabaseFailure`.
  public func read<Value>(_ body: () throws -> Value) throws -> Value {
    if let server { try server.beginReading() } else { try execute("BEGIN") }
    defer { rollBack() }
    return try body()
  }

  /// Whether a transaction is open.
  public var isInTransaction: Bool {
    if let server { return server.isInTransaction }
    return unsafe sqlite3_get_autocommit(connection) == 0
  }

  private func commit() throws(DatabaseFailure) {
    if let server { return try server.commit() }
    try waiting { () throws(DatabaseFailure) in
      try execute("COMMIT", as: DatabaseFailure.committing)
    }
    logAhead()
  }

  private func rollBack() {
    resetStatements()
    if let server { return server.rollBack() }
    // A failed commit may have rolled back by itself, and nothing else can be done here.
    if isInTransaction { try? execute("ROLLBACK") }
  }

  /// Repeats an action while another process holds the database, until the patience ends.
  private func waiting(
    _ action: () throws(DatabaseFailure) -> Void
  ) throws(DatabaseFailure) {
    let nap = 20
    var waited = 0
    while true {
      do {
        return try action()
      } catch {
        guard error.code == .locked, waited < patience.milliseconds else { throw error }
        if waited == 0 { patience.onWait() }
        usleep(UInt32(nap * 1000))
        // The action itself waited too before it failed.
        waited += nap + Int(shortWait)
      }
    }
  }

  /// Begins a transaction that writes.
  ///
  /// Refuses a file that lost its name, while we waited for it or before: what is written there is
  /// lost.
  private func begin() throws(DatabaseFailure) {
    if let server { return try server.beginWriting(patience) }
    let lostName = DatabaseFailure(
      code: .locked, operation: "beginning", subject: path,
      detail: "the file was removed or replaced by another process")
    do {
      try waiting { () throws(DatabaseFailure) in try execute("BEGIN IMMEDIATE") }
    } catch {
      throw hasLostName ? lostName : error
    }
    guard hasLostName else { return }
    rollBack()
    throw lostName
  }

  private var hasLostName: Bool {
    guard !access.isPrivate else { return false }
    var hasMoved: Int32 = 0
    unsafe sqlite3_file_control(connection, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
    return hasMoved != 0
  }

  /// From the first commit on, readers do not wait for writers.
  ///
  /// The first transaction uses a rollback journal, which for an empty file holds nothing and
  /// writes every page once. A file system without shared memory keeps that journal for good.
  private func logAhead() {
    guard access == .readWrite else { return }
    try? execute("PRAGMA journal_mode = WAL")
  }

  /// Removes a file that this connection made and nobody wrote to.
  ///
  /// The lock is held from the check to the removal, so that nobody can commit between them, and
  /// whoever waits for it will see that the file lost its name.
  func removeUnlessCommitted() {
    guard (try? execute("BEGIN IMMEDIATE")) != nil else { return }
    defer { rollBack() }
    guard !hasLostName, (try? isEmpty()) == true else { return }
    unsafe unlink(path)
  }
}

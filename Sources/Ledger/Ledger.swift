public import Quantities
public import Storage

/// What is remembered from run to run: usage, the book, the journal of settlement.
///
/// One run is one transaction: `write` commits all of it or nothing. A ledger belongs to one thread
/// at a time; other processes may read it during a run and see the state before it.
public final class Ledger {
  /// What may be done with a ledger.
  public enum Mode: Hashable, Sendable {
    /// Read and write; a missing file is made by the first run that commits.
    case readWrite
    /// Read a ledger that exists.
    case readOnly
    /// Like `readWrite`, but nothing is kept and no file is made.
    case dryRun
    /// A new ledger that goes with this object.
    case inMemory
  }

  /// The path as given, or the address on a server without a password.
  public let path: String
  /// What may be done with it.
  public let mode: Mode
  let database: Database

  /// Opens the ledger at a path.
  ///
  /// - Parameters:
  ///   - path: the file, or the `postgresql://` address of a database; ignored for `inMemory`.
  ///   - mode: what may be done with it.
  ///   - patience: how long a run waits for another one to end.
  /// - Throws: when it is missing (`readOnly`), not a ledger, from a newer version, locked or
  ///   damaged.
  public init(
    path: String, mode: Mode, patience: Database.Patience = .none
  ) throws(LedgerFailure) {
    self.mode = mode
    do {
      database = try Self.connect(path: path, mode: mode, patience: patience)
      self.path = database.path
      try database.checkNotNewer(than: LedgerSchema.version)
      if mode == .readOnly { try Self.checkReadable(database) }
    } catch {
      throw LedgerFailure(error)
    }
  }

  /// A new ledger in memory.
  public static func inMemory() throws(LedgerFailure) -> Ledger {
    try Ledger(path: ":memory:", mode: .inMemory)
  }

  /// Refuses a path at which there is no ledger, without making one.
  ///
  /// - Throws: when the file is missing or holds no run, is not a ledger, locked or damaged.
  public static func checkExists(at path: String) throws(LedgerFailure) {
    do {
      let database = try Database(
        path: path, access: .readOnly, applicationID: LedgerSchema.applicationID)
      defer { database.close() }
      try checkHasRun(database)
    } catch {
      throw LedgerFailure(error)
    }
  }

  /// Ends the connection; the object is of no use afterwards.
  ///
  /// A file that was made for a run that did not commit is removed.
  public func close() { database.close() }

  /// Reads one state of the ledger, whatever other processes commit meanwhile.
  ///
  /// - Throws: `LedgerFailure` for trouble with the ledger, else what the body throws.
  public func read<Value>(_ body: (LedgerReader) throws -> Value) throws -> Value {
    try translating {
      if try database.schemaVersion() == LedgerSchema.version {
        return try database.read { try body(LedgerReader(database)) }
      }
      // A ledger that is new or old gets its tables from the first run that commits.
      return try database.write(ending: .rollBack) {
        try database.migrate(LedgerSchema.steps)
        return try body(LedgerReader(database))
      }
    }
  }

  /// Does a run: commits everything that the body posts, or nothing if it throws.
  ///
  /// - Parameters:
  ///   - command: the name of the run.
  ///   - time: when it is posted, for audits only.
  ///   - poster: who posts it, for audits only.
  ///   - attempts: how often the run is tried when another transaction on the same server comes in
  ///     between; each time the body is called anew.
  ///   - body: posts to the ledger.
  /// - Returns: what the body returns.
  /// - Throws: `LedgerFailure` for trouble with the ledger, else what the body throws.
  /// - Precondition: the mode is not `readOnly`.
  public func write<Value>(
    command: String, at time: Timestamp? = nil, by poster: String? = nil, attempts: Int = 1,
    _ body: (LedgerTransaction) throws -> Value
  ) throws -> Value {
    precondition(mode != .readOnly, "a ledger opened to be read is not written")
    return try translating {
      for _ in 1..<max(attempts, 1) {
        do {
          return try writeOnce(command, time, poster, body)
        } catch let failure as DatabaseFailure where failure.code == .overtaken {
          continue
        }
      }
      return try writeOnce(command, time, poster, body)
    }
  }

  private func writeOnce<Value>(
    _ command: String, _ time: Timestamp?, _ poster: String?,
    _ body: (LedgerTransaction) throws -> Value
  ) throws -> Value {
    try database.write(ending: mode == .dryRun ? .rollBack : .commit) {
      try database.migrate(LedgerSchema.steps)
      let transaction = try LedgerTransaction(database, command: command, at: time)
      if let poster { try transaction.setPoster(poster) }
      let value = try body(transaction)
      try transaction.seal()
      return value
    }
  }

  private func translating<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let failure as DatabaseFailure {
      throw LedgerFailure(failure)
    }
  }

  private static func connect(
    path: String, mode: Mode, patience: Database.Patience
  ) throws(DatabaseFailure) -> Database {
    let access: Database.Access =
      switch mode {
      case .readWrite: .readWrite
      case .readOnly: .readOnly
      case .inMemory: .inMemory
      // A rehearsal on a ledger that is not there rehearses in memory.
      case .dryRun: Database.exists(path) ? .readWrite : .inMemory
      }
    return try Database(
      path: path, access: access, applicationID: LedgerSchema.applicationID, patience: patience)
  }

  private static func checkReadable(_ database: Database) throws(DatabaseFailure) {
    try checkHasRun(database)
    let version = try database.schemaVersion()
    guard version < LedgerSchema.version else { return }
    throw DatabaseFailure(
      code: .olderVersion, operation: "opening", subject: database.path,
      detail:
        "the ledger has schema version \(version), this program reads \(LedgerSchema.version)")
  }

  private static func checkHasRun(_ database: Database) throws(DatabaseFailure) {
    guard try database.schemaVersion() == 0 else { return }
    throw DatabaseFailure(
      code: .missing, operation: "opening", subject: database.path,
      detail: "the ledger holds no run yet")
  }
}

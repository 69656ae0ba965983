extension Database {
  /// The version of the schema; 0 for a database that has none.
  public func schemaVersion() throws(DatabaseFailure) -> Int {
    if server != nil { return Int(try serverMark()?.version ?? 0) }
    return Int(try integer("PRAGMA user_version") ?? 0)
  }

  /// Refuses a database that a newer version of the program wrote.
  public func checkNotNewer(than version: Int) throws(DatabaseFailure) {
    let found = try schemaVersion()
    guard found > version else { return }
    throw DatabaseFailure(
      code: .newerVersion, operation: "opening", subject: path,
      detail: "it has schema version \(found), this program knows up to \(version)")
  }

  /// Brings the schema up to the last of its versions.
  ///
  /// Called inside of a transaction, so that a schema is whole, and new only if the rest of the
  /// transaction is kept.
  ///
  /// - Parameter steps: scripts; the first leads from an empty database to version 1.
  /// - Throws: `newerVersion`, or what the database throws.
  public func migrate(_ steps: [String]) throws(DatabaseFailure) {
    precondition(isInTransaction, "a schema changes inside of a transaction")
    try checkNotNewer(than: steps.count)
    let found = try schemaVersion()
    guard found < steps.count else { return }
    for step in steps[found...] {
      try execute(isOnServer ? PostgreSQLDialect.schema(step) : step)
    }
    if isOnServer { return try setServerMark(version: steps.count, isNew: found == 0) }
    try execute(
      "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(steps.count)")
  }
}

// A file says in its header whose it is and which version of the schema it has. A schema on a server
// has a table for that.
extension Database {
  /// Refuses a schema on a server whose table of that name is not ours.
  func checkServerOwner() throws(DatabaseFailure) {
    guard let mark = try serverMark(), mark.application != Int64(applicationID) else { return }
    throw DatabaseFailure(
      code: .notOurs, operation: "opening", subject: path,
      detail: "the schema is of another program")
  }

  /// Whose the schema is, and its version; `nil` while it has no ledger.
  private func serverMark() throws(DatabaseFailure) -> (application: Int64, version: Int64)? {
    let isThere = try integer(
      "SELECT to_regclass(quote_ident(current_schema()) || '.schema_version') IS NOT NULL")
    guard isThere == 1 else { return nil }
    let rows = try statement("SELECT application, version FROM schema_version")
    defer { rows.reset() }
    return try rows.step() ? (rows.integer(0), rows.integer(1)) : nil
  }

  private func setServerMark(version: Int, isNew: Bool) throws(DatabaseFailure) {
    if isNew {
      try execute(
        """
        CREATE TABLE schema_version (application BIGINT NOT NULL, version BIGINT NOT NULL);
        INSERT INTO schema_version VALUES (\(applicationID), \(version))
        """)
    } else {
      try execute("UPDATE schema_version SET version = \(version)")
    }
  }
}

extension Database {
  /// The version of the schema; 0 for a database that has none.
  public func schemaVersion() throws(DatabaseFailure) -> Int {
    Int(try integer("PRAGMA user_version") ?? 0)
  }

  /// Refuses a database that a newer version of the program wrote.
  public func checkNotNewer(than version: Int) throws(DatabaseFailure) {
    let found = try schemaVersion()
    guard found > version else { return }
    throw DatabaseFailure(
      code: .newerVersion, operation: "opening", subject: path,
      detail: "the file has schema version \(found), this program knows up to \(version)")
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
    for step in steps[found...] { try execute(step) }
    try execute(
      "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(steps.count)")
  }
}

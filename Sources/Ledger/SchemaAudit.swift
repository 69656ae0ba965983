import Storage

extension Database {
  /// How the tables, indices and views of this file differ from those that this program makes.
  ///
  /// A view or a trigger can make every row tell something else, so it is compared like a row.
  func schemaFindings() throws(DatabaseFailure) -> [LedgerFinding] {
    let new = try Self.newLedger()
    if isOnServer { return try serverSchemaFindings(new) }
    let made = try new.schemaTexts()
    let found = try schemaTexts()
    return Set(made.keys).union(found.keys).sorted().compactMap { name in
      if made[name] == found[name] { return nil }
      let detail =
        switch (made[name], found[name]) {
        case (_, nil): "\(name) is missing"
        case (nil, _): "\(name) is not of this program"
        default: "\(name) is not as this program makes it"
        }
      return LedgerFinding(check: .structure, detail: detail)
    }
  }

  /// A file in memory with the tables of a ledger and no rows.
  static func newLedger() throws(DatabaseFailure) -> Database {
    let database = try Database(
      path: "", access: .inMemory, applicationID: LedgerSchema.applicationID)
    try database.execute("BEGIN")
    try database.migrate(LedgerSchema.steps)
    return database
  }

  /// What each table, index, view and trigger was made by; statistics of the database are left out.
  private func schemaTexts() throws(DatabaseFailure) -> [String: String] {
    let rows = try statement(
      "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    defer { rows.reset() }
    var texts: [String: String] = [:]
    while try rows.step() { texts[rows.text(0)] = rows.text(1) }
    return texts
  }
}

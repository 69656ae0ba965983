import Storage

@testable import Ledger

/// Changes a ledger and chains its runs anew, as somebody would who knows how hashes are made.
///
/// Nothing but the dumps, or a hash that was kept elsewhere, can tell then.
func forge(_ path: String, _ script: String) throws {
  let database = try Database(
    path: path, access: .readWrite, applicationID: LedgerSchema.applicationID)
  try database.execute(
    database.isOnServer ? "SET session_replication_role = replica" : "PRAGMA foreign_keys = OFF")
  try database.execute("BEGIN; DELETE FROM run_part")
  try database.execute(script)
  for table in ChainTable.all {
    for run in try runs(database) {
      var hash = RowHash()
      try forEachRow(database, table.allRows, of: run) { hash.add($0, from: 1) }
      try add(hash.part(), table.name, run, to: database)
    }
  }
  for set in RowSet.all {
    for run in try runs(database) {
      var digest = RowSetDigest()
      try forEachRow(database, set.allRows, of: run) { row in
        var line = CanonicalLines()
        line.set(row, from: 1)
        digest.add(line)
      }
      for (origin, part) in try database.droppedParts(of: set) where origin == run {
        digest.add(part)
      }
      try add(digest.part, set.name, run, to: database)
    }
  }
  for run in try runs(database) {
    try database.execute(
      "UPDATE run SET hash = '\(database.chainHash(ofRun: run))' WHERE id = \(run)")
  }
  try database.execute("COMMIT")
  if !database.isOnServer { try database.execute("PRAGMA journal_mode = DELETE") }
  database.close()
}

private func runs(_ database: Database) throws -> ClosedRange<Int64> {
  1...(try database.integer("SELECT max(id) FROM run") ?? 0)
}

private func forEachRow(
  _ database: Database, _ sql: String, of run: Int64, _ body: (Statement) -> Void
) throws {
  let rows = try database.statement(sql)
  defer { rows.reset() }
  while try rows.step() {
    if rows.integer(0) == run { body(rows) }
  }
}

private func add(
  _ part: ChainPart, _ table: String, _ run: Int64, to database: Database
) throws {
  guard part.rows > 0 else { return }
  try database.execute(
    "INSERT INTO run_part VALUES (\(run), '\(table)', \(part.rows), '\(part.hash)')")
}

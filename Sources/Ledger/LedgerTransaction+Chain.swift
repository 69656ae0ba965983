import Storage

/// Where numbered tables end when a run begins.
struct ChainStart {
  private var lastNumbers: [String: Int64] = [:]

  init(_ database: Database) throws(DatabaseFailure) {
    for table in ChainTable.all {
      guard let sql = table.lastNumber else { continue }
      lastNumbers[table.name] = try database.integer(sql) ?? 0
    }
  }

  /// The last number of a table; `nil` for one whose rows are found by the run.
  func lastNumber(of table: ChainTable) -> Int64? { lastNumbers[table.name] }
}

extension LedgerTransaction {
  /// Chains the run to the one before it: the last thing that it writes.
  ///
  /// - Complexity: O(n) in the rows that the run added, which are read once more, so that what is
  ///   hashed is what is stored; identities and users were added up as they were inserted.
  func seal() throws(DatabaseFailure) {
    for table in ChainTable.all {
      let query = try database.statement(table.addedRows, .long)
      query.bind(start.lastNumber(of: table) ?? run, at: 1)
      var hash = RowHash()
      try hash.addAll(of: query)
      try add(hash.part(), for: table.name)
    }
    for (set, digest) in [(RowSet.identities, identityDigest), (.users, userDigest)] {
      try add(digest.part, for: set.name)
    }
    let update = try database.statement("UPDATE run SET hash = ?2 WHERE id = ?1")
    update.bind(run, at: 1)
    update.bind(try database.chainHash(ofRun: run), at: 2)
    try update.run()
  }

  private func add(_ part: ChainPart, for table: String) throws(DatabaseFailure) {
    guard part.rows > 0 else { return }
    let insert = try database.statement(
      "INSERT INTO run_part (run, part, rows, hash) VALUES (?1, ?2, ?3, ?4)")
    insert.bind(run, at: 1)
    insert.bind(table, at: 2)
    insert.bind(part.rows, at: 3)
    insert.bind(part.hash, at: 4)
    try insert.run()
  }
}

public import Quantities
import Storage

extension LedgerReader {
  /// The last month whose identities are forgotten, with those of all months before it; `nil` while
  /// all are remembered.
  public func forgottenThrough() throws -> CalendarMonth? { try forgottenThrough(run: .max) }

  /// What `forgottenThrough` was when a run began.
  func forgottenThrough(run: Int64) throws -> CalendarMonth? {
    let rows = try database.statement("SELECT max(month) FROM forget WHERE run < ?1")
    defer { rows.reset() }
    rows.bind(run, at: 1)
    return try rows.step() ? rows.optionalInteger(0).flatMap { CalendarMonth(packed: $0) } : nil
  }

  /// The first instant from which on all identities are remembered; `nil` when none was forgotten.
  public func forgottenBefore() throws -> Timestamp? { try forgottenBefore(run: .max) }

  /// What `forgottenBefore` was when a run began.
  public func forgottenBefore(run: Int64) throws -> Timestamp? {
    let rows = try database.statement("SELECT max(before_time) FROM forget WHERE run < ?1")
    defer { rows.reset() }
    rows.bind(run, at: 1)
    return try rows.step()
      ? rows.optionalInteger(0).map { Timestamp(epochSeconds: $0) } : nil
  }

  /// The last run that forgot identities which a run had counted; `nil` when all of them are there.
  public func lastForgetting(ofRun run: Int64) throws -> Int64? {
    let rows = try database.statement(
      "SELECT max(run) FROM forgotten_identity WHERE origin = ?1")
    defer { rows.reset() }
    rows.bind(run, at: 1)
    return try rows.step() ? rows.optionalInteger(0) : nil
  }
}

extension LedgerTransaction {
  /// Forgets the identities of a month and of all months before it.
  ///
  /// Of what is dropped the ledger keeps how many rows there were of each run and their sum, so that
  /// the chain still holds. From the next run on, records of `sum` meters from before the end of the
  /// month are `RejectReason.tooOld`. The room is used again; the file does not shrink.
  ///
  /// - Parameters:
  ///   - month: a closed month, later than any that was forgotten.
  ///   - end: the first instant behind the month. Where the ledger has been settled in more than one
  ///     zone, the latest such instant: an identity is of the month that its run saw, and none that
  ///     is dropped may be taken for new.
  /// - Returns: how many identities were dropped.
  /// - Throws: what the database throws, also for a month that is forgotten.
  /// - Complexity: two passes over all identities; an index by month would make every run that adds
  ///   identities pay for this one.
  public func forget(through month: CalendarMonth, before end: Timestamp) throws -> Int64 {
    let insert = try database.statement(
      "INSERT INTO forget (month, before_time, run) VALUES (?1, ?2, ?3)")
    insert.bind(month.packed, at: 1)
    insert.bind(end.epochSeconds, at: 2)
    insert.bind(run, at: 3)
    try insert.run()
    let added = try addUpIdentities(through: month)
    let drop = try database.statement("DELETE FROM identity WHERE month <= ?1")
    drop.bind(month.packed, at: 1)
    let dropped = Int64(try drop.runCountingChanges())
    guard added == dropped else {
      throw database.damage("\(added) identities were read and \(dropped) dropped")
    }
    return dropped
  }

  /// Keeps the sums of the identities up to a month by the run that counted them.
  private func addUpIdentities(through month: CalendarMonth) throws -> Int64 {
    let rows = try database.statement(
      RowSet.identities.allRows + " WHERE month <= ?1", .long)
    defer { rows.reset() }
    rows.bind(month.packed, at: 1)
    var digests: [Int64: RowSetDigest] = [:]
    var line = CanonicalLines()
    while try rows.step() {
      line.set(rows, from: 1)
      digests[rows.integer(0), default: RowSetDigest()].add(line)
    }
    let insert = try database.statement(
      "INSERT INTO forgotten_identity (run, origin, rows, hash) VALUES (?1, ?2, ?3, ?4)")
    insert.bind(run, at: 1)
    for (origin, digest) in digests.sorted(by: { $0.key < $1.key }) {
      insert.bind(origin, at: 2)
      insert.bind(digest.part.rows, at: 3)
      insert.bind(digest.part.hash, at: 4)
      try insert.run()
    }
    return digests.values.reduce(0) { $0 + $1.rows }
  }
}

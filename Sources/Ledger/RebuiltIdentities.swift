import Aggregation
import Quantities
import Storage

/// Identities of forgotten months, worked out again from the dumps of the runs that counted them.
///
/// A run that read its dumps before they were forgotten knew them, so that reading its dumps again
/// needs them. Runs come in their order, and what one forgot the next one does not know. They lie in
/// a database without a name, so that memory does not grow with them.
final class RebuiltIdentities {
  /// The last month that is forgotten in the end.
  let month: CalendarMonth
  let database: Database
  /// The last month that was forgotten before the run that comes next.
  private var forgotten: CalendarMonth?

  /// None yet.
  init(through month: CalendarMonth) throws(DatabaseFailure) {
    self.month = month
    database = try Database(path: "", access: .scratch, applicationID: 0)
    try database.execute(
      """
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
      CREATE TABLE identity (
        fingerprint BLOB PRIMARY KEY, content BLOB NOT NULL, month INTEGER NOT NULL,
        dump INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
  }

  /// Takes in those of a run's identities that are forgotten.
  ///
  /// - Parameter dumps: the numbers of the dumps of the run.
  func insert(_ identities: NewIdentities?, dumps: [Int64]) throws {
    guard let identities else { return }
    let insert = try database.statement(
      """
      INSERT INTO identity (fingerprint, content, month, dump) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT DO NOTHING
      """)
    try database.execute("BEGIN")
    try identities.forEachPart { part in
      for entry in part where entry.month <= month {
        // A run that has another number of dumps than it posted is a finding already.
        guard Int(entry.dump) < dumps.count else { continue }
        insert.bind(blob: entry.identity.high, entry.identity.low, at: 1)
        insert.bind(blob: entry.content.high, entry.content.low, at: 2)
        insert.bind(entry.month.packed, at: 3)
        insert.bind(dumps[Int(entry.dump)], at: 4)
        try insert.run()
      }
    }
    try database.execute("COMMIT")
  }

  /// Forgets what the ledger had forgotten by then.
  ///
  /// - Parameter month: the last month that was forgotten before a run; it never goes back.
  func forget(through month: CalendarMonth?) throws(DatabaseFailure) {
    guard let month, month != forgotten else { return }
    forgotten = month
    let drop = try database.statement("DELETE FROM identity WHERE month <= ?1")
    drop.bind(month.packed, at: 1)
    try drop.run()
  }
}

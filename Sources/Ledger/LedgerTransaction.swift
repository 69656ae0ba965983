public import Aggregation
public import Quantities
import Storage
public import UsageRecords

/// One run: reads the ledger and posts to it, all or nothing.
///
/// Post dumps before identities, and users before the usage lines of their days. Valid inside of the closure it is given to.
public final class LedgerTransaction: LedgerReader {
  /// The number of the run, from 1.
  public let run: Int64
  /// The numbers of the dumps of this run.
  private(set) var dumpNumbers: [Int64] = []
  private var rejectCount: Int64 = 0
  /// Where tables ended before this run.
  let start: ChainStart
  /// The identities of this run, added up.
  var identityDigest = RowSetDigest()
  /// The users of this run, added up.
  var userDigest = RowSetDigest()

  init(_ database: Database, command: String, at time: Timestamp?) throws {
    start = try ChainStart(database)
    run = try (database.integer("SELECT max(id) FROM run") ?? 0) + 1
    super.init(database)
    // What the ledger as a whole has reached goes on from the run before.
    let insert = try database.statement(
      """
      INSERT INTO run (id, command, posted_at, settled_day, first_usage_day, last_usage_day)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """)
    let (settled, first, last) = (try settledDay(), try firstUsageDay(), try lastUsageDay())
    insert.bind(run, at: 1)
    insert.bind(command, at: 2)
    insert.bind(time?.epochSeconds, at: 3)
    insert.bind(settled?.packed, at: 4)
    insert.bind(first?.packed, at: 5)
    insert.bind(last?.packed, at: 6)
    try insert.run()
  }

  /// Remembers who posts this run.
  func setPoster(_ name: String) throws(DatabaseFailure) {
    let insert = try database.statement("INSERT INTO posted_by (run, name) VALUES (?1, ?2)")
    insert.bind(run, at: 1)
    insert.bind(name, at: 2)
    try insert.run()
  }

  /// Sets what became of the records of this run.
  ///
  /// - Precondition: every record is accounted for.
  public func record(_ counts: RecordCounts) throws {
    precondition(counts.isConserved, "read = counted + duplicates + conflicts + rejected")
    let update = try database.statement(
      """
      UPDATE run SET records_read = ?2, records_counted = ?3, records_duplicate = ?4,
        records_conflict = ?5, records_rejected = ?6, records_oversize = ?7
      WHERE id = ?1
      """)
    update.bind(run, at: 1)
    update.bind(counts.read, at: 2)
    update.bind(counts.counted, at: 3)
    update.bind(counts.duplicates, at: 4)
    update.bind(counts.conflicts, at: 5)
    update.bind(counts.rejected, at: 6)
    update.bind(counts.oversize, at: 7)
    try update.run()
  }

  /// Remembers which offset was assumed for times that name none, so that the dumps of this run can
  /// be read again as they were read now.
  public func setAssumedOffset(_ offset: ZoneOffset?) throws {
    let update = try database.statement("UPDATE run SET assumed_offset = ?2 WHERE id = ?1")
    update.bind(run, at: 1)
    update.bind(offset?.description, at: 2)
    try update.run()
  }

  /// Remembers where the fields of records stand in the dumps of this run, for the same end.
  public func setFieldMap(_ map: FieldMap) throws {
    let insert = try database.statement(
      "INSERT INTO field_map (run, field, path) VALUES (?1, ?2, ?3)")
    insert.bind(run, at: 1)
    for entry in map.entries {
      insert.bind(entry.name, at: 2)
      insert.bind(entry.path, at: 3)
      try insert.run()
    }
  }

  /// Sets up to which day everything is settled.
  public func setSettledDay(_ day: CalendarDay) throws {
    try setRunDay("settled_day", day)
  }

  /// Remembers the dumps of this run, in the order to which `IdentityEntry.dump` refers.
  ///
  /// - Throws: what the database throws, also for a dump that was posted before.
  public func post(_ dumps: [DumpReceipt]) throws {
    let insert = try database.statement(
      """
      INSERT INTO dump (id, digest, run, source, stored_bytes, records_read, records_rejected)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """)
    var number = try database.integer("SELECT max(id) FROM dump") ?? 0
    for dump in dumps {
      number += 1
      insert.bind(number, at: 1)
      insert.bind(blob: dump.digest.high, dump.digest.low, at: 2)
      insert.bind(run, at: 3)
      insert.bind(dump.source, at: 4)
      insert.bind(dump.storedBytes, at: 5)
      insert.bind(dump.recordsRead, at: 6)
      insert.bind(dump.recordsRejected, at: 7)
      try insert.run()
      dumpNumbers.append(number)
    }
  }

  /// Remembers which dumps of this run came in partials.
  ///
  /// - Parameter origins: the partials, in the order of the dumps that were posted; `nil` for dumps
  ///   that were read.
  /// - Throws: what the database throws.
  public func post(origins: [PartialOrigin?]) throws {
    let insert = try database.statement(
      """
      INSERT INTO partial_dump (dump, run, partial, assumed_offset) VALUES (?1, ?2, ?3, ?4)
      """)
    insert.bind(run, at: 2)
    for (number, origin) in zip(dumpNumbers, origins) {
      guard let origin else { continue }
      insert.bind(number, at: 1)
      insert.bind(origin.partial, at: 3)
      insert.bind(origin.assumedOffset?.description, at: 4)
      try insert.run()
    }
  }

  /// Adds lines to the rejects of this run.
  ///
  /// - Parameter rejects: JSON objects in UTF-8, without line ends.
  /// - Throws: what the database throws.
  public func append(rejects: [[UInt8]]) throws {
    let insert = try database.insertion(into: "reject", ["run", "ordinal", "line"])
    insert.bind(run, at: 1)
    for reject in rejects {
      rejectCount += 1
      insert.bind(rejectCount, at: 2)
      insert.bind(utf8: reject, at: 3)
      try insert.run()
    }
  }

  func setRunDay(_ column: String, _ day: CalendarDay) throws(DatabaseFailure) {
    let update = try database.statement("UPDATE run SET \(column) = ?2 WHERE id = ?1")
    update.bind(run, at: 1)
    update.bind(day.packed, at: 2)
    try update.run()
  }
}

public import Aggregation
public import Book
import Catalog
public import Quantities
import Storage
public import UsageRecords

/// What can be read of a ledger; valid inside of the closure it is given to.
///
/// Its methods throw `LedgerFailure` or failures that `Ledger` turns into one.
public class LedgerReader {
  let database: Database
  private var knownItems: ItemNumbers?

  init(_ database: Database) {
    self.database = database
  }

  // MARK: - Runs

  /// The runs that committed, in their order.
  public func runs() throws -> [RunRecord] {
    let rows = try database.statement(
      """
      SELECT id, command, posted_at, settled_day, records_read, records_counted,
        records_duplicate, records_conflict, records_rejected, records_oversize, hash,
        assumed_offset, posted_by.name
      FROM run LEFT JOIN posted_by ON posted_by.run = run.id ORDER BY id
      """)
    defer { rows.reset() }
    var runs: [RunRecord] = []
    while try rows.step() {
      var counts = RecordCounts()
      counts.read = rows.integer(4)
      counts.counted = rows.integer(5)
      counts.duplicates = rows.integer(6)
      counts.conflicts = rows.integer(7)
      counts.rejected = rows.integer(8)
      counts.oversize = rows.integer(9)
      runs.append(
        RunRecord(
          id: rows.integer(0), command: rows.text(1),
          postedAt: rows.optionalInteger(2).map { Timestamp(epochSeconds: $0) },
          postedBy: rows.optionalText(12),
          settledDay: rows.optionalInteger(3).flatMap { CalendarDay(packed: $0) },
          assumedOffset: rows.optionalText(11).flatMap { ZoneOffset($0) },
          counts: counts, hash: rows.text(10)))
    }
    return runs
  }

  /// Up to which day everything is settled; `nil` before the first settlement.
  public func settledDay() throws -> CalendarDay? { try lastRunDay("settled_day") }

  /// The first day with counted usage.
  public func firstUsageDay() throws -> CalendarDay? { try lastRunDay("first_usage_day") }

  /// The last day with counted usage.
  public func lastUsageDay() throws -> CalendarDay? { try lastRunDay("last_usage_day") }

  private func lastRunDay(_ column: String) throws -> CalendarDay? {
    try database.integer("SELECT \(column) FROM run ORDER BY id DESC LIMIT 1")
      .flatMap { CalendarDay(packed: $0) }
  }

  /// How the dump with these bytes was given when it was posted; `nil` when it never was.
  public func source(ofDump digest: Fingerprint) throws -> String? {
    let rows = try database.statement("SELECT source FROM dump WHERE digest = ?1")
    defer { rows.reset() }
    rows.bind(blob: digest.high, digest.low, at: 1)
    return try rows.step() ? rows.text(0) : nil
  }

  /// The dumps that a run posted, in the order in which they were given.
  public func dumps(ofRun run: Int64) throws -> [DumpReceipt] {
    let rows = try database.statement(
      """
      SELECT source, digest, stored_bytes, records_read, records_rejected
      FROM dump WHERE run = ?1 ORDER BY id
      """)
    defer { rows.reset() }
    rows.bind(run, at: 1)
    var dumps: [DumpReceipt] = []
    while try rows.step() {
      guard let (high, low) = rows.halves(1) else {
        throw database.damage("a dump has a digest of another length than 16 bytes")
      }
      dumps.append(
        DumpReceipt(
          source: rows.text(0), digest: Fingerprint(high: high, low: low),
          storedBytes: rows.integer(2), recordsRead: rows.integer(3),
          recordsRejected: rows.integer(4)))
    }
    return dumps
  }

  /// The partials that the dumps of a run came in, in the order of `dumps(ofRun:)`; `nil` for dumps
  /// that were read.
  public func origins(ofRun run: Int64) throws -> [PartialOrigin?] {
    let rows = try database.statement(
      """
      SELECT partial, assumed_offset FROM dump LEFT JOIN partial_dump ON partial_dump.dump = dump.id
      WHERE dump.run = ?1 ORDER BY dump.id
      """)
    defer { rows.reset() }
    rows.bind(run, at: 1)
    var origins: [PartialOrigin?] = []
    while try rows.step() {
      origins.append(
        rows.optionalText(0).map { partial in
          PartialOrigin(
            partial: partial, assumedOffset: rows.optionalText(1).flatMap { ZoneOffset($0) })
        })
    }
    return origins
  }

  /// Where the fields of records stand in the dumps that a run read.
  public func fieldMap(ofRun run: Int64) throws -> FieldMap {
    let rows = try database.statement("SELECT field, path FROM field_map WHERE run = ?1")
    defer { rows.reset() }
    rows.bind(run, at: 1)
    var entries: [FieldMap.Entry] = []
    while try rows.step() {
      do throws(FieldMapFailure) {
        entries.append(try FieldMap.Entry(field: rows.text(0), path: rows.text(1)))
      } catch {
        throw database.damage("\(rows.text(0)) of run \(run) has no place: \(error)")
      }
    }
    return FieldMap(entries)
  }

  // MARK: - Catalog and book

  /// The catalog that was set last; `nil` when none was.
  ///
  /// - Parameter run: the catalog that this run went by; without it the one that holds now.
  public func catalog(ofRun run: Int64? = nil) throws -> StoredCatalog? {
    let rows = try database.statement(
      "SELECT name, source FROM catalog WHERE run <= ?1 ORDER BY run DESC LIMIT 1")
    rows.bind(run ?? .max, at: 1)
    defer { rows.reset() }
    guard try rows.step() else { return nil }
    return StoredCatalog(name: rows.text(0), source: rows.bytes(1))
  }

  /// The events of the book, in the order in which they were stored.
  public func knownEvents() throws -> [KnownEvent] {
    let rows = try database.statement("SELECT key, canonical FROM book_event ORDER BY ordinal")
    defer { rows.reset() }
    var events: [KnownEvent] = []
    while try rows.step() {
      events.append(KnownEvent(key: EventKey(rows.text(0)), canonical: rows.text(1)))
    }
    return events
  }

  // MARK: - Accounts and apps

  /// The accounts that own an app or have something posted, by bytes.
  public func accounts() throws -> [AccountID] {
    let rows = try database.statement("SELECT name FROM account ORDER BY name")
    defer { rows.reset() }
    var accounts: [AccountID] = []
    while try rows.step() { accounts.append(AccountID(rows.text(0))) }
    return accounts
  }

  /// The apps of an account, in order.
  public func apps(of account: AccountID) throws -> [AppID] {
    let rows = try database.statement(
      """
      SELECT app FROM account JOIN app_owner ON app_owner.account = account.id
      WHERE account.name = ?1 ORDER BY app
      """)
    rows.bind(account.text, at: 1)
    return try apps(rows)
  }

  /// Apps with usage that no account owns, in order.
  public func unownedApps() throws -> [AppID] {
    try apps(
      database.statement(
        """
        SELECT id FROM app WHERE NOT EXISTS (SELECT 1 FROM app_owner WHERE app = app.id)
        ORDER BY id
        """))
  }

  /// Who owns an app; `nil` when nobody does.
  public func owner(of app: AppID) throws -> AccountID? {
    let rows = try database.statement(
      """
      SELECT account.name FROM app_owner JOIN account ON account.id = app_owner.account
      WHERE app = ?1
      """)
    defer { rows.reset() }
    rows.bind(Int64(app.number), at: 1)
    return try rows.step() ? AccountID(rows.text(0)) : nil
  }

  /// Reads the first column of every row as an app.
  func apps(_ rows: Statement) throws -> [AppID] {
    defer { rows.reset() }
    var apps: [AppID] = []
    while try rows.step() { apps.append(try app(rows, 0)) }
    return apps
  }

  /// Reads a column as an app.
  func app(_ rows: Statement, _ column: Int32) throws(DatabaseFailure) -> AppID {
    guard let number = UInt32(exactly: rows.integer(column)) else {
      throw database.damage("\(rows.integer(column)) is not an app")
    }
    return AppID(number)
  }

  /// The number of an account; `nil` when the ledger does not know it.
  func number(of account: AccountID) throws(DatabaseFailure) -> Int64? {
    let rows = try database.statement("SELECT id FROM account WHERE name = ?1")
    defer { rows.reset() }
    rows.bind(account.text, at: 1)
    return try rows.step() ? rows.integer(0) : nil
  }

  /// The numbers of meters and fees, seen through a catalog.
  func items(_ catalog: Catalog) throws(DatabaseFailure) -> ItemNumbers {
    // Reading one account at a time must not read the names each time.
    if let known = knownItems, known.isFor(catalog) { return known }
    let items = try ItemNumbers(database, catalog: catalog)
    knownItems = items
    return items
  }
}

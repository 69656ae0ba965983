public import Aggregation
public import Book
public import Catalog
public import Quantities
import Storage

/// What one run added to a usage line.
public struct UsageEntry: Hashable, Sendable {
  /// The run.
  public let run: Int64
  /// The application.
  public let app: AppID
  /// The day.
  public let day: CalendarDay
  /// The meter.
  public let meter: MeterOrdinal
  /// Records that were counted.
  public let records: Int64
  /// By how much the quantity grew.
  public let quantity: Int64
}

/// A dump that a run has posted.
public struct PostedDump: Hashable, Sendable {
  /// Its number in the ledger.
  public let number: Int64
  /// The run.
  public let run: Int64
  /// How it was given.
  public let source: String
  /// Stands for its bytes as stored.
  public let digest: Fingerprint
  /// Bytes as stored.
  public let storedBytes: Int64
  /// Records met in it.
  public let recordsRead: Int64
  /// Records of it that were rejected.
  public let recordsRejected: Int64
}

/// An event with the run that took it into the ledger.
public struct StoredEvent: Hashable, Sendable {
  /// The event.
  public let event: KnownEvent
  /// The run.
  public let run: Int64
}

/// What the record said that stands for an identity.
public struct StandingIdentity: Hashable, Sendable {
  /// What it said beside its identity.
  public let content: ContentFingerprint
  /// The number of the dump it came in.
  public let dump: Int64
}

/// Something that happened once, in a run.
public struct RunFact<Value: Hashable & Sendable>: Hashable, Sendable {
  /// The run.
  public let run: Int64
  /// What happened.
  public let value: Value
}

extension LedgerReader {
  /// What each run added to one usage line, in the order of the runs.
  ///
  /// - Complexity: one look-up a run.
  public func usageEntries(
    app: AppID, day: CalendarDay, meter: MeterOrdinal, catalog: Catalog
  ) throws -> [UsageEntry] {
    // Entries are kept run by run, so each run is asked in turn.
    let rows = try database.statement(
      """
      SELECT usage_entry.run, records, quantity FROM run
      CROSS JOIN usage_entry ON usage_entry.run = run.id AND app = ?1 AND day = ?2
        AND meter = (SELECT id FROM item WHERE name = ?3)
      ORDER BY run.id
      """)
    defer { rows.reset() }
    rows.bind(Int64(app.number), at: 1)
    rows.bind(day.packed, at: 2)
    rows.bind(catalog[meter].name, at: 3)
    var entries: [UsageEntry] = []
    while try rows.step() {
      entries.append(
        UsageEntry(
          run: rows.integer(0), app: app, day: day, meter: meter, records: rows.integer(1),
          quantity: rows.integer(2)))
    }
    return entries
  }

  /// Calls a closure with each entry of some runs, by run, app, day and meter.
  ///
  /// - Complexity: O(n) in the entries of these runs.
  public func forEachUsageEntry(
    ofRuns runs: ClosedRange<Int64>, catalog: Catalog, _ body: (UsageEntry) throws -> Void
  ) throws {
    let items = try items(catalog)
    let rows = try database.statement(
      """
      SELECT run, app, day, meter, records, quantity FROM usage_entry
      WHERE run BETWEEN ?1 AND ?2 ORDER BY run, app, day, meter
      """, .long)
    defer { rows.reset() }
    rows.bind(runs.lowerBound, at: 1)
    rows.bind(runs.upperBound, at: 2)
    while try rows.step() {
      try body(usageEntry(rows, from: 0, items))
    }
  }

  /// Reads run, app, day, meter, records and quantity.
  func usageEntry(
    _ rows: Statement, from column: Int32, _ items: ItemNumbers
  ) throws -> UsageEntry {
    UsageEntry(
      run: rows.integer(column), app: try app(rows, column + 1), day: try day(rows, column + 2),
      meter: try items.meter(rows.integer(column + 3)), records: rows.integer(column + 4),
      quantity: rows.integer(column + 5))
  }

  /// Calls a closure with each app and each day on which any record of it was counted, by app and
  /// day.
  ///
  /// - Complexity: O(n) in the usage lines of the ledger; memory does not grow with them.
  public func forEachUsedDay(_ body: (AppID, CalendarDay) throws -> Void) throws {
    let rows = try database.statement(
      "SELECT DISTINCT app, day FROM usage WHERE records > 0 ORDER BY app, day", .long)
    defer { rows.reset() }
    while try rows.step() { try body(try app(rows, 0), try day(rows, 1)) }
  }

  /// The dumps of some runs, in the order in which they were posted.
  public func dumps(ofRuns runs: ClosedRange<Int64>) throws -> [PostedDump] {
    let rows = try database.statement(
      """
      SELECT id, run, source, digest, stored_bytes, records_read, records_rejected FROM dump
      WHERE run BETWEEN ?1 AND ?2 ORDER BY id
      """)
    defer { rows.reset() }
    rows.bind(runs.lowerBound, at: 1)
    rows.bind(runs.upperBound, at: 2)
    var dumps: [PostedDump] = []
    while try rows.step() {
      guard let (high, low) = rows.halves(3) else {
        throw database.damage("dump \(rows.integer(0)) has a digest of another length")
      }
      dumps.append(
        PostedDump(
          number: rows.integer(0), run: rows.integer(1), source: rows.text(2),
          digest: Fingerprint(high: high, low: low), storedBytes: rows.integer(4),
          recordsRead: rows.integer(5), recordsRejected: rows.integer(6)))
    }
    return dumps
  }

  /// What stands for an identity; `nil` when it was never counted, or is forgotten.
  public func standingIdentity(_ identity: Fingerprint) throws -> StandingIdentity? {
    let rows = try database.statement(
      "SELECT content, dump FROM identity WHERE fingerprint = ?1")
    defer { rows.reset() }
    rows.bind(blob: identity.high, identity.low, at: 1)
    guard try rows.step() else { return nil }
    guard let (high, low) = rows.parts(0) else {
      throw database.damage("an identity has content of another length than 12 bytes")
    }
    return StandingIdentity(
      content: ContentFingerprint(high: high, low: low), dump: rows.integer(1))
  }

  /// The events of the book with the runs that took them in, in the order of the ledger.
  public func storedEvents() throws -> [StoredEvent] {
    let rows = try database.statement(
      "SELECT key, canonical, run FROM book_event ORDER BY ordinal")
    defer { rows.reset() }
    var events: [StoredEvent] = []
    while try rows.step() {
      events.append(
        StoredEvent(
          event: KnownEvent(key: EventKey(rows.text(0)), canonical: rows.text(1)),
          run: rows.integer(2)))
    }
    return events
  }

  /// The closed months with the runs that closed them, by month.
  public func closes() throws -> [RunFact<CalendarMonth>] {
    let rows = try database.statement("SELECT run, month FROM close ORDER BY month")
    defer { rows.reset() }
    var closes: [RunFact<CalendarMonth>] = []
    while try rows.step() {
      guard let month = CalendarMonth(packed: rows.integer(1)) else {
        throw database.damage("\(rows.integer(1)) is not a month")
      }
      closes.append(RunFact(run: rows.integer(0), value: month))
    }
    return closes
  }

  /// The names of the catalogs that were set, with the runs that set them.
  public func catalogChanges() throws -> [RunFact<String>] {
    let rows = try database.statement("SELECT run, name FROM catalog ORDER BY run")
    defer { rows.reset() }
    var changes: [RunFact<String>] = []
    while try rows.step() { changes.append(RunFact(run: rows.integer(0), value: rows.text(1))) }
    return changes
  }

  private func day(_ rows: Statement, _ column: Int32) throws(DatabaseFailure) -> CalendarDay {
    guard let day = CalendarDay(packed: rows.integer(column)) else {
      throw database.damage("\(rows.integer(column)) is not a day")
    }
    return day
  }
}

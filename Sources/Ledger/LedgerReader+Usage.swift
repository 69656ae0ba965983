public import Catalog
public import Quantities
import Storage

extension LedgerReader {
  /// The usage of some apps, in the order of settlement.
  ///
  /// - Parameters:
  ///   - apps: the apps.
  ///   - settledDay: only that of days after this one; `nil` is all.
  ///   - catalog: names the meters of lines.
  /// - Throws: `LedgerFailure` when the catalog lacks a meter of it.
  /// - Complexity: O(n log n) in the lines that are read, whatever else the ledger holds.
  public func usage(
    of apps: [AppID], after settledDay: CalendarDay? = nil, catalog: Catalog
  ) throws -> [UsageLine] {
    let items = try items(catalog)
    let rows = try database.statement(
      """
      SELECT day, meter, records, quantity FROM usage WHERE app = ?1 AND day > ?2
      ORDER BY day, meter
      """)
    defer { rows.reset() }
    rows.bind(settledDay?.packed ?? 0, at: 2)
    var lines: [UsageLine] = []
    for app in apps {
      rows.reset()
      rows.bind(Int64(app.number), at: 1)
      while try rows.step() {
        guard let day = CalendarDay(packed: rows.integer(0)) else {
          throw database.damage("\(rows.integer(0)) is not a day, in the usage of app \(app)")
        }
        lines.append(
          UsageLine(
            app: app, day: day, meter: try items.meter(rows.integer(1)),
            records: rows.integer(2), quantity: rows.integer(3)))
      }
    }
    return lines.sorted(by: UsageLine.settlementOrder)
  }

  /// How many usage lines there are, owned or not.
  public func usageLineCount() throws -> Int {
    Int(try database.integer("SELECT count(*) FROM usage") ?? 0)
  }

  /// How many users a `unique` meter met on an app and a day.
  func distinctUsers(app: Int64, day: Int64, meter: Int64) throws(DatabaseFailure) -> Int64 {
    let rows = try database.statement(
      "SELECT count(*) FROM distinct_user WHERE app = ?1 AND day = ?2 AND meter = ?3")
    defer { rows.reset() }
    rows.bind(app, at: 1)
    rows.bind(day, at: 2)
    rows.bind(meter, at: 3)
    return try rows.step() ? rows.integer(0) : 0
  }

  /// Calls a closure with each reject line, sorted by source, line, frame, offset, reason and
  /// record, then by what is left of the line.
  ///
  /// The lines are JSON objects as the ingest wrote them; the database sorts them, so that memory
  /// stays bounded.
  public func forEachReject(_ body: (_ line: [UInt8]) throws -> Void) throws {
    let keys = ["source", "line", "frame", "offset", "reason", "record"]
      .map { "line ->> '$.\($0)'" }.joined(separator: ", ")
    let rows = try rejectReader().statement("SELECT line FROM reject ORDER BY \(keys), line", .long)
    defer { rows.reset() }
    while try rows.step() { try body(rows.bytes(0)) }
  }

  /// A database with the reject lines that can look into them.
  private func rejectReader() throws(DatabaseFailure) -> Database {
    try database.isOnServer ? copiedRejects() : database
  }

  /// The reject lines of a server in a database that can look into them.
  ///
  /// PostgreSQL refuses characters in JSON that a record may have, such as the one with number 0.
  private func copiedRejects() throws(DatabaseFailure) -> Database {
    let copy = try Database(path: "", access: .scratch, applicationID: 0)
    try copy.execute("CREATE TABLE reject (line TEXT NOT NULL) STRICT; BEGIN")
    let insert = try copy.insertion(into: "reject", ["line"])
    let rows = try database.statement("SELECT line FROM reject", .long)
    defer { rows.reset() }
    while try rows.step() {
      insert.bind(utf8: rows.bytes(0), at: 1)
      try insert.run()
    }
    try copy.execute("COMMIT")
    return copy
  }

  /// How many lines the rejects have, by reason: the most frequent in front, equal ones by name.
  public func rejectReasons() throws -> [(reason: String, count: Int64)] {
    let rows = try rejectReader().statement(
      """
      SELECT coalesce(line ->> '$.reason', ''), count(*) FROM reject GROUP BY 1 ORDER BY 2 DESC, 1
      """)
    defer { rows.reset() }
    var reasons: [(reason: String, count: Int64)] = []
    while try rows.step() { reasons.append((rows.text(0), rows.integer(1))) }
    return reasons
  }
}

public import Aggregation
public import Catalog
public import Quantities
import Storage

extension LedgerTransaction {
  /// Remembers the users that `unique` meters met; known ones change nothing.
  ///
  /// - Parameters:
  ///   - users: in any order.
  ///   - catalog: names the meters.
  /// - Throws: what the database throws.
  /// - Complexity: O(n log n) in the users; they are sorted here, since each one is a row of its
  ///   usage line, and rows that lie together should be written together.
  public func insert(_ users: [UserEntry], catalog: Catalog) throws {
    let items = try items(catalog)
    let insert = try database.statement(
      """
      INSERT INTO distinct_user (app, day, meter, fingerprint, run) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT DO NOTHING
      """)
    insert.bind(run, at: 5)
    var (line, meter) = (UsageKey?.none, Int64(0))
    var row = CanonicalLines()
    for entry in users.sorted(by: UserEntry.tableOrder) {
      if entry.line != line {
        meter = try items.number(of: entry.line.meter)
        insert.bind(Int64(entry.line.app.number), at: 1)
        insert.bind(entry.line.day.packed, at: 2)
        insert.bind(meter, at: 3)
        line = entry.line
      }
      insert.bind(blob: entry.user.high, entry.user.low, at: 4)
      guard try insert.runCountingChanges() > 0 else { continue }
      row.set(entry, meter: meter, run: run)
      userDigest.add(row)
    }
  }

  /// Adds usage lines to what is known of their apps, days and meters.
  ///
  /// Records add up. Seconds of a `sum` meter add up, the highest count of a `peak` meter stands,
  /// and a `unique` meter gets the number of its users that were inserted, whatever the line says.
  ///
  /// - Parameters:
  ///   - lines: at most one for an app, day and meter, in any order.
  ///   - catalog: names the meters and tells their kinds.
  /// - Throws: `QuantityOverflow` naming the line when a sum does not fit.
  /// - Complexity: O(n) for lines by app and day, which need no copy; else O(n log n).
  public func add(_ lines: [UsageLine], catalog: Catalog) throws {
    let items = try items(catalog)
    let isOrdered = zip(lines, lines.dropFirst()).allSatisfy { !UsageLine.isByAppAndDay($1, $0) }
    let ordered = isOrdered ? lines : lines.sorted(by: UsageLine.isByAppAndDay)
    let numbers = try meterNumbers(of: ordered, items)
    try noteApps(of: ordered)
    try noteDays(ordered)
    let table = try UsageTable(database, run: run)
    var group: [(meter: Int64, line: UsageLine)] = []
    for (index, line) in ordered.enumerated() {
      group.append((numbers[Int(line.meter.index)] ?? 0, line))
      let next = index + 1
      if next < ordered.count, ordered[next].app == line.app, ordered[next].day == line.day {
        continue
      }
      // Rows of the table go by the numbers of meters, and not by their places in the catalog.
      group.sort { $0.meter < $1.meter }
      for (meter, line) in group { try add(line, meter: meter, to: table, catalog) }
      group.removeAll(keepingCapacity: true)
    }
  }

  private func add(
    _ line: UsageLine, meter: Int64, to table: UsageTable, _ catalog: Catalog
  ) throws {
    let key = UsageTable.Key(app: Int64(line.app.number), day: line.day.packed, meter: meter)
    // Most lines are new: to try that first saves asking for what is there.
    let new = UsageTable.Total(
      records: line.records, quantity: try combined(line, 0, key, catalog))
    if try table.insert(key, new) { return }
    guard let old = try table.total(key) else { return }
    let (records, overflow) = old.records.addingReportingOverflow(line.records)
    guard !overflow else { throw QuantityOverflow("records of \(name(of: line, catalog))") }
    let quantity = try combined(line, old.quantity, key, catalog)
    try table.set(key, UsageTable.Total(records: records, quantity: quantity), from: old)
  }

  /// The number of each meter of the catalog that has a line; made where it is new.
  private func meterNumbers(of lines: [UsageLine], _ items: ItemNumbers) throws -> [Int64?] {
    var numbers = [Int64?](repeating: nil, count: items.catalog.meters.count)
    for line in lines where numbers[Int(line.meter.index)] == nil {
      numbers[Int(line.meter.index)] = try items.number(of: line.meter)
    }
    return numbers
  }

  private func noteApps(of lines: [UsageLine]) throws {
    var apps: [AppID] = []
    for line in lines where line.app != apps.last { apps.append(line.app) }
    try note(apps)
  }

  /// The apps to which this run added usage, in order.
  ///
  /// - Parameter day: only those with usage of days up to this one; `nil` is all.
  public func touchedApps(through day: CalendarDay? = nil) throws -> [AppID] {
    let rows = try database.statement(
      "SELECT DISTINCT app FROM usage_entry WHERE run = ?1 AND day <= ?2 ORDER BY app")
    rows.bind(run, at: 1)
    rows.bind(day?.packed ?? .max, at: 2)
    return try apps(rows)
  }

  private func combined(
    _ line: UsageLine, _ old: Int64, _ key: UsageTable.Key, _ catalog: Catalog
  ) throws -> Int64 {
    switch catalog[line.meter].kind {
    case .sum:
      let (sum, overflow) = old.addingReportingOverflow(line.quantity)
      guard !overflow else { throw QuantityOverflow("seconds of \(name(of: line, catalog))") }
      return sum
    case .peak:
      return max(old, line.quantity)
    case .unique:
      return try distinctUsers(app: key.app, day: key.day, meter: key.meter)
    }
  }

  private func name(of line: UsageLine, _ catalog: Catalog) -> String {
    "app \(line.app) on \(line.day), meter \(catalog[line.meter].name),"
  }

  private func noteDays(_ lines: [UsageLine]) throws {
    guard let first = lines.lazy.map(\.day).min(), let last = lines.lazy.map(\.day).max() else {
      return
    }
    try setRunDay("first_usage_day", min(first, try firstUsageDay() ?? first))
    try setRunDay("last_usage_day", max(last, try lastUsageDay() ?? last))
  }
}

extension UsageLine {
  /// The order of apps and their days.
  fileprivate static func isByAppAndDay(_ left: UsageLine, _ right: UsageLine) -> Bool {
    (left.app, left.day) < (right.app, right.day)
  }
}

/// The totals of usage and the entries that lead to them.
private struct UsageTable {
  struct Key {
    let app: Int64
    let day: Int64
    let meter: Int64

    func bind(to statement: Statement) {
      statement.bind(app, at: 1)
      statement.bind(day, at: 2)
      statement.bind(meter, at: 3)
    }
  }

  struct Total: Equatable {
    let records: Int64
    let quantity: Int64

    func bind(to statement: Statement) {
      statement.bind(records, at: 4)
      statement.bind(quantity, at: 5)
    }
  }

  private let selection: Statement
  private let insertion: Statement
  private let update: Statement
  private let entry: Statement

  init(_ database: Database, run: Int64) throws(DatabaseFailure) {
    selection = try database.statement(
      "SELECT records, quantity FROM usage WHERE app = ?1 AND day = ?2 AND meter = ?3")
    insertion = try database.statement(
      """
      INSERT INTO usage (app, day, meter, records, quantity) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT DO NOTHING
      """)
    update = try database.statement(
      """
      UPDATE usage SET records = ?4, quantity = ?5 WHERE app = ?1 AND day = ?2 AND meter = ?3
      """)
    entry = try database.statement(
      """
      INSERT INTO usage_entry (app, day, meter, records, quantity, run)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (run, app, day, meter) DO UPDATE SET
        records = records + excluded.records, quantity = quantity + excluded.quantity
      """)
    entry.bind(run, at: 6)
  }

  /// What is known of a line; `nil` when nothing is.
  func total(_ key: Key) throws(DatabaseFailure) -> Total? {
    defer { selection.reset() }
    key.bind(to: selection)
    guard try selection.step() else { return nil }
    return Total(records: selection.integer(0), quantity: selection.integer(1))
  }

  /// Sets the total of a line that is new, and adds the entry that makes it so.
  ///
  /// - Returns: `false`, and nothing is done, when the line is known.
  func insert(_ key: Key, _ total: Total) throws(DatabaseFailure) -> Bool {
    key.bind(to: insertion)
    total.bind(to: insertion)
    guard try insertion.runCountingChanges() > 0 else { return false }
    try addEntry(key, total)
    return true
  }

  /// Sets the total of a line that is known and adds the entry that makes it so.
  func set(_ key: Key, _ total: Total, from old: Total) throws(DatabaseFailure) {
    guard total != old else { return }
    key.bind(to: update)
    total.bind(to: update)
    try update.run()
    try addEntry(
      key,
      Total(records: total.records - old.records, quantity: total.quantity - old.quantity))
  }

  private func addEntry(_ key: Key, _ added: Total) throws(DatabaseFailure) {
    key.bind(to: entry)
    added.bind(to: entry)
    try entry.run()
  }
}

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
    let users = users.sorted(by: UserEntry.tableOrder)
    var row = CanonicalLines()
    try database.insertNew(
      into: "distinct_user", ["app", "day", "meter", "fingerprint", "run"], keyCount: 4,
      count: users.count,
      bind: { index, values in
        let entry = users[index]
        values.bind(Int64(entry.line.app.number), at: 1)
        values.bind(entry.line.day.packed, at: 2)
        values.bind(try items.number(of: entry.line.meter), at: 3)
        values.bind(blob: entry.user.high, entry.user.low, at: 4)
        values.bind(run, at: 5)
      },
      done: { index, isNew in
        guard isNew else { return }
        row.set(users[index], meter: try items.number(of: users[index].line.meter), run: run)
        userDigest.add(row)
      })
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
    var part: [UsageAddition] = []
    var group = 0
    for (index, line) in ordered.enumerated() {
      part.append(
        UsageAddition(
          key: UsageRowKey(
            app: Int64(line.app.number), day: line.day.packed,
            meter: numbers[Int(line.meter.index)] ?? 0), line: line))
      let next = index + 1
      if next < ordered.count, ordered[next].app == line.app, ordered[next].day == line.day {
        continue
      }
      // Rows of the table go by the numbers of meters, and not by their places in the catalog.
      part[group...].sort { $0.key.meter < $1.key.meter }
      group = part.count
      guard next == ordered.count || part.count >= UsageTable.mostLinesAtOnce else { continue }
      try add(part, to: table, catalog)
      part.removeAll(keepingCapacity: true)
      group = 0
    }
  }

  /// Adds lines to the table: most are new, so that is tried first.
  private func add(_ part: [UsageAddition], to table: UsageTable, _ catalog: Catalog) throws {
    let totals = try part.map { addition in
      UsageTable.Total(
        records: addition.line.records,
        quantity: try combined(addition.line, 0, addition.key, catalog))
    }
    let known = try table.insert(part.map(\.key), totals)
    let olds = try table.totals(of: known.map { part[$0].key })
    for (place, old) in zip(known, olds) {
      let (key, line) = (part[place].key, part[place].line)
      let (records, overflow) = old.records.addingReportingOverflow(line.records)
      guard !overflow else { throw QuantityOverflow("records of \(name(of: line, catalog))") }
      let quantity = try combined(line, old.quantity, key, catalog)
      try table.set(key, UsageTable.Total(records: records, quantity: quantity), from: old)
    }
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
    _ line: UsageLine, _ old: Int64, _ key: UsageRowKey, _ catalog: Catalog
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

/// A line that is added, and its place in the table.
private struct UsageAddition {
  let key: UsageRowKey
  let line: UsageLine
}

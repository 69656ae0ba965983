import Aggregation
import Catalog
import Quantities
import Storage

/// The place of a usage line in the ledger's own order: app, day and the meter's number.
struct UsageRowKey: Hashable, Comparable {
  let app: Int64
  let day: Int64
  let meter: Int64

  static func < (left: UsageRowKey, right: UsageRowKey) -> Bool {
    (left.app, left.day, left.meter) < (right.app, right.day, right.meter)
  }
}

/// What a run adds to a usage line.
struct UsageRow: Equatable {
  let key: UsageRowKey
  let records: Int64
  let quantity: Int64
}

extension DerivationCheck {
  /// The entries that a run's lines give, in the order of the table.
  func expected(
    _ derived: DerivedRun, _ newUsers: [UsageRowKey: Int64], _ items: ItemNumbers
  ) -> [UsageRow] {
    derived.lines.map { line in
      let key = UsageRowKey(line, items)
      let quantity =
        switch items.catalog[line.meter].kind {
        case .sum: line.quantity
        case .peak: max(0, line.quantity - peaks[key, default: 0])
        case .unique: newUsers[key, default: 0]
        }
      return UsageRow(key: key, records: line.records, quantity: quantity)
    }.sorted { $0.key < $1.key }
  }

  /// Compares entries of usage, both in the order of the table.
  mutating func compareUsage(
    _ run: RunRecord, _ expected: [UsageRow], _ items: ItemNumbers
  ) throws {
    let rows = try entries(of: run.id)
    defer { rows.reset() }
    var next = 0
    var differences: [(key: UsageRowKey, detail: String)] = []
    while try rows.step() {
      let row = UsageRow(rows)
      while next < expected.count, expected[next].key < row.key {
        differences.append((expected[next].key, "is missing, and the dumps give it"))
        next += 1
      }
      guard next < expected.count, expected[next].key == row.key else {
        differences.append((row.key, "is there, and the dumps do not give it"))
        continue
      }
      if expected[next] != row {
        differences.append(
          (
            row.key,
            "\(row.records) records and a quantity of \(row.quantity), the dumps give "
              + "\(expected[next].records) and \(expected[next].quantity)"
          ))
      }
      next += 1
    }
    differences += expected[next...].map { ($0.key, "is missing, and the dumps give it") }
    for (key, detail) in differences.prefix(limit) {
      let meter = (try? items.name(key.meter)) ?? "\(key.meter)"
      note(run, "usage_entry", "app \(key.app), day \(key.day), meter \(meter): \(detail)")
    }
  }

  /// Adds a run's entries to the highest counts so far.
  mutating func notePeaks(of run: Int64, _ items: ItemNumbers) throws {
    let rows = try entries(of: run)
    defer { rows.reset() }
    while try rows.step() {
      let row = UsageRow(rows)
      guard let meter = try? items.meter(row.key.meter), items.catalog[meter].kind == .peak
      else { continue }
      peaks[row.key, default: 0] &+= row.quantity
    }
  }

  private func entries(of run: Int64) throws(DatabaseFailure) -> Statement {
    let rows = try ledger.database.statement(
      """
      SELECT app, day, meter, records, quantity FROM usage_entry
      WHERE run = ?1 ORDER BY app, day, meter
      """, .long)
    rows.bind(run, at: 1)
    return rows
  }
}

extension UsageRow {
  /// Reads app, day, meter, records and quantity.
  init(_ row: Statement) {
    key = UsageRowKey(app: row.integer(0), day: row.integer(1), meter: row.integer(2))
    records = row.integer(3)
    quantity = row.integer(4)
  }
}

extension UsageRowKey {
  /// The place of a line; one of a meter that the ledger has no number for stands in front.
  init(_ line: UsageLine, _ items: ItemNumbers) {
    self.init(
      app: Int64(line.app.number), day: line.day.packed,
      meter: items.knownNumber(of: line.meter) ?? 0)
  }
}

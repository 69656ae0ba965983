import Storage

/// The totals of usage and the entries of one run that lead to them.
struct UsageTable {
  /// What is known of a line.
  struct Total: Equatable {
    let records: Int64
    let quantity: Int64

    fileprivate func bind(to statement: Statement) {
      statement.bind(records, at: 4)
      statement.bind(quantity, at: 5)
    }
  }

  /// How many lines are worth one question to a server.
  static let mostLinesAtOnce = 8192

  private let database: Database
  private let update: Statement
  private let newEntry: Statement
  private let entry: Statement

  init(_ database: Database, run: Int64) throws(DatabaseFailure) {
    self.database = database
    update = try database.statement(
      """
      UPDATE usage SET records = ?4, quantity = ?5 WHERE app = ?1 AND day = ?2 AND meter = ?3
      """)
    newEntry = try database.insertion(
      into: "usage_entry", ["app", "day", "meter", "records", "quantity", "run"])
    newEntry.bind(run, at: 6)
    entry = try database.statement(
      """
      INSERT INTO usage_entry (app, day, meter, records, quantity, run)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (run, app, day, meter) DO UPDATE SET
        records = usage_entry.records + excluded.records,
        quantity = usage_entry.quantity + excluded.quantity
      """)
    entry.bind(run, at: 6)
  }

  /// Sets the totals of lines that are new, and adds the entries that make them so.
  ///
  /// - Returns: the places of the lines that are known, for which nothing is done.
  func insert(_ keys: [UsageRowKey], _ totals: [Total]) throws -> [Int] {
    var known: [Int] = []
    try database.insertNew(
      into: "usage", ["app", "day", "meter", "records", "quantity"], keyCount: 3,
      count: keys.count,
      bind: { place, values in
        keys[place].bind(to: values)
        totals[place].bind(to: values)
      },
      done: { place, isNew in
        guard isNew else { return known.append(place) }
        keys[place].bind(to: newEntry)
        totals[place].bind(to: newEntry)
        try newEntry.run()
      })
    return known
  }

  /// The totals of lines that are known.
  func totals(of keys: [UsageRowKey]) throws -> [Total] {
    var totals: [Total] = []
    try database.lookUp(
      ["records", "quantity"], in: "usage", by: ["app", "day", "meter"], count: keys.count,
      bind: { place, key in keys[place].bind(to: key) },
      found: { _, row in
        totals.append(Total(records: row.integer(0), quantity: row.integer(1)))
      })
    return totals
  }

  /// Sets the total of a line that is known and adds the entry that makes it so.
  func set(_ key: UsageRowKey, _ total: Total, from old: Total) throws(DatabaseFailure) {
    guard total != old else { return }
    key.bind(to: update)
    total.bind(to: update)
    try update.run()
    key.bind(to: entry)
    Total(records: total.records - old.records, quantity: total.quantity - old.quantity)
      .bind(to: entry)
    try entry.run()
  }
}

extension UsageRowKey {
  fileprivate func bind(to statement: Statement) {
    statement.bind(app, at: 1)
    statement.bind(day, at: 2)
    statement.bind(meter, at: 3)
  }
}

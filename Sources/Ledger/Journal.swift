import Quantities
import Storage

/// What has to be posted and what taken back, so that certain rows and no others stand.
struct JournalChange<Row: JournalRow> {
  /// Entries that hold no more, with their rows.
  var surplus: [(entry: Int64, row: Row)] = []
  /// Rows that do not stand yet.
  var missing: [Row] = []

  /// Compares what stands with what should stand; equal rows may occur several times.
  ///
  /// Most runs add to the end of what stands, so that only what differs from the first difference
  /// on goes through a table.
  ///
  /// - Complexity: O(n), n the number of rows.
  init(standing: [(entry: Int64, row: Row)], wanted: [Row]) {
    let equal = zip(standing, wanted).prefix { $0.row == $1 }.count
    if equal == standing.count {
      missing = Array(wanted[equal...])
      return
    }
    var open: [Row: Int] = [:]
    for row in wanted[equal...] { open[row, default: 0] += 1 }
    for standing in standing[equal...] {
      guard let count = open[standing.row], count > 0 else {
        surplus.append(standing)
        continue
      }
      open[standing.row] = count - 1
    }
    for row in wanted[equal...] {
      guard let count = open[row], count > 0 else { continue }
      open[row] = count - 1
      missing.append(row)
    }
  }
}

/// The journal of one kind of row: reads what stands, posts and reverses.
struct Journal<Row: JournalRow> {
  private let database: Database
  private let items: ItemNumbers

  init(_ database: Database, items: ItemNumbers) {
    self.database = database
    self.items = items
  }

  /// The rows of an account that stand, by entry.
  ///
  /// - Parameter query: which of them; without it all of the kind.
  func standing(
    of account: AccountID, number: Int64, by query: String? = nil
  ) throws -> [(entry: Int64, row: Row)] {
    let rows = try database.statement(query ?? Row.journal.standing)
    defer { rows.reset() }
    rows.bind(number, at: 1)
    var standing: [(entry: Int64, row: Row)] = []
    while try rows.step() {
      var columns = ColumnReader(rows, of: database, from: 1, account: account, items: items)
      standing.append((rows.integer(0), try Row(from: &columns)))
    }
    return standing
  }

  /// Posts entries until exactly the wanted rows stand.
  ///
  /// - Parameter query: which rows they are compared with; without it all of the kind. Rows that it
  ///   does not give stand as they are.
  func settle(
    _ wanted: [Row], of account: AccountID, number: Int64, run: Int64, by query: String? = nil
  ) throws -> PostedEntries {
    let standing = try standing(of: account, number: number, by: query)
    let change = JournalChange(standing: standing, wanted: wanted)
    var counts = PostedEntries()
    guard !(change.surplus.isEmpty && change.missing.isEmpty) else { return counts }
    let last = try database.integer(Row.journal.lastEntry) ?? 0
    try reverse(change.surplus.map(\.entry), after: last, account: number, run: run)
    let lastReversal = last + Int64(change.surplus.count)
    try post(change.missing, after: lastReversal, account: number, run: run)
    counts.reversed = change.surplus.count
    counts.posted = change.missing.count
    return counts
  }

  /// Posts rows beside those that stand.
  func add(_ rows: [Row], account: Int64, run: Int64) throws -> PostedEntries {
    var counts = PostedEntries()
    guard !rows.isEmpty else { return counts }
    let last = try database.integer(Row.journal.lastEntry) ?? 0
    try post(rows, after: last, account: account, run: run)
    counts.posted = rows.count
    return counts
  }

  private func reverse(
    _ entries: [Int64], after last: Int64, account: Int64, run: Int64
  ) throws(DatabaseFailure) {
    let reversal = try database.statement(Row.journal.reversal)
    let removal = try database.statement(
      "DELETE FROM standing WHERE account = ?1 AND kind = ?2 AND entry = ?3")
    reversal.bind(run, at: 2)
    removal.bind(account, at: 1)
    removal.bind(Row.journal.kind, at: 2)
    for (number, reversed) in zip((last + 1)..., entries) {
      reversal.bind(number, at: 1)
      reversal.bind(reversed, at: 3)
      try reversal.run()
      removal.bind(reversed, at: 3)
      try removal.run()
    }
  }

  private func post(
    _ rows: [Row], after last: Int64, account: Int64, run: Int64
  ) throws {
    guard !rows.isEmpty else { return }
    let posting = try database.insertion(into: Row.journal.table, Row.journal.postedColumns)
    posting.bind(run, at: 2)
    posting.bind(account, at: 3)
    posting.bind(1, at: 4)
    posting.bind(Int64?.none, at: 5)
    for (number, row) in zip((last + 1)..., rows) {
      posting.bind(number, at: 1)
      var columns = ColumnBinder(posting, from: JournalTable.firstContentParameter, items: items)
      try row.bind(to: &columns)
      try posting.run()
    }
    // All of them at once: they are the end of the table.
    let standing = try database.statement(Row.journal.standingSince)
    standing.bind(last, at: 1)
    try standing.run()
  }
}

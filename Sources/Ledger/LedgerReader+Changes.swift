public import Book
public import Catalog
public import Quantities
public import Settlement
import Storage

/// Rows of one kind that two states of the journal do not share.
public struct JournalDifference<Row> {
  /// Rows that stood in the earlier state only, in the order in which they were posted.
  public var removed: [Row] = []
  /// Rows that stand in the later state only, in the order in which they were posted.
  public var added: [Row] = []

  /// Whether both states hold the same rows.
  public var isEmpty: Bool { removed.isEmpty && added.isEmpty }
}

extension JournalDifference: Sendable where Row: Sendable {}

/// What changed of one account between two runs.
public struct AccountChanges: Sendable {
  /// Who it is.
  public let account: AccountID
  /// What came in on its usage lines, by run, app, day and meter.
  public var usage: [UsageEntry] = []
  /// Draws from grants.
  public var deductions = JournalDifference<SettledDeduction>()
  /// Postpaid amounts.
  public var charges = JournalDifference<Charge>()
  /// What became of grants.
  public var grants = JournalDifference<GrantBalance>()
  /// Prepaid lines.
  public var orders = JournalDifference<OrderLine>()

  /// An account of which nothing changed.
  init(account: AccountID) {
    self.account = account
  }

  /// Whether no row changed.
  public var isEmpty: Bool {
    deductions.isEmpty && charges.isEmpty && grants.isEmpty && orders.isEmpty
  }
}

extension LedgerReader {
  /// Calls a closure with each account of which the journal holds something else after one run than
  /// after another, by the bytes of accounts.
  ///
  /// Changes are netted: what was posted and taken back in between, or taken back and posted again,
  /// is none.
  ///
  /// - Parameters:
  ///   - earlier: a run; 0 is before the first one.
  ///   - later: a run that is not before it.
  ///   - catalog: names the meters of entries.
  ///   - body: is given the changes of an account.
  /// - Complexity: O(n log n) in the entries of these runs, which the database sorts, in files where
  ///   they are many; memory grows with the largest account only.
  public func forEachChange(
    after earlier: Int64, through later: Int64, catalog: Catalog,
    _ body: (AccountChanges) throws -> Void
  ) throws {
    let items = try items(catalog)
    var usage = try EntryCursor(usageBetween(earlier, later))
    var deductions = try EntryCursor(rows(SettledDeduction.journal, after: earlier, through: later))
    var charges = try EntryCursor(rows(Charge.journal, after: earlier, through: later))
    var grants = try EntryCursor(rows(GrantBalance.journal, after: earlier, through: later))
    var orders = try EntryCursor(rows(OrderLine.journal, after: earlier, through: later))
    defer { for cursor in [usage, deductions, charges, grants, orders] { cursor.rows.reset() } }
    while let account = [deductions, charges, grants, orders].compactMap(\.account).min() {
      var changes = AccountChanges(account: account)
      changes.deductions = try difference(&deductions, of: account, after: earlier, items)
      changes.charges = try difference(&charges, of: account, after: earlier, items)
      changes.grants = try difference(&grants, of: account, after: earlier, items)
      changes.orders = try difference(&orders, of: account, after: earlier, items)
      changes.usage = try entries(&usage, of: account, items)
      if !changes.isEmpty { try body(changes) }
    }
  }

  // MARK: - Rows, account by account

  /// The usage entries of some runs on apps that somebody owns, each behind the owner's name.
  private func usageBetween(
    _ earlier: Int64, _ later: Int64
  ) throws(DatabaseFailure) -> Statement {
    let rows = try database.statement(
      """
      SELECT account.name, usage_entry.run, usage_entry.app, day, meter, records, quantity
      FROM usage_entry JOIN app_owner ON app_owner.app = usage_entry.app
      JOIN account ON account.id = app_owner.account
      WHERE usage_entry.run > ?1 AND usage_entry.run <= ?2
      ORDER BY account.name, usage_entry.run, usage_entry.app, day, meter
      """, .long)
    rows.bind(earlier, at: 1)
    rows.bind(later, at: 2)
    return rows
  }

  /// The entries of some runs: account, entry, the entry it reverses and that one's run, then the
  /// content.
  private func rows(
    _ journal: JournalTable, after earlier: Int64, through later: Int64
  ) throws(DatabaseFailure) -> Statement {
    let table = journal.table
    let content = journal.columns.map { "\(table).\($0.name)" }.joined(separator: ", ")
    let rows = try database.statement(
      """
      SELECT account.name, \(table).entry, \(table).reverses, reversed.run, \(content)
      FROM \(table) JOIN account ON account.id = \(table).account
      LEFT JOIN \(table) AS reversed ON reversed.entry = \(table).reverses
      WHERE \(table).entry > ?1 AND \(table).entry <= ?2
      ORDER BY account.name, \(table).entry
      """, .long)
    rows.bind(try lastEntry(of: journal, through: earlier), at: 1)
    rows.bind(try lastEntry(of: journal, through: later), at: 2)
    return rows
  }

  /// The last entry of a run and of those before it; 0 when there is none.
  ///
  /// Entries are numbered without gaps, run by run, so that a few look-ups find it.
  ///
  /// - Complexity: O(log n) in the journal.
  private func lastEntry(
    of journal: JournalTable, through run: Int64
  ) throws(DatabaseFailure) -> Int64 {
    let runOfEntry = try database.statement("SELECT run FROM \(journal.table) WHERE entry = ?1")
    defer { runOfEntry.reset() }
    var last: Int64 = 0
    var behind = try (database.integer("SELECT max(entry) FROM \(journal.table)") ?? 0) + 1
    while behind - last > 1 {
      let middle = last + (behind - last) / 2
      runOfEntry.reset()
      runOfEntry.bind(middle, at: 1)
      guard try runOfEntry.step() else {
        throw database.damage("entry \(middle) of \(journal.table) is missing")
      }
      if runOfEntry.integer(0) <= run { last = middle } else { behind = middle }
    }
    return last
  }

  /// Nets the entries of an account.
  private func difference<Row: JournalRow>(
    _ cursor: inout EntryCursor, of account: AccountID, after earlier: Int64, _ items: ItemNumbers
  ) throws -> JournalDifference<Row> {
    var netted = NettedEntries<Row>()
    while cursor.account == account {
      let rows = cursor.rows
      var columns = ColumnReader(rows, of: database, from: 4, account: account, items: items)
      let row = try Row(from: &columns)
      if let reversed = rows.optionalInteger(2), let reversedRun = rows.optionalInteger(3) {
        netted.reverse(reversed, row, isOld: reversedRun <= earlier)
      } else {
        netted.post(rows.integer(1), row)
      }
      try cursor.advance()
    }
    return netted.difference
  }

  /// The usage entries of an account; those of accounts before it, of which nothing changed, are
  /// passed over.
  private func entries(
    _ cursor: inout EntryCursor, of account: AccountID, _ items: ItemNumbers
  ) throws -> [UsageEntry] {
    var entries: [UsageEntry] = []
    while let owner = cursor.account, owner <= account {
      if owner == account {
        entries.append(try usageEntry(cursor.rows, from: 1, items))
      }
      try cursor.advance()
    }
    return entries
  }
}

/// Rows that come account by account, whose name is the first column.
private struct EntryCursor {
  let rows: Statement
  /// Whose row it stands on; `nil` behind the last one.
  private(set) var account: AccountID?

  init(_ rows: Statement) throws(DatabaseFailure) {
    self.rows = rows
    try advance()
  }

  mutating func advance() throws(DatabaseFailure) {
    account = try rows.step() ? AccountID(rows.text(0)) : nil
  }
}

/// Entries of some runs, in which what cancels out is left out.
private struct NettedEntries<Row: JournalRow> {
  private var posted: [(entry: Int64, row: Row)] = []
  private var takenBack: Set<Int64> = []
  private var removed: [Row] = []

  mutating func post(_ entry: Int64, _ row: Row) {
    posted.append((entry, row))
  }

  /// - Parameter isOld: whether the reversed entry was posted before these runs.
  mutating func reverse(_ entry: Int64, _ row: Row, isOld: Bool) {
    if isOld { removed.append(row) } else { takenBack.insert(entry) }
  }

  var difference: JournalDifference<Row> {
    let added = posted.filter { !takenBack.contains($0.entry) }
    let change = JournalChange(
      standing: removed.map { (0, $0) }, wanted: added.map(\.row))
    return JournalDifference(removed: change.surplus.map(\.row), added: change.missing)
  }
}

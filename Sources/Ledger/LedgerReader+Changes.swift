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

  /// Whether nothing changed.
  public var isEmpty: Bool {
    deductions.isEmpty && charges.isEmpty && grants.isEmpty && orders.isEmpty
  }
}

extension LedgerReader {
  /// What the journal holds differently after one run than after another, netted: what was posted
  /// and taken back in between, or taken back and posted again, is no change.
  ///
  /// - Parameters:
  ///   - earlier: a run; 0 is before the first one.
  ///   - later: a run that is not before it.
  /// - Returns: the accounts of which anything changed, by bytes.
  /// - Complexity: O(n) in the journal.
  public func changes(
    after earlier: Int64, through later: Int64, catalog: Catalog
  ) throws -> [AccountChanges] {
    var accounts: [AccountID: AccountChanges] = [:]
    func take<Row: JournalRow>(
      _ kind: WritableKeyPath<AccountChanges, JournalDifference<Row>>
    ) throws {
      for (account, rows) in try differences(after: earlier, through: later, catalog, of: Row.self)
      where !rows.isEmpty {
        accounts[account, default: AccountChanges(account: account)][keyPath: kind] = rows
      }
    }
    try take(\.deductions)
    try take(\.charges)
    try take(\.grants)
    try take(\.orders)
    return accounts.values.sorted { $0.account < $1.account }
  }

  private func differences<Row: JournalRow>(
    after earlier: Int64, through later: Int64, _ catalog: Catalog, of: Row.Type
  ) throws -> [AccountID: JournalDifference<Row>] {
    let items = try items(catalog)
    let rows = try database.statement(Self.entriesBetween(Row.journal))
    defer { rows.reset() }
    rows.bind(earlier, at: 1)
    rows.bind(later, at: 2)
    var netted: [AccountID: NettedEntries<Row>] = [:]
    while try rows.step() {
      let account = AccountID(rows.text(0))
      var columns = ColumnReader(rows, of: database, from: 4, account: account, items: items)
      let row = try Row(from: &columns)
      let reversedRun = rows.optionalInteger(3)
      if let reversed = rows.optionalInteger(2), let reversedRun {
        netted[account, default: NettedEntries()]
          .reverse(reversed, row, isOld: reversedRun <= earlier)
      } else {
        netted[account, default: NettedEntries()].post(rows.integer(1), row)
      }
    }
    return netted.mapValues { $0.difference }
  }

  /// Account, entry, the entry it reverses and that one's run, then the content.
  private static func entriesBetween(_ journal: JournalTable) -> String {
    let table = journal.table
    let content = journal.columns.map { "\(table).\($0.name)" }.joined(separator: ", ")
    return """
      SELECT account.name, \(table).entry, \(table).reverses, reversed.run, \(content)
      FROM \(table) JOIN account ON account.id = \(table).account
      LEFT JOIN \(table) AS reversed ON reversed.entry = \(table).reverses
      WHERE \(table).run > ?1 AND \(table).run <= ?2 ORDER BY \(table).entry
      """
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

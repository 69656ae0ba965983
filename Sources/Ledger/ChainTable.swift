/// A table whose rows are part of the chain of runs, one after the other.
///
/// Each run leaves for each table that it added rows to a row of `run_part`: how many, and a hash
/// over them. The run's own hash is taken over these rows and the hash of the run before it, so
/// that the last hash stands for everything that was ever added.
///
/// ```
/// rows of run 1 ─▶ run_part ─▶ hash 1
///                                │
/// rows of run 2 ─▶ run_part ─────┴▶ hash 2 ─▶ ...
/// ```
///
/// `usage` and `standing` are not in it: they follow from entries that are.
struct ChainTable: Sendable {
  /// How the rows of a run are found.
  enum Order: Sendable {
    /// Rows are numbered on and on by a column, so that those of a later run stand behind those of
    /// an earlier one.
    case numbered(by: String)
    /// A key or an index begins with the run; these columns order the rows of one.
    case keyed(by: String)
  }

  /// The table's name.
  let name: String
  /// The column that names the run.
  let runColumn: String
  /// The columns that are hashed.
  let columns: String
  /// How the rows of a run are found.
  let order: Order

  private init(_ name: String, runColumn: String = "run", columns: String = "*", _ order: Order) {
    self.name = name
    self.runColumn = runColumn
    self.columns = columns
    self.order = order
  }

  /// The tables of the chain; beside them there are `RowSet.all`.
  static let all =
    [
      ChainTable("run", runColumn: "id", columns: runColumns, .keyed(by: "id")),
      ChainTable("posted_by", .keyed(by: "run")),
      ChainTable("field_map", .keyed(by: "field")),
      ChainTable("catalog", .keyed(by: "run")),
      ChainTable("dump", .numbered(by: "id")),
      ChainTable("partial_dump", .numbered(by: "dump")),
      ChainTable("reject", .keyed(by: "ordinal")),
      ChainTable("book_event", .numbered(by: "ordinal")),
      ChainTable("close", .keyed(by: "month")),
      ChainTable("forget", .keyed(by: "month")),
      ChainTable("forgotten_identity", .keyed(by: "origin")),
      ChainTable("used_refund", .keyed(by: "order_id")),
      ChainTable("account", .numbered(by: "id")),
      ChainTable("app", .keyed(by: "id")),
      ChainTable("app_owner", .keyed(by: "app")),
      ChainTable("item", .numbered(by: "id")),
      ChainTable("usage_entry", .keyed(by: "app, day, meter")),
    ] + JournalTable.all.map { ChainTable($0.table, .numbered(by: "entry")) }

  /// All columns of `run` but the hash, which is taken over them.
  private static let runColumns = """
    id, command, posted_at, settled_day, first_usage_day, last_usage_day, records_read, \
    records_counted, records_duplicate, records_conflict, records_rejected, records_oversize, \
    identities, assumed_offset
    """
}

extension ChainTable {
  /// The rows that a run adds, while it goes on: parameter 1 is the run or, for numbered rows, the
  /// last number before it.
  var addedRows: String {
    switch order {
    case .numbered(let column):
      "SELECT \(columns) FROM \(name) WHERE \(column) > ?1 ORDER BY \(column)"
    case .keyed(let key):
      "SELECT \(columns) FROM \(name) WHERE \(runColumn) = ?1 ORDER BY \(key)"
    }
  }

  /// The last number, of rows that are numbered.
  var lastNumber: String? {
    guard case .numbered(let column) = order else { return nil }
    return "SELECT max(\(column)) FROM \(name)"
  }

  /// All rows, run by run, with the run in front.
  var allRows: String {
    switch order {
    case .numbered(let column):
      "SELECT \(runColumn), \(columns) FROM \(name) ORDER BY \(column)"
    case .keyed(let key):
      "SELECT \(runColumn), \(columns) FROM \(name) ORDER BY \(runColumn), \(key)"
    }
  }
}

/// A table whose rows are part of the chain in no order: they are added up by `RowSetDigest`.
///
/// Since sums can be added, rows may be dropped as long as their sum is kept: what is there and what
/// was dropped come to what the run wrote.
struct RowSet: Sendable {
  /// The table's name.
  let name: String
  /// All rows, with the run in front, which is empty for rows that belong to none.
  let allRows: String
  /// What was dropped: the run that had added the rows, how many, and their sum; `nil` for a table of
  /// which nothing ever is.
  let droppedParts: String?

  static let identities = RowSet(
    name: "identity",
    allRows: "SELECT dump.run, identity.* FROM identity LEFT JOIN dump ON dump.id = identity.dump",
    droppedParts: "SELECT origin, rows, hash FROM forgotten_identity")
  static let users = RowSet(
    name: "distinct_user", allRows: "SELECT run, * FROM distinct_user", droppedParts: nil)

  /// The tables of this kind.
  static let all = [identities, users]
}

/// What a run added to one table.
struct ChainPart: Equatable {
  /// How many rows.
  let rows: Int64
  /// The hash over them, in hexadecimal digits.
  let hash: String
}

import Book
import Settlement

/// A table of the journal: entries that were posted, and entries that take earlier ones back.
///
/// All of them begin with the same columns, so that one piece of code posts, reads and audits them:
/// `entry`, `run`, `sign` (1 posted, -1 reversed), `reverses` (the entry taken back) and `account`.
/// A reversal repeats the content of what it reverses, so that sums over the table are right.
struct JournalTable: Sendable {
  /// A column of the content.
  struct Column: Sendable {
    /// Its name.
    let name: String
    /// Its type and whether it may be empty.
    let type: String

    init(_ name: String, _ type: String) {
      self.name = name
      self.type = type
    }
  }

  /// The number of the kind in `standing`.
  let kind: Int64
  /// What a row is: `charge`.
  let name: String
  /// The content, in the order in which it is bound and read.
  let columns: [Column]
  /// Of the content, the column that refers to `item`.
  let itemColumn: String?
  /// The table's name.
  let table: String
  /// The columns of a new entry: its number, run, account, sign, no entry reversed, the content.
  let postedColumns: [String]
  /// Takes an entry back: the number of the reversal, run, the entry reversed.
  let reversal: String
  /// The entries of an account that stand: entry, then the content.
  let standing: String
  /// Makes the entries behind a number stand.
  let standingSince: String
  /// The last entry number.
  let lastEntry: String

  init(kind: Int64, name: String, columns: [Column], itemColumn: String? = nil) {
    self.kind = kind
    self.name = name
    self.columns = columns
    self.itemColumn = itemColumn
    table = "\(name)_entry"
    postedColumns = ["entry", "run", "account", "sign", "reverses"] + columns.map(\.name)
    reversal = Self.reversal(in: table, columns)
    standing = Self.standing(in: table, columns, kind: kind)
    standingSince =
      "INSERT INTO standing (account, kind, entry) "
      + "SELECT account, \(kind), entry FROM \(table) WHERE entry > ?1 ORDER BY entry"
    lastEntry = "SELECT max(entry) FROM \(table)"
  }

  /// The tables of the journal.
  static let all = [
    SettledDeduction.journal, Charge.journal, GrantBalance.journal, OrderLine.journal,
  ]
}

// MARK: - Schema

extension JournalTable {
  /// Creates the table.
  var definition: String {
    let content = columns.map { "  \($0.name) \($0.type),\n" }.joined()
    return """
      CREATE TABLE \(table) (
        entry INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES run,
        sign INTEGER NOT NULL CHECK (sign IN (1, -1)),
        reverses INTEGER REFERENCES \(table),
        account INTEGER NOT NULL REFERENCES account,
      \(content)  CHECK ((sign = 1) = (reverses IS NULL))
      ) STRICT;

      """
  }

  /// Creates the view of the rows that stand.
  var view: String {
    let content = columns.map { column in
      column.name == itemColumn ? "item.name AS \(column.name)" : "\(table).\(column.name)"
    }
    let item = itemColumn.map { "  JOIN item ON item.id = \(table).\($0)\n" } ?? ""
    return """
      CREATE VIEW standing_\(name) AS
        SELECT account.name AS account_id, \(content.joined(separator: ", "))
        FROM standing
        JOIN account ON account.id = standing.account
        JOIN \(table) ON \(table).entry = standing.entry
      \(item)  WHERE standing.kind = \(kind);

      """
  }
}

// MARK: - Queries

extension JournalTable {
  /// Where the content begins among `postedColumns`, counted from 1.
  static let firstContentParameter: Int32 = 6

  private static func reversal(in table: String, _ columns: [Column]) -> String {
    """
    INSERT INTO \(table) (entry, run, account, sign, reverses, \(names(columns)))
    SELECT ?1, ?2, account, -1, entry, \(names(columns)) FROM \(table) WHERE entry = ?3
    """
  }

  private static func standing(in table: String, _ columns: [Column], kind: Int64) -> String {
    let content = columns.map { "\(table).\($0.name)" }.joined(separator: ", ")
    return """
      SELECT standing.entry, \(content)
      FROM standing JOIN \(table) ON \(table).entry = standing.entry
      WHERE standing.account = ?1 AND standing.kind = \(kind)
      ORDER BY standing.entry
      """
  }

  private static func names(_ columns: [Column]) -> String {
    columns.map(\.name).joined(separator: ", ")
  }
}

import Storage
import TestSupport

/// A change of a ledger behind the program's back.
struct Mutation {
  /// The table that is changed.
  let table: String
  /// The statement that changes it.
  let sql: String
}

/// A file of a ledger, as somebody with an SQL shell sees it.
struct LedgerFile {
  /// A column of a table.
  struct Column {
    let name: String
    let type: String
    let isUnique: Bool
  }

  private let database: Database

  /// Opens the file; "DRAW" marks the files of the program.
  init(path: String) throws {
    database = try Database(path: path, access: .readWrite, applicationID: 0x4452_4157)
    try database.execute(
      """
      PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF;
      """)
  }

  /// Closes the file, and gathers what was written into it.
  func close() throws {
    try database.execute("PRAGMA journal_mode = DELETE")
    database.close()
  }

  /// All tables.
  var tables: [String] {
    get throws {
      try texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    }
  }

  /// The columns of a table.
  func columns(of table: String) throws -> [Column] {
    let unique = try texts(
      """
      SELECT DISTINCT columns.name FROM pragma_index_list('\(table)') AS list
      JOIN pragma_index_info(list.name) AS columns WHERE list."unique"
      UNION SELECT name FROM pragma_table_info('\(table)') WHERE pk > 0
      """)
    return try texts("SELECT name || ' ' || type FROM pragma_table_info('\(table)')").map { text in
      let words = text.split(separator: " ").map { String($0) }
      return Column(name: words[0], type: words[1], isUnique: unique.contains(words[0]))
    }
  }

  /// Conditions that hold for one row each: the first, the middle and the last one of a table.
  func rows(of table: String) throws -> [String] {
    let columns = try columns(of: table)
    let condition = columns.map { "'\($0.name) IS ' || quote(\($0.name))" }
    let all = try texts(
      "SELECT \(condition.joined(separator: " || ' AND ' || ")) FROM \(table) ORDER BY 1")
    guard let first = all.first, let last = all.last else { return [] }
    return [first, all[all.count / 2], last].reduce(into: []) { rows, row in
      if !rows.contains(row) { rows.append(row) }
    }
  }

  /// Makes a change; `false` when the database itself refuses it.
  func apply(_ mutation: Mutation) throws -> Bool {
    do {
      return try database.statement(mutation.sql).runCountingChanges() > 0
    } catch {
      // A key that is taken, or nothing where something must be.
      return false
    }
  }

  private func texts(_ sql: String) throws -> [String] {
    let rows = try database.statement(sql)
    defer { rows.reset() }
    var texts: [String] = []
    while try rows.step() { texts.append(rows.text(0)) }
    return texts
  }
}

extension LedgerFile.Column {
  /// Other values than the one that a row has, as SQL.
  var otherValues: [String] {
    switch type {
    case "INTEGER": ["\(name) + 1", "-\(name) - 1", "9223372036854775807", "NULL", "0"]
    case "TEXT": ["\(name) || 'x'", "'x' || \(name)", "''", "'1'", "'-9'", "NULL"]
    default: ["zeroblob(length(\(name)))", "zeroblob(length(\(name)) + 1)", "x''"]
    }
  }

  /// A value that no row has, as SQL.
  var newValue: String {
    switch type {
    case "INTEGER": "\(name) + 1000"
    case "TEXT": "\(name) || 'x'"
    default: "zeroblob(length(\(name)))"
    }
  }
}

extension Mutation {
  /// Changes of single values: each column in the first, the middle and the last row, each time
  /// another change; and all of them in the first row.
  static func changes(of table: String, in file: LedgerFile) throws -> [[Mutation]] {
    let rows = try file.rows(of: table)
    return try file.columns(of: table).map { column in
      rows.enumerated().flatMap { place, row in
        column.otherValues.enumerated().compactMap { index, value in
          guard place == 0 || index == place - 1 else { return nil }
          return Mutation(
            table: table,
            sql: "UPDATE \(table) SET \(column.name) = \(value) "
              + "WHERE \(row) AND \(column.name) IS NOT \(value)")
        }
      }
    }
  }

  /// The loss of a row, and a row too many.
  static func losses(of table: String, in file: LedgerFile) throws -> [Mutation] {
    try file.rows(of: table).map { Mutation(table: table, sql: "DELETE FROM \(table) WHERE \($0)") }
  }

  /// A row too many: one that is there, with another key.
  static func additions(to table: String, in file: LedgerFile) throws -> [Mutation] {
    let columns = try file.columns(of: table)
    let names = columns.map(\.name).joined(separator: ", ")
    let values = columns.map { $0.isUnique ? $0.newValue : $0.name }.joined(separator: ", ")
    return try file.rows(of: table).map { row in
      Mutation(
        table: table,
        sql: "INSERT INTO \(table) (\(names)) SELECT \(values) FROM \(table) WHERE \(row)")
    }
  }
}

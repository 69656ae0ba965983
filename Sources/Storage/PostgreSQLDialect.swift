/// The program's SQL, which is SQLite's, in the words of PostgreSQL.
///
/// | SQLite | PostgreSQL |
/// |---|---|
/// | `INTEGER`, `BLOB` | `BIGINT`, `BYTEA` |
/// | `TEXT` | `TEXT COLLATE "C"`: texts compare by their bytes |
/// | `STRICT`, `WITHOUT ROWID` | left out: columns have one type, and rows no other key |
/// | `?1` | `$1` |
/// | `CROSS JOIN ... ON`, `INDEXED BY` | `JOIN ... ON`: the order of tables is the planner's |
enum PostgreSQLDialect {
  /// A script that makes tables, indices and views.
  static func schema(_ script: String) -> String {
    var script = script.replacing(") STRICT, WITHOUT ROWID;", with: ");")
    script = script.replacing(") STRICT;", with: ");")
    let types = [("INTEGER", "BIGINT"), ("BLOB", "BYTEA"), ("TEXT", "TEXT COLLATE \"C\"")]
    for (ours, theirs) in types { script = script.replacing(" \(ours)", with: " \(theirs)") }
    return script
  }

  /// A query, and how many parameters it has.
  static func query(_ sql: String) -> (sql: String, parameters: Int) {
    var words = sql.replacing("CROSS JOIN", with: "JOIN")
    while let hint = words.firstRange(of: " INDEXED BY ") {
      let name = words[hint.upperBound...].prefix { $0.isLetter || $0 == "_" }
      words.removeSubrange(hint.lowerBound..<name.endIndex)
    }
    return numbered(words)
  }

  /// Parameters by `$`; a question mark inside of a text is none.
  private static func numbered(_ sql: String) -> (sql: String, parameters: Int) {
    var (written, highest, isText) = ("", 0, false)
    var rest = sql[...]
    while let character = rest.popFirst() {
      if character == "'" { isText.toggle() }
      guard character == "?", !isText else {
        written.append(character)
        continue
      }
      let digits = rest.prefix { $0.isNumber }
      rest = rest[digits.endIndex...]
      highest = max(highest, Int(digits) ?? 0)
      written += "$\(digits)"
    }
    return (written, highest)
  }
}

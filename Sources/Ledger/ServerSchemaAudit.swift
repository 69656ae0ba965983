import Storage

// What a server says about tables is compared with what SQLite says about the same tables, newly
// made: both follow from one script.

extension Database {
  /// How tables, indices and views of a schema on a server differ from those that this program makes.
  ///
  /// Other programs may have things of other names in the schema.
  func serverSchemaFindings(_ made: Database) throws(DatabaseFailure) -> [LedgerFinding] {
    let wanted = try made.lines(of: Self.fileThings)
    let found = try lines(of: Self.serverThings)
    let names = try made.lines(of: "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    var findings: [LedgerFinding] = []
    func note(_ detail: String) {
      findings.append(LedgerFinding(check: .structure, detail: detail))
    }
    for thing in wanted.subtracting(found).sorted() { note("\(thing) is missing") }
    for thing in found.subtracting(wanted).sorted() {
      // "column run.id BIGINT": the table is the second word up to the point.
      let table = thing.split(separator: " ")[1].prefix { $0 != "." }
      if names.contains(String(table)) { note("\(thing) is not of this program") }
    }
    guard findings.isEmpty else { return findings }
    for view in try made.lines(of: "SELECT name FROM sqlite_schema WHERE type = 'view'").sorted() {
      if try plan(of: "SELECT * FROM \(view)") != plan(of: made.query(ofView: view)) {
        note("view \(view) is not as this program makes it")
      }
    }
    return findings
  }

  /// Queries whose rows are references to rows that are not there.
  ///
  /// A server looks at references when rows come and go, and can be told not to.
  func referenceQueries() throws(DatabaseFailure) -> [(LedgerFinding.Check, String)] {
    let made = try Self.newLedger()
    let rows = try made.statement(
      """
      SELECT child.name, link."from", link."table", coalesce(link."to", key.name)
      FROM sqlite_schema AS child JOIN pragma_foreign_key_list(child.name) AS link
      JOIN pragma_table_info(link."table") AS key ON key.pk = 1
      WHERE child.type = 'table' ORDER BY 1, 2
      """)
    defer { rows.reset() }
    var queries: [(LedgerFinding.Check, String)] = []
    while try rows.step() {
      let (table, column) = (rows.text(0), rows.text(1))
      let (parent, key) = (rows.text(2), rows.text(3))
      queries.append(
        (
          .structure,
          """
          SELECT 'a row of \(table) refers to a missing row of \(parent)' FROM \(table)
          WHERE \(column) IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM \(parent) AS parent WHERE parent.\(key) = \(table).\(column))
          """
        ))
    }
    return queries
  }

  /// The first column of every row.
  private func lines(of sql: String) throws(DatabaseFailure) -> Set<String> {
    let rows = try statement(sql)
    defer { rows.reset() }
    var lines: Set<String> = []
    while try rows.step() { lines.insert(rows.text(0)) }
    return lines
  }

  /// How the server would answer a query, whatever the names in it: views are resolved.
  private func plan(of sql: String) throws(DatabaseFailure) -> [String] {
    let rows = try statement("EXPLAIN (VERBOSE, COSTS OFF) \(sql)")
    defer { rows.reset() }
    var lines: [String] = []
    while try rows.step() { lines.append(rows.text(0)) }
    return lines
  }

  /// The query that a view stands for.
  private func query(ofView name: String) throws(DatabaseFailure) -> String {
    let rows = try statement("SELECT sql FROM sqlite_schema WHERE name = '\(name)'")
    defer { rows.reset() }
    let text = try rows.step() ? rows.text(0) : ""
    guard let start = text.utf8.indices.first(where: { text[$0...].hasPrefix("SELECT") }) else {
      return text
    }
    return String(text[start...])
  }

  /// Columns, keys and indices, a line each, as a file tells them.
  private static let fileThings = """
    SELECT 'column ' || item.name || '.' || field.name
      || CASE item.type WHEN 'view' THEN '' ELSE ' ' || field.type
        || CASE WHEN field."notnull" OR field.pk THEN ' NOT NULL' ELSE '' END END
    FROM sqlite_schema AS item JOIN pragma_table_info(item.name) AS field
    WHERE item.type IN ('table', 'view')
    UNION ALL
    SELECT 'index ' || tbl_name || '.' || name FROM sqlite_schema
    WHERE type = 'index' AND sql IS NOT NULL
    UNION ALL
    SELECT 'key ' || item.name || ' (' || (
      SELECT group_concat(name, ', ') FROM (
        SELECT name FROM pragma_table_info(item.name) WHERE pk > 0 ORDER BY pk)) || ')'
    FROM sqlite_schema AS item
    WHERE item.type = 'table'
      AND EXISTS (SELECT 1 FROM pragma_table_info(item.name) WHERE pk > 0)
    """

  /// The same, as a server tells them; and what can change rows on their way, of which there is
  /// none: triggers, rules and policies.
  private static let serverThings = """
    SELECT 'column ' || item.relname || '.' || field.attname
      || CASE item.relkind WHEN 'v' THEN '' ELSE ' '
        || CASE format_type(field.atttypid, field.atttypmod)
          WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN 'TEXT'
          ELSE format_type(field.atttypid, field.atttypmod) END
        || CASE WHEN field.attnotnull THEN ' NOT NULL' ELSE '' END
        || CASE WHEN field.attcollation NOT IN (0, 'pg_catalog."C"'::regcollation)
          THEN ' of another collation' ELSE '' END END
    FROM pg_class AS item JOIN pg_attribute AS field
      ON field.attrelid = item.oid AND field.attnum > 0 AND NOT field.attisdropped
    WHERE item.relnamespace = current_schema()::regnamespace AND item.relkind IN ('r', 'v', 'm', 'p')
    UNION ALL
    SELECT 'index ' || owner.relname || '.' || item.relname
    FROM pg_index AS link JOIN pg_class AS item ON item.oid = link.indexrelid
      JOIN pg_class AS owner ON owner.oid = link.indrelid
    WHERE owner.relnamespace = current_schema()::regnamespace AND link.indisvalid
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = link.indexrelid)
    UNION ALL
    SELECT 'key ' || owner.relname || ' (' || (
      SELECT string_agg(field.attname, ', ' ORDER BY part.place)
      FROM unnest(key.conkey) WITH ORDINALITY AS part (number, place)
        JOIN pg_attribute AS field ON field.attrelid = owner.oid AND field.attnum = part.number) || ')'
    FROM pg_constraint AS key JOIN pg_class AS owner ON owner.oid = key.conrelid
    WHERE owner.relnamespace = current_schema()::regnamespace AND key.contype = 'p'
    UNION ALL
    SELECT 'trigger ' || owner.relname || '.' || tgname
    FROM pg_trigger JOIN pg_class AS owner ON owner.oid = tgrelid
    WHERE owner.relnamespace = current_schema()::regnamespace AND NOT tgisinternal
    UNION ALL
    SELECT 'rule ' || owner.relname || '.' || rulename
    FROM pg_rewrite JOIN pg_class AS owner ON owner.oid = ev_class
    WHERE owner.relnamespace = current_schema()::regnamespace AND rulename <> '_RETURN'
    UNION ALL
    SELECT 'policy ' || owner.relname || '.' || polname
    FROM pg_policy JOIN pg_class AS owner ON owner.oid = polrelid
    WHERE owner.relnamespace = current_schema()::regnamespace
    """
}

/// Keys by which many rows of a table on a server are looked up in one query.
///
/// The parts of the keys travel as lists, one a column of the key.
final class PostgreSQLKeys {
  /// Takes the parts of the next key as its parameters; it is never run.
  let key: Statement
  private let values: PostgreSQLKeyParts
  private let rows: PostgreSQLStatement
  private let width: Int
  private var lists: [[UInt8]]
  private var types: [UInt32]
  private var count = 0
  private var known: Set<[UInt8]> = []
  /// For each key, whether no key before it is equal.
  private(set) var isFirst: [Bool] = []

  /// - Parameter columns: what is wanted of the rows; the place of the key, from 1, comes behind it.
  init(
    _ server: PostgreSQLConnection, _ columns: [String], in table: String, by key: [String]
  ) {
    let parts = key.indices.map { "part_\($0)" }
    let wanted = columns.map { "found.\($0)" } + ["wanted.place"]
    let lists = key.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    let condition = zip(key, parts).map { "found.\($0) = wanted.\($1)" }
    let sql = """
      SELECT \(wanted.joined(separator: ", "))
      FROM unnest(\(lists)) WITH ORDINALITY AS wanted (\(parts.joined(separator: ", ")), place)
      JOIN \(table) AS found ON \(condition.joined(separator: " AND "))
      ORDER BY wanted.place
      """
    rows = PostgreSQLStatement(server, sql, .short)
    values = PostgreSQLKeyParts()
    self.key = Statement(values)
    width = key.count
    self.lists = Array(repeating: [], count: key.count)
    types = Array(repeating: 0, count: key.count)
  }

  /// Adds the key that is bound.
  func addKey() {
    var bytes: [UInt8] = []
    for (place, value) in values.values.prefix(width).enumerated() {
      types[place] = value.type
      let start = bytes.count
      value.appendField(to: &bytes)
      lists[place] += bytes[start...]
    }
    count += 1
    isFirst.append(known.insert(bytes).inserted)
  }

  /// The rows of the keys, which are forgotten, in their order.
  func query() throws(DatabaseFailure) -> Statement {
    rows.reset()
    for (place, list) in lists.enumerated() {
      rows.bind(.list(type: types[place], count: count, list), at: Int32(place + 1))
    }
    lists = Array(repeating: [], count: width)
    count = 0
    isFirst.removeAll(keepingCapacity: true)
    return Statement(rows)
  }
}

/// The parts of one key.
final class PostgreSQLKeyParts {
  private(set) var values: [ParameterList.Value] = []

  func bind(_ value: ParameterList.Value, at parameter: Int32) {
    while values.count < Int(parameter) { values.append(.null) }
    values[Int(parameter) - 1] = value
  }
}

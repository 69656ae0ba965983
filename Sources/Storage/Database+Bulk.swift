// What is asked or done once for each of very many keys.
//
// A file answers at once, so it is asked key by key. A server is a journey away, so it gets many keys
// in one question.

extension Database {
  /// How many keys go to a server at once.
  private static var keysAtOnce: Int { 8192 }

  /// Looks rows of a table up by their keys.
  ///
  /// - Parameters:
  ///   - columns: what is wanted of a row.
  ///   - table: has at most one row for each key.
  ///   - key: the columns of the key.
  ///   - count: how many keys there are.
  ///   - bind: binds the parts of the key with that place to the parameters of a statement.
  ///   - found: called with the place of each key that is there, in their order, and its row.
  /// - Complexity: one look-up a key.
  public func lookUp(
    _ columns: [String], in table: String, by key: [String], count: Int,
    bind: (Int, Statement) throws -> Void, found: (Int, Statement) throws -> Void
  ) throws {
    guard let server else {
      let condition = key.enumerated().map { "\($1) = ?\($0 + 1)" }.joined(separator: " AND ")
      let rows = try statement(
        "SELECT \(columns.joined(separator: ", ")) FROM \(table) WHERE \(condition)")
      defer { rows.reset() }
      for place in 0..<count {
        rows.reset()
        try bind(place, rows)
        if try rows.step() { try found(place, rows) }
      }
      return
    }
    let lists = PostgreSQLKeys(server, columns, in: table, by: key)
    for start in stride(from: 0, to: count, by: Self.keysAtOnce) {
      let places = start..<min(start + Self.keysAtOnce, count)
      for place in places {
        try bind(place, lists.key)
        lists.addKey()
      }
      let rows = try lists.query()
      defer { rows.reset() }
      while try rows.step() {
        try found(start + Int(rows.integer(Int32(columns.count))) - 1, rows)
      }
    }
  }

  /// Inserts rows whose keys are not there.
  ///
  /// - Parameters:
  ///   - table: gets the rows.
  ///   - columns: the columns that are bound, those of the table's key first.
  ///   - keyCount: how many columns the key has.
  ///   - count: how many rows there are; of those with equal keys the first is inserted.
  ///   - bind: binds the columns of the row with that place to the parameters of a statement.
  ///     Bindings stay, so that what does not change is bound once.
  ///   - done: called for each row in their order, with whether it was inserted.
  /// - Complexity: one look-up a row.
  public func insertNew(
    into table: String, _ columns: [String], keyCount: Int, count: Int,
    bind: (Int, Statement) throws -> Void, done: (Int, Bool) throws -> Void
  ) throws {
    guard let server else {
      let values = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
      let insert = try statement(
        """
        INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(values))
        ON CONFLICT DO NOTHING
        """)
      for place in 0..<count {
        try bind(place, insert)
        try done(place, insert.runCountingChanges() > 0)
      }
      return
    }
    let insert = try insertion(into: table, columns)
    let lists = PostgreSQLKeys(server, [], in: table, by: Array(columns.prefix(keyCount)))
    for start in stride(from: 0, to: count, by: Self.keysAtOnce) {
      let places = start..<min(start + Self.keysAtOnce, count)
      for place in places {
        try bind(place, lists.key)
        lists.addKey()
      }
      var isNew = lists.isFirst
      let rows = try lists.query()
      while try rows.step() { isNew[Int(rows.integer(0)) - 1] = false }
      for place in places {
        let isNew = isNew[place - start]
        if isNew {
          try bind(place, insert)
          try insert.run()
        }
        try done(place, isNew)
      }
    }
  }
}

/// A query of a session on a server: its parameters, and the rows of its last run.
///
/// It is prepared when it runs first, since only then the types of its parameters are known.
@safe
final class PostgreSQLStatement {
  private unowned let connection: PostgreSQLConnection
  private let sql: String
  private let extent: Statement.Extent
  private var parameters: ParameterList
  private var name: String?
  private var answer: PostgreSQLAnswer?
  /// The row of the answer that it stands on.
  private var row: Int32 = 0
  /// The cursor from which further rows come.
  private var cursor: String?
  /// The bytes of the parameters, kept for their room.
  private var bytes: [UInt8] = []

  /// How many rows of a cursor come at once.
  private static let rowsAtOnce: Int32 = 4096

  init(_ connection: PostgreSQLConnection, _ sql: String, _ extent: Statement.Extent) {
    self.connection = connection
    let query = PostgreSQLDialect.query(sql)
    self.sql = query.sql
    self.extent = extent
    parameters = ParameterList(count: query.parameters)
  }

  func bind(_ value: ParameterList.Value, at parameter: Int32) {
    parameters.set(value, at: parameter)
  }

  // MARK: - Steps

  func step() throws(DatabaseFailure) -> Bool {
    guard let known = answer else {
      row = 0
      let answer = try open()
      guard answer.rowCount > 0 else {
        reset()
        return false
      }
      self.answer = answer
      return true
    }
    row += 1
    if row < known.rowCount { return true }
    if let cursor, known.rowCount == Self.rowsAtOnce {
      let next = try fetch(cursor)
      row = 0
      answer = next
      if next.rowCount > 0 { return true }
    }
    reset()
    return false
  }

  /// Runs it to its end; tells how many rows it inserted, changed or removed.
  func run() throws(DatabaseFailure) -> Int {
    reset()
    return try execute().changedRows
  }

  func reset() {
    answer = nil
    guard let cursor else { return }
    self.cursor = nil
    // Where this fails, the transaction has failed already and says so itself.
    _ = try? connection.run("CLOSE \(cursor)")
  }

  private func open() throws(DatabaseFailure) -> PostgreSQLAnswer {
    guard extent == .long, connection.isInTransaction else { return try execute() }
    let name = connection.newName()
    try connection.send()
    let declaration = "DECLARE \(name) NO SCROLL CURSOR FOR \(sql)"
    let types = parameters.types
    let answer = unsafe withParameters { count, values, lengths, formats in
      unsafe connection.library.executeWithParameters(
        connection.handle, declaration, count, types, values, lengths, formats, 1)
    }
    _ = try unsafe connection.checked(answer, declaration)
    cursor = name
    return try fetch(name)
  }

  private func fetch(_ cursor: String) throws(DatabaseFailure) -> PostgreSQLAnswer {
    try connection.send()
    let sql = "FETCH FORWARD \(Self.rowsAtOnce) FROM \(cursor)"
    let answer = unsafe connection.library.executeWithParameters(
      connection.handle, sql, 0, nil, nil, nil, nil, 1)
    return try unsafe connection.checked(answer, sql)
  }

  private func execute() throws(DatabaseFailure) -> PostgreSQLAnswer {
    try connection.send()
    let name = try prepared()
    let answer = unsafe withParameters { count, values, lengths, formats in
      unsafe connection.library.executePrepared(
        connection.handle, name, count, values, lengths, formats, 1)
    }
    return try unsafe connection.checked(answer, sql)
  }

  private func prepared() throws(DatabaseFailure) -> String {
    if let name { return name }
    let made = connection.newName()
    let types = parameters.types
    let answer = unsafe connection.library.prepare(
      connection.handle, made, sql, Int32(types.count), types)
    _ = try unsafe connection.checked(answer, sql)
    name = made
    return made
  }

  /// Calls a closure with the values of the parameters as the library takes them.
  private func withParameters(
    _ body: (
      Int32, ClientLibrary.TextList?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> ClientLibrary.Answer?
  ) -> ClientLibrary.Answer? {
    bytes.removeAll(keepingCapacity: true)
    var starts: [Int?] = []
    for value in parameters.values {
      if case .null = value { starts.append(nil) } else { starts.append(bytes.count) }
      value.append(to: &bytes)
    }
    // An empty text needs an address too, else it would be none.
    bytes.append(0)
    let lengths = parameters.values.map { max($0.length, 0) }
    let formats = [Int32](repeating: 1, count: lengths.count)
    return unsafe bytes.withUnsafeBytes { raw in
      let base = unsafe raw.bindMemory(to: CChar.self).baseAddress
      var list: [ClientLibrary.Text?] = unsafe []
      for start in starts {
        unsafe list.append(start.flatMap { start in unsafe base.map { unsafe $0 + start } })
      }
      return unsafe list.withUnsafeBufferPointer { values in
        unsafe lengths.withUnsafeBufferPointer { lengths in
          unsafe formats.withUnsafeBufferPointer { formats in
            unsafe body(
              Int32(starts.count), values.baseAddress, lengths.baseAddress, formats.baseAddress)
          }
        }
      }
    }
  }

  // MARK: - Columns

  /// The rows that it stands in; only asked for behind a step that found one.
  private var rows: PostgreSQLAnswer {
    guard let answer else { preconditionFailure("a column is read behind a step to its row") }
    return answer
  }

  var columnCount: Int32 { Int32(rows.types.count) }
  func kind(_ column: Int32) -> Statement.Kind { rows.kind(row, column) }
  func isNull(_ column: Int32) -> Bool { rows.isNull(row, column) }
  func integer(_ column: Int32) -> Int64 { rows.integer(row, column) }
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> { unsafe rows.bytes(row, column) }
}

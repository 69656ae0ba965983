/// Rows on their way into one table, sent many at a time by `COPY` in binary.
@safe
final class PostgreSQLInsertion {
  private unowned let connection: PostgreSQLConnection
  private let sql: String
  private var parameters: ParameterList
  private var rows: [UInt8] = []

  /// Bytes of rows that wait before they are sent.
  private static let mostBytes = 1 << 20
  /// What stands in front of rows: a signature with bytes that a changed line end would spoil, and
  /// two empty fields.
  private static let header: [UInt8] =
    Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)

  init(_ connection: PostgreSQLConnection, into table: String, _ columns: [String]) {
    self.connection = connection
    sql = "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN (FORMAT binary)"
    parameters = ParameterList(count: columns.count)
  }

  func bind(_ value: ParameterList.Value, at parameter: Int32) {
    parameters.set(value, at: parameter)
  }

  /// Adds the row of the values that are bound.
  func run() throws(DatabaseFailure) {
    if rows.isEmpty {
      rows = Self.header
      connection.enqueue(self)
    }
    rows.append(bigEndian: Int16(parameters.values.count))
    for value in parameters.values { value.appendField(to: &rows) }
    // Others may refer to these rows or these to others, so all that wait are sent in their order.
    if rows.count > Self.mostBytes { try connection.send() }
  }

  /// Forgets the rows that were not sent.
  func forget() { rows.removeAll(keepingCapacity: true) }

  /// Sends the rows.
  func send() throws(DatabaseFailure) {
    rows.append(bigEndian: Int16(-1))
    let library = connection.library
    defer { forget() }
    try connection.runNow(sql)
    let isSent = unsafe rows.withUnsafeBytes { bytes in
      unsafe library.putCopyData(
        connection.handle, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count)) == 1
        && library.putCopyEnd(connection.handle, nil) == 1
    }
    guard isSent else { throw connection.failure(nil, "running \(sql)") }
    let answer = unsafe library.nextAnswer(connection.handle)
    // The answer to the command is followed by none.
    while let next = unsafe library.nextAnswer(connection.handle) { unsafe library.clear(next) }
    _ = try unsafe connection.checked(answer, sql)
  }
}

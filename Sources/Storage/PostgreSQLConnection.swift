/// One session on a PostgreSQL server.
///
/// Texts are UTF-8, values go both ways in binary. Rows for `COPY` wait here until anything else is
/// asked, so that whoever asks sees all that was written before.
@safe
final class PostgreSQLConnection {
  let library: ClientLibrary
  let address: PostgreSQLAddress
  /// Stands for the schema of the ledger when a writer locks it.
  private(set) var lockKey: Int64 = 0
  /// Whether this session is the one that writes.
  var holdsLock = false
  private(set) var handle: ClientLibrary.Connection?
  /// Statements with rows that were not sent yet, in the order of their first row.
  private var waiting: [PostgreSQLInsertion] = []
  private var lastName = 0

  /// Connects, and refuses servers and databases that cannot hold a ledger.
  init(_ address: PostgreSQLAddress) throws(DatabaseFailure) {
    self.address = address
    do {
      library = try ClientLibrary.shared.get()
    } catch {
      throw DatabaseFailure(
        code: .noClientLibrary, operation: "opening", subject: address.redacted,
        detail: error.detail)
    }
    guard !address.isAmbiguous else {
      throw DatabaseFailure(
        code: .forbidden, operation: "opening", subject: address.redacted,
        detail: "user or password hold a character that a URL needs, such as @, / or ?; write it "
          + "as %40, %2F or %3F, or give the password in PGPASSWORD or ~/.pgpass")
    }
    try connect()
    do throws(DatabaseFailure) {
      try run(Self.settings)
      try checkServer()
    } catch {
      close()
      throw error
    }
  }

  deinit { close() }

  /// Ends the session; what was not committed is gone.
  func close() {
    guard let handle = unsafe handle else { return }
    waiting.removeAll()
    unsafe library.finish(handle)
    unsafe self.handle = nil
  }

  /// A name for a statement or a cursor that no other has.
  func newName() -> String {
    lastName += 1
    return "drawdown_\(lastName)"
  }

  // MARK: - Commands

  /// Runs commands without parameters; rows of the last one are the answer.
  @discardableResult
  func run(_ script: String) throws(DatabaseFailure) -> PostgreSQLAnswer {
    try send()
    return try runNow(script)
  }

  /// Like `run`, while rows wait.
  @discardableResult
  func runNow(_ script: String) throws(DatabaseFailure) -> PostgreSQLAnswer {
    try unsafe checked(library.execute(handle, script), script)
  }

  /// An answer without an error; anything else is thrown.
  func checked(
    _ answer: ClientLibrary.Answer?, _ sql: String
  ) throws(DatabaseFailure) -> PostgreSQLAnswer {
    guard let answer = unsafe answer else { throw failure(nil, "running \(sql.prefix(60))") }
    let checked = unsafe PostgreSQLAnswer(library, answer)
    switch checked.status {
    case ClientCode.commandDone, ClientCode.rows, ClientCode.copyIn: return checked
    default: throw failure(checked, "running \(sql)")
    }
  }

  // MARK: - Rows that wait

  /// Notes that a statement has rows to send.
  func enqueue(_ insertion: PostgreSQLInsertion) { waiting.append(insertion) }

  /// Sends the rows that wait.
  func send() throws(DatabaseFailure) {
    guard !waiting.isEmpty else { return }
    let statements = waiting
    waiting.removeAll()
    for statement in statements { try statement.send() }
  }

  /// Forgets the rows that wait.
  func forgetWaiting() {
    for statement in waiting { statement.forget() }
    waiting.removeAll()
  }

  // MARK: - Opening

  /// What every session is set to: our own plans for our own values, since the tables of a first run
  /// are planned for while they are empty; and no limit of time, which would end long runs.
  private static let settings = """
    SET client_min_messages = warning; SET plan_cache_mode = force_custom_plan; SET jit = off;
    SET statement_timeout = 0; SET lock_timeout = 0;
    SET idle_in_transaction_session_timeout = 0;
    """

  private func connect() throws(DatabaseFailure) {
    // What stands in front of the URL can be said otherwise in it.
    let parameters = [
      ("connect_timeout", "30"), ("fallback_application_name", "drawdown"),
      ("dbname", address.url), ("client_encoding", "UTF8"),
    ]
    let library = library
    let made = unsafe withTexts(parameters.map(\.0)) { names in
      unsafe withTexts(parameters.map(\.1)) { values in
        unsafe library.connect(names, values, 1)
      }
    }
    guard unsafe library.status(made) == ClientCode.connectionIsGood else {
      let failure = unsafe Self.connectionFailure(library, made, address)
      unsafe library.finish(made)
      throw failure
    }
    unsafe handle = made
    // The library prints notices to standard error unless it is told otherwise.
    _ = unsafe library.setNoticeReceiver(made, { _, _ in }, nil)
  }

  private func checkServer() throws(DatabaseFailure) {
    let answer = try run(
      """
      SELECT current_setting('server_version_num'), current_setting('server_encoding'),
        current_schema(), (SELECT oid FROM pg_namespace WHERE nspname = current_schema()),
        current_setting('search_path')
      """)
    func refuse(_ code: DatabaseFailure.Code, _ detail: String) -> DatabaseFailure {
      DatabaseFailure(
        code: code, operation: "opening", subject: address.redacted, detail: detail)
    }
    guard let version = Int(answer.text(0, 0)), version >= 120_000 else {
      throw refuse(.notOurs, "the server is older than PostgreSQL 12")
    }
    guard answer.text(0, 1) == "UTF8" else {
      throw refuse(
        .notOurs, "the database has the encoding \(answer.text(0, 1)), and a ledger needs UTF8")
    }
    guard let schema = Int64(answer.text(0, 3)) else {
      throw refuse(
        .missing,
        "there is no schema for the ledger: none of the search path \(answer.text(0, 4)) exists")
    }
    // "DRAW" in front of the schema's number, so that no other program means the same lock.
    lockKey = 0x4452_4157 << 32 | schema
  }
}

/// Calls a closure with texts as the library takes them, with an empty place behind them.
private func withTexts<Value>(
  _ texts: [String], _ body: (ClientLibrary.TextList) -> Value
) -> Value {
  var bytes: [CChar] = []
  let starts = texts.map { text in
    let start = bytes.count
    bytes += text.utf8.map { CChar(bitPattern: $0) } + [0]
    return start
  }
  return unsafe bytes.withUnsafeBufferPointer { characters in
    var list: [ClientLibrary.Text?] = unsafe []
    for start in starts { unsafe list.append(characters.baseAddress.map { unsafe $0 + start }) }
    unsafe list.append(nil)
    return unsafe list.withUnsafeBufferPointer { pointers in
      guard let first = pointers.baseAddress else { preconditionFailure("a list has an end") }
      return unsafe body(first)
    }
  }
}

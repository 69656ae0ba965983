import Testing

@testable import Storage

@Suite("Statements")
struct StatementTests {
  private let database: Database

  init() throws {
    database = try Database(path: "", access: .inMemory, applicationID: 1)
    try database.execute("CREATE TABLE t (i INTEGER, s TEXT, b BLOB) STRICT")
  }

  private func insert(_ body: (Statement) -> Void) throws {
    let insert = try database.statement("INSERT INTO t (i, s, b) VALUES (?1, ?2, ?3)")
    body(insert)
    try insert.run()
  }

  @Test("integers come back as they went in", arguments: [0, 1, -1, Int64.max, Int64.min])
  func integers(_ value: Int64) throws {
    try insert { $0.bind(value, at: 1) }
    let row = try database.statement("SELECT i FROM t")
    #expect(try row.step())
    #expect(row.integer(0) == value)
    #expect(row.optionalInteger(0) == value)
  }

  @Test(
    "text is bytes: nothing is normalised, cut at a zero or lost",
    arguments: ["", "a", "a\u{0}b", "e\u{301}", "\u{e9}", "'\"; DROP TABLE t", "\u{1F600}"])
  func text(_ value: String) throws {
    try insert { $0.bind(value, at: 2) }
    let row = try database.statement("SELECT s FROM t")
    #expect(try row.step())
    #expect(Array(row.text(0).utf8) == Array(value.utf8))
    #expect(row.bytes(0) == Array(value.utf8))
    #expect(!row.isNull(0))
  }

  @Test("two spellings of one letter are two texts, ordered by bytes")
  func textOrder() throws {
    for text in ["\u{e9}", "e\u{301}", "z", "Z"] { try insert { $0.bind(text, at: 2) } }
    let rows = try database.statement("SELECT DISTINCT s FROM t ORDER BY s")
    var found: [[UInt8]] = []
    while try rows.step() { found.append(rows.bytes(0)) }
    #expect(found == ["Z", "e\u{301}", "z", "\u{e9}"].map { Array($0.utf8) })
  }

  @Test("bytes come back as they went in", arguments: [[], [0], [1, 2, 0, 255]] as [[UInt8]])
  func blobs(_ value: [UInt8]) throws {
    try insert { $0.bind(blob: value, at: 3) }
    let row = try database.statement("SELECT b FROM t")
    #expect(try row.step())
    #expect(row.bytes(0) == value)
    #expect(!row.isNull(0))
  }

  @Test("halves are stored so that blobs compare as the pairs do")
  func halves() throws {
    let pairs: [(UInt64, UInt64)] = [(1, 0), (0, 255), (0, 256), (.max, 1)]
    for pair in pairs { try insert { $0.bind(blob: pair.0, pair.1, at: 3) } }
    let rows = try database.statement("SELECT b FROM t ORDER BY b")
    var found: [[UInt64]] = []
    while try rows.step() {
      let halves = try #require(rows.halves(0))
      found.append([halves.high, halves.low])
    }
    #expect(found == [[0, 255], [0, 256], [1, 0], [.max, 1]])
  }

  @Test("nothing is nothing")
  func null() throws {
    try insert {
      $0.bind(nil as Int64?, at: 1)
      $0.bind(nil as String?, at: 2)
    }
    let row = try database.statement("SELECT i, s, b FROM t")
    #expect(try row.step())
    #expect(row.optionalInteger(0) == nil && row.optionalText(1) == nil && row.isNull(2))
    #expect(row.integer(0) == 0 && row.text(1).isEmpty && row.bytes(2).isEmpty)
    #expect(row.halves(2) == nil)
  }

  @Test("a query is prepared once, and is ready when it is asked for again")
  func reuse() throws {
    for value in 1...3 as ClosedRange<Int64> { try insert { $0.bind(value, at: 1) } }
    let first = try database.statement("SELECT i FROM t ORDER BY i")
    #expect(try first.step())
    let second = try database.statement("SELECT i FROM t ORDER BY i")
    #expect(first === second)
    #expect(try second.step())
    #expect(second.integer(0) == 1)
  }

  @Test("changes are counted")
  func changes() throws {
    try database.execute("CREATE UNIQUE INDEX one ON t (i)")
    let insert = try database.statement(
      "INSERT INTO t (i) VALUES (?1) ON CONFLICT DO NOTHING")
    insert.bind(7, at: 1)
    #expect(try insert.runCountingChanges() == 1)
    #expect(try insert.runCountingChanges() == 0)
  }

  @Test("a query of a table that is not there tells of a changed file")
  func strangeSchema() throws {
    let failure = #expect(throws: DatabaseFailure.self) {
      try database.statement("SELECT x FROM nowhere")
    }
    #expect(failure?.code == .implausible)
    #expect(failure?.detail == "no such table: nowhere")
    #expect(failure?.operation == "preparing SELECT x FROM nowhere")
  }

  @Test("a broken constraint is told, and the statement can be used again")
  func constraint() throws {
    try database.execute("CREATE TABLE u (k INTEGER PRIMARY KEY) STRICT")
    let insert = try database.statement("INSERT INTO u (k) VALUES (?1)")
    insert.bind(1, at: 1)
    try insert.run()
    let failure = #expect(throws: DatabaseFailure.self) { try insert.run() }
    #expect(failure?.code == .constraint)
    insert.bind(2, at: 1)
    try insert.run()
    #expect(try database.integer("SELECT count(*) FROM u") == 2)
  }

  @Test("a column takes values of its type only")
  func strict() throws {
    let insert = try database.statement("INSERT INTO t (i) VALUES (?1)")
    insert.bind("many", at: 1)
    let failure = #expect(throws: DatabaseFailure.self) { try insert.run() }
    #expect(failure?.code == .constraint)
  }
}

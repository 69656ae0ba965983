import TestSupport
import Testing

@testable import Storage

@Suite("Databases on a server", .enabled(if: TestServer.isThere))
struct ServerTests {
  private let address: String
  private let database: Database

  init() throws {
    address = try TestServer.makeSchema()
    database = try Database(path: address, access: .readWrite, applicationID: 77)
    try database.execute("CREATE TABLE t (i BIGINT PRIMARY KEY, s TEXT COLLATE \"C\", b BYTEA)")
  }

  private func open(
    _ access: Database.Access = .readWrite, _ patience: Database.Patience = .none
  ) throws -> Database {
    try Database(path: address, access: access, applicationID: 77, patience: patience)
  }

  @Test("values come back as they went in, one by one and in bulk", arguments: [false, true])
  func values(inBulk: Bool) throws {
    let insert =
      try inBulk
      ? database.insertion(into: "t", ["i", "s", "b"])
      : database.statement("INSERT INTO t (i, s, b) VALUES (?1, ?2, ?3)")
    let rows: [(Int64, String?, [UInt8])] = [
      (.min, "", []), (-1, nil, [0]), (0, "e\u{301}'\"; DROP", [1, 2, 0, 255]),
      (.max, "\u{e9}\n\\.\t", Array(0...255)),
    ]
    for (integer, text, bytes) in rows {
      insert.bind(integer, at: 1)
      insert.bind(text, at: 2)
      insert.bind(blob: bytes, at: 3)
      try insert.run()
    }
    let found = try database.statement("SELECT i, s, b FROM t ORDER BY i")
    for (integer, text, bytes) in rows {
      #expect(try found.step())
      #expect(found.integer(0) == integer && found.bytes(2) == bytes)
      #expect(found.optionalText(1).map { Array($0.utf8) } == text.map { Array($0.utf8) })
      #expect(found.kind(0) == .integer && found.kind(2) == .blob)
      #expect(found.kind(1) == (text == nil ? .null : .text))
    }
    #expect(try !found.step())
  }

  @Test("sums are whole numbers", arguments: [0, 1, 9_999, 10_000, 123_456_789_012, 100_000_000])
  func sums(value: Int64) throws {
    for value in [value, -value] {
      let sum = try database.statement("SELECT sum(x) FROM (SELECT ?1 AS x) AS t")
      sum.bind(value, at: 1)
      #expect(try sum.step() && sum.integer(0) == value)
    }
  }

  @Test("texts are in the order of their bytes")
  func order() throws {
    let insert = try database.insertion(into: "t", ["i", "s"])
    for (index, text) in ["\u{e9}", "e\u{301}", "z", "Z", "a b", "ab"].enumerated() {
      insert.bind(Int64(index), at: 1)
      insert.bind(text, at: 2)
      try insert.run()
    }
    let rows = try database.statement("SELECT s FROM t ORDER BY s")
    var found: [String] = []
    while try rows.step() { found.append(rows.text(0)) }
    #expect(found == ["Z", "a b", "ab", "e\u{301}", "z", "\u{e9}"])
  }

  @Test("a key that is taken fails the transaction, at the latest when it is kept")
  func constraint() throws {
    let failure = #expect(throws: DatabaseFailure.self) {
      try database.write {
        let insert = try database.insertion(into: "t", ["i"])
        for _ in 1...2 {
          insert.bind(1, at: 1)
          try insert.run()
        }
      }
    }
    #expect(failure?.code == .constraint)
    #expect(try database.integer("SELECT count(*) FROM t") == 0)
  }

  @Test("long answers come in parts, while other questions are asked")
  func parts() throws {
    try database.write {
      let insert = try database.insertion(into: "t", ["i"])
      for value in 0..<10_000 as Range<Int64> {
        insert.bind(value, at: 1)
        try insert.run()
      }
    }
    try database.read {
      let rows = try database.statement("SELECT i FROM t WHERE i >= ?1 ORDER BY i", .long)
      rows.bind(1, at: 1)
      var expected: Int64 = 1
      while try rows.step() {
        #expect(rows.integer(0) == expected)
        if expected % 3000 == 0 { #expect(try database.integer("SELECT 5") == 5) }
        expected += 1
      }
      #expect(expected == 10_000)
      rows.bind(9_999, at: 1)
      #expect(try rows.step() && rows.integer(0) == 9_999)
      rows.reset()
    }
  }

  @Test(
    "keys are looked up and inserted as a file does it", arguments: 1...5 as ClosedRange<UInt64>)
  func bulk(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let file = try Database(path: "", access: .inMemory, applicationID: 1)
    try file.execute("CREATE TABLE k (a INTEGER, b BLOB, c TEXT, PRIMARY KEY (a, b)) STRICT")
    try database.execute("CREATE TABLE k (a BIGINT, b BYTEA, c TEXT, PRIMARY KEY (a, b))")
    for _ in 1...3 {
      let keys = (0..<random.pick([0, 1, 10_000])).map { _ in
        (Int64(random.pick(0...150)), UInt64(random.pick(0...150)))
      }
      func insert(_ database: Database) throws -> [Bool] {
        var done: [Bool] = []
        try database.insertNew(
          into: "k", ["a", "b", "c"], keyCount: 2, count: keys.count,
          bind: { index, values in
            values.bind(keys[index].0, at: 1)
            values.bind(blob: 0, keys[index].1, at: 2)
            values.bind("\(index)", at: 3)
          },
          done: { index, isNew in
            #expect(index == done.count)
            done.append(isNew)
          })
        return done
      }
      func find(_ database: Database) throws -> [String] {
        var found: [String] = []
        try database.lookUp(
          ["c"], in: "k", by: ["a", "b"], count: keys.count + 1,
          bind: { index, key in
            key.bind(index < keys.count ? keys[index].0 : -1, at: 1)
            key.bind(blob: 0, index < keys.count ? keys[index].1 : 0, at: 2)
          }, found: { found.append("\($0) \($1.text(0))") })
        return found
      }
      #expect(try insert(database) == insert(file), "seed \(seed)")
      #expect(try find(database) == find(file), "seed \(seed)")
    }
  }

  @Test("a second writer gives up when its patience ends, after one notice; readers go on")
  func locked() throws {
    let notices = Notices()
    try database.write {
      try database.execute("INSERT INTO t VALUES (1)")
      let second = try open(.readWrite, Database.Patience(milliseconds: 1) { notices.add() })
      let failure = #expect(throws: DatabaseFailure.self) { try second.write {} }
      #expect(failure?.code == .locked && notices.count == 1)
      let reader = try open(.readOnly)
      #expect(try reader.read { try reader.integer("SELECT count(*) FROM t") } == 0)
    }
    let second = try open()
    try second.write {}
    #expect(try second.integer("SELECT count(*) FROM t") == 1)
  }

  @Test("a reader sees one state, and cannot write")
  func reader() throws {
    let reader = try open(.readOnly)
    try reader.read {
      #expect(try reader.integer("SELECT count(*) FROM t") == 0)
      try database.write { try database.execute("INSERT INTO t VALUES (2)") }
      #expect(try reader.integer("SELECT count(*) FROM t") == 0)
    }
    let failure = #expect(throws: DatabaseFailure.self) {
      try reader.read { try reader.execute("INSERT INTO t VALUES (9)") }
    }
    #expect(failure?.code == .forbidden)
    #expect(try reader.integer("SELECT count(*) FROM t") == 1)
  }

  @Test("a rehearsal keeps nothing, and the lock goes with it")
  func rehearsal() throws {
    let count = try database.write(ending: .rollBack) {
      try database.execute("CREATE TABLE u (x BIGINT); INSERT INTO t VALUES (2)")
      return try database.integer("SELECT count(*) FROM t")
    }
    #expect(count == 1)
    #expect(try database.integer("SELECT count(*) FROM t") == 0)
    try open().write {}
  }

  @Test("a user, a database or a server that is not there is told without the password")
  func unreachable() throws {
    let host = address.drop { $0 != "@" }.dropFirst().prefix { $0 != "/" }
    for url in [
      "postgresql://nobody:s3cret-word@\(host)/postgres",
      "postgresql://drawdown:s3cret-word@\(host)/x",
      "postgresql://drawdown:s3cret-word@127.0.0.1:1/x", "postgresql://u:s3cret-word@[::1/x",
      "postgresql://drawdown@\(host)/x?password=s3cret-word&nonsense=1",
    ] {
      let failure = #expect(throws: DatabaseFailure.self) {
        try Database(path: url, access: .readOnly, applicationID: 1)
      }
      #expect(failure?.code == .unreachable)
      #expect(failure.map { !"\($0)".contains("s3cret") } == true)
    }
  }
}

/// Counts calls.
private final class Notices: @unchecked Sendable {
  // Called on the thread that opened the database and on no other.
  private(set) var count = 0
  func add() { count += 1 }
}

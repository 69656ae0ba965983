import Aggregation
import ByteStreams
import Catalog
import Quantities
import Settlement
import Storage
import TestSupport
import Testing
import UsageRecords

@testable import Ledger

@Suite("The chain of runs")
struct ChainTests {
  private let catalog = sampleCatalog()
  private let ledger: Ledger

  /// Three runs; the second adds to every table that has a row for each run.
  init() throws {
    ledger = try Self.make(sampleCatalog())
  }

  private static func make(
    _ catalog: Catalog, users: ClosedRange<UInt64> = 1...3, time: Int64 = 5,
    poster: String? = "night", map: FieldMap = .stripe
  ) throws -> Ledger {
    let ledger = try TestServer.newLedger()
    let sample = SampleSettlement(catalog: catalog)
    for round in 1...3 as ClosedRange<UInt64> {
      var settlement = sample.settlement
      settlement.charges[0] = sample.charge("2025-10-02", quantity: "\(round)")
      let app = UInt32(round)
      try ledger.write(command: "run", at: Timestamp(epochSeconds: time), by: poster) {
        (run) throws in
        try run.set(catalog)
        try run.setAssumedOffset(ZoneOffset(secondsEast: 3600))
        try run.setFieldMap(map)
        try run.post([dump(round)])
        try run.insert((1...3).map { identity(round * 10 + $0, month("2025-10")) })
        try run.insert(
          users.reversed().map { catalog.user($0, app, day("2025-10-01")) }, catalog: catalog)
        try run.add(
          [
            catalog.line(app, day("2025-10-01"), "audio", quantity: 60),
            catalog.line(app, day("2025-10-01"), "login", quantity: 1),
          ], catalog: catalog)
        try run.append(rejects: [Array("{\"line\":\(round)}".utf8)])
        try run.setOwner(of: [AppID(app)], to: settlement.account)
        try run.record(counts(read: 5, rejected: 1))
        try run.post(settlement, orders: [sample.order()], catalog: catalog)
      }
    }
    return ledger
  }

  private func hashes(of ledger: Ledger) throws -> [String] {
    try ledger.read { try $0.runs().map(\.hash) }
  }

  /// What a walk finds after a change.
  private func findings(after sql: String) throws -> [String] {
    try ledger.forgoReferences()
    try ledger.database.execute(sql)
    return try ledger.read { try $0.audit() }.filter { $0.check == .chain }.map(\.detail)
  }

  @Test("a run has a hash of 64 digits, each its own")
  func shape() throws {
    let hashes = try hashes(of: ledger)
    #expect(Set(hashes).count == 3)
    #expect(hashes.allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }

  @Test("the same runs have the same hashes")
  func same() throws {
    #expect(try hashes(of: Self.make(catalog)) == hashes(of: ledger))
  }

  @Test(
    "another user, another time of posting, somebody else who posts or another map gives other hashes"
  )
  func different() throws {
    let hashes = try hashes(of: ledger)
    for other in [
      try Self.make(catalog, users: 1...4), try Self.make(catalog, users: 2...4),
      try Self.make(catalog, time: 6), try Self.make(catalog, poster: "day"),
      try Self.make(catalog, poster: nil), try Self.make(catalog, map: .lago),
    ] {
      #expect(Set(try self.hashes(of: other)).isDisjoint(with: hashes))
    }
  }

  @Test("identities and users count in any order")
  func order() throws {
    var digests = [RowSetDigest(), RowSetDigest()]
    let entries = (1...50).map { identity($0, content: $0 * 7, month("2025-10")) }
    var line = CanonicalLines()
    for (place, order) in [entries, entries.reversed()].enumerated() {
      for entry in order {
        line.set(entry, dump: 3)
        digests[place].add(line)
      }
    }
    #expect(digests[0].part == digests[1].part)
    #expect(digests[0].part.rows == 50)
    digests[1].add(line)
    #expect(digests[0].part.hash != digests[1].part.hash)
  }

  @Test("rows are hashed as the SQLite shell prints them with -quote")
  func canonicalLines() throws {
    let database = try Database(path: "", access: .inMemory, applicationID: 1)
    let rows = try database.statement(
      """
      SELECT 1, 0, -9223372036854775808, NULL, '', 'it''s \u{e9}', x'', x'00ff1A', 'a' || char(10)
      UNION ALL SELECT 2, 9223372036854775807, -1, NULL, ',', '"', x'61', NULL, 'x'
      """)
    var lines = CanonicalLines()
    while try rows.step() { lines.append(rows, from: 1) }
    #expect(
      String(decoding: lines.view.bytes, as: UTF8.self) == """
        0,-9223372036854775808,NULL,'','it''s \u{e9}',X'',X'00ff1a','a
        '
        9223372036854775807,-1,NULL,',','"',X'61',NULL,'x'

        """)
  }

  @Test("values and columns make the same line")
  func entryLines() throws {
    let entry = identity(.max - 2, content: 77, month("2025-10"))
    var line = CanonicalLines()
    line.set(entry, dump: 4)
    #expect(
      String(decoding: line.view.bytes, as: UTF8.self)
        == "X'fffffffffffffffd0000000000000007',X'000000000000004d0000004d',202510,4\n")
    line.set(catalog.user(1, 9, day("2025-10-01")), meter: 3, run: 2)
    #expect(
      String(decoding: line.view.bytes, as: UTF8.self)
        == "9,20251001,3,X'0000000000000001fffffffffffffffe',2\n")
  }

  @Test(
    "a change is told with its run and its table",
    arguments: [
      ("UPDATE run SET posted_at = 6 WHERE id = 2", ["run 2, run: a row of 1"]),
      ("UPDATE posted_by SET name = 'x' WHERE run = 2", ["run 2, posted_by: a row of 1"]),
      (
        "UPDATE field_map SET path = 'x' WHERE run = 3 AND field = 'time'",
        ["run 3, field_map: a row of 8"]
      ),
      ("UPDATE run SET command = 'x'", (1...3).map { "run \($0), run: a row of 1" }),
      ("UPDATE dump SET source = 'x' WHERE id = 3", ["run 3, dump: a row of 1"]),
      ("UPDATE reject SET line = '{}' WHERE run = 2", ["run 2, reject: a row of 1"]),
      ("UPDATE account SET name = 'x'", ["run 1, account: a row of 1"]),
      ("UPDATE item SET name = 'x' WHERE id = 1", ["run 1, item: a row of"]),
      ("UPDATE app SET id = 9 WHERE id = 2", ["run 2, app: a row of 1"]),
      (
        "UPDATE charge_entry SET amount = 1 WHERE run = 2 AND sign = 1",
        ["run 2, charge_entry: a row of 2"]
      ),
      ("UPDATE usage_entry SET quantity = 1 WHERE run = 3", ["run 3, usage_entry: a row of 2"]),
      (
        """
        UPDATE identity SET month = 202511 WHERE fingerprint = (
          SELECT fingerprint FROM identity WHERE dump = 2 ORDER BY fingerprint LIMIT 1)
        """,
        ["run 2, identity: a row of 3"]
      ),
      ("DELETE FROM reject WHERE run = 2", ["run 2, reject: there are 0 rows, the run wrote 1"]),
      (
        "DELETE FROM identity WHERE dump = 1",
        ["run 1, identity: there are 0 rows, the run wrote 3"]
      ),
      (
        "INSERT INTO reject VALUES (3, 2, '{}')",
        ["run 3, reject: there are 2 rows, the run wrote 1"]
      ),
      (
        "UPDATE reject SET run = 2, ordinal = 2 WHERE run = 3",
        [
          "run 2, reject: there are 2 rows, the run wrote 1",
          "run 3, reject: there are 0 rows, the run wrote 1",
        ]
      ),
      (
        "UPDATE dump SET run = 1 WHERE id = 3",
        [
          "run 1, identity: there are 6 rows, the run wrote 3",
          "run 3, dump: there are 0 rows, the run wrote 1",
          "run 3, identity: there are 0 rows, the run wrote 3",
        ]
      ),
      (
        "UPDATE run SET hash = 'x' WHERE id = 2",
        ["run 2: its hash does not follow", "run 3: its hash does not follow"]
      ),
      (
        "UPDATE run_part SET rows = 7 WHERE run = 2 AND part = 'reject'",
        ["run 2, reject: there are 1 rows, the run wrote 7", "run 2: its hash does not follow"]
      ),
      (
        "UPDATE run_part SET hash = 'x' WHERE run = 3 AND part = 'distinct_user'",
        ["run 3, distinct_user: a row of 3", "run 3: its hash does not follow"]
      ),
      (
        "INSERT INTO run_part VALUES (2, 'x', 1, '')",
        ["run 2, x: there are 0 rows, the run wrote 1", "run 2: its hash does not follow"]
      ),
      ("INSERT INTO run (id, command) VALUES (4, 'run')", ["run 4, run: there are 1 rows"]),
      ("DELETE FROM run WHERE id = 3", ["run 3 is not there, and rows of it are: app, app_owner"]),
    ])
  func changes(sql: String, expected: [String]) throws {
    let found = try findings(after: sql)
    for text in expected {
      #expect(found.contains { $0.hasPrefix(text) }, "\(sql): \(text) not in \(found)")
    }
  }

  @Test("the first run that does not fit comes first")
  func first() throws {
    let found = try findings(after: "UPDATE usage_entry SET quantity = 1 WHERE run >= 2")
    #expect(found.map { $0.prefix(5) } == ["run 2", "run 3"])
  }

  @Test("a row behind rows of a later run is named")
  func outOfOrder() throws {
    let found = try findings(after: "UPDATE grant_entry SET run = 3 WHERE entry = 1")
    #expect(found.contains { $0.contains("run 1, grant_entry: row 2 stands behind rows of run 3") })
  }

  @Test(
    "tables, indices and views are those of the program", .disabled(if: TestServer.isThere),
    arguments: [
      ("DROP VIEW standing_charge", "structure: view standing_charge is missing"),
      ("DROP INDEX app_by_run", "structure: index app_by_run is missing"),
      ("CREATE TABLE x (y)", "structure: table x is not of this program"),
      (
        "CREATE TRIGGER t AFTER INSERT ON usage BEGIN DELETE FROM usage; END",
        "structure: trigger t is not of this program"
      ),
      ("DROP TABLE usage_entry", "structure: table usage_entry is missing"),
      (
        "DROP TABLE close; CREATE TABLE close (month INTEGER PRIMARY KEY, run INTEGER)",
        "structure: table close is not as this program makes it"
      ),
    ])
  func schema(sql: String, expected: String) throws {
    try ledger.database.execute(sql)
    #expect(try ledger.read { try $0.audit() }.map(\.description).contains(expected))
  }

  @Test("statistics of the database are no difference")
  func analyze() throws {
    try ledger.database.execute("ANALYZE")
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }
}

import Aggregation
import Quantities
import Storage
import TestSupport
import Testing

@testable import Ledger

@Suite("Ledgers on a server", .enabled(if: TestServer.isThere))
struct ServerTests {
  private let catalog = sampleCatalog()
  private let address: String

  init() throws {
    address = try TestServer.makeSchema()
  }

  private func open(_ mode: Ledger.Mode = .readWrite) throws -> Ledger {
    try Ledger(path: address, mode: mode)
  }

  private func run(_ ledger: Ledger, _ round: UInt64 = 1) throws {
    let sample = SampleSettlement(catalog: catalog)
    try ledger.write(command: "run", at: Timestamp(epochSeconds: 5), by: "night") { run throws in
      try run.set(catalog)
      try run.post([dump(round)])
      try run.insert([identity(round, month("2025-10"))])
      try run.insert(
        [catalog.user(round, 1, day("2025-10-01")), catalog.user(9, 1, day("2025-10-01"))],
        catalog: catalog)
      try run.add(
        [
          catalog.line(1, day("2025-10-01"), "audio", quantity: 60),
          catalog.line(1, day("2025-10-01"), "login", quantity: 1),
        ], catalog: catalog)
      try run.setOwner(of: [AppID(1)], to: AccountID("acct-1"))
      try run.append(rejects: [Array(#"{"source":"a","line":1}"#.utf8)])
      try run.record(counts(read: 5, rejected: 1))
      try run.post(sample.settlement, orders: [sample.order()], catalog: catalog)
    }
  }

  private func hashes(_ ledger: Ledger) throws -> [String] {
    try ledger.read { try $0.runs().map(\.hash) }
  }

  @Test("the same runs have the hashes that they have in a file")
  func chain() throws {
    let (server, file) = (try open(), try Ledger.inMemory())
    for round in 1...3 as ClosedRange<UInt64> {
      try run(server, round)
      try run(file, round)
    }
    #expect(try hashes(server) == hashes(file))
    #expect(try server.read { try $0.audit() }.isEmpty)
  }

  @Test("an empty schema is a missing ledger to readers, and stays empty")
  func missing() throws {
    let failure = #expect(throws: LedgerFailure.self) { try open(.readOnly) }
    #expect(failure?.code == .database(.missing))
    #expect(throws: LedgerFailure.self) { try Ledger.checkExists(at: address) }
    let rehearsal = try open(.dryRun)
    try run(rehearsal)
    rehearsal.close()
    #expect(throws: LedgerFailure.self) { try open(.readOnly) }
  }

  @Test("a schema that is not there is told")
  func noSchema() throws {
    let failure = #expect(throws: LedgerFailure.self) {
      try Ledger(path: address + "x", mode: .readWrite)
    }
    #expect(failure?.code == .database(.missing))
  }

  @Test("a run that throws leaves nothing behind")
  func rollBack() throws {
    struct Stop: Error {}
    let ledger = try open()
    #expect(throws: Stop.self) {
      try ledger.write(command: "run") { run throws in
        try run.insert([])
        throw Stop()
      }
    }
    #expect(try ledger.database.schemaVersion() == 0)
  }

  @Test("tables of other programs are left alone; with the names of ours they stand in the way")
  func otherTables() throws {
    let ledger = try open()
    try ledger.database.execute("CREATE TABLE note (text TEXT)")
    try run(ledger)
    #expect(try ledger.read { try $0.audit() }.isEmpty)
    let other = try Ledger(path: TestServer.makeSchema(), mode: .readWrite)
    try other.database.execute("CREATE TABLE usage (text TEXT)")
    let failure = #expect(throws: LedgerFailure.self) { try run(other) }
    #expect(failure?.code == .database(.notOurs))
    #expect(try other.database.schemaVersion() == 0)
  }

  @Test("a newer version, and a schema of another program, are refused")
  func versions() throws {
    let ledger = try open()
    try run(ledger)
    try ledger.database.execute("UPDATE schema_version SET version = 99")
    #expect(throws: LedgerFailure.self) { try open(.readOnly) }
    let newer = #expect(throws: LedgerFailure.self) { try open() }
    #expect(newer?.code == .database(.newerVersion))
    try ledger.database.execute("UPDATE schema_version SET application = 1, version = 1")
    let foreign = #expect(throws: LedgerFailure.self) { try open() }
    #expect(foreign?.code == .database(.notOurs))
  }

  @Test("a ledger of an older version is brought up to date by its next run")
  func migration() throws {
    let ledger = try open()
    try ledger.database.write {
      try ledger.database.migrate(Array(LedgerSchema.steps.prefix(1)))
    }
    let older = #expect(throws: LedgerFailure.self) { try open(.readOnly) }
    #expect(older?.code == .database(.missing) || older?.code == .database(.olderVersion))
    try run(ledger)
    #expect(try ledger.database.schemaVersion() == LedgerSchema.version)
    #expect(try open(.readOnly).read { try $0.audit() }.isEmpty)
  }

  @Test("a run that another transaction overtakes is done again, and posted once")
  func overtaken() throws {
    let ledger = try open()
    try run(ledger)
    let other = try open()
    for (attempts, isPosted) in [(1, false), (3, true)] {
      var calls = 0
      func write() throws {
        try ledger.write(command: "settle", attempts: attempts) { run throws in
          calls += 1
          if calls == 1 { try other.database.execute("UPDATE item SET name = name") }
          try run.database.execute("UPDATE item SET name = name")
        }
      }
      if isPosted {
        try write()
      } else {
        let failure = #expect(throws: LedgerFailure.self) { try write() }
        #expect(failure?.code == .database(.overtaken))
      }
      #expect(calls == (isPosted ? 2 : 1))
    }
    #expect(try hashes(ledger).count == 2)
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }

  @Test(
    "tables, indices and views are those of the program",
    arguments: [
      ("DROP VIEW standing_charge", "column standing_charge.account_id is missing"),
      ("DROP INDEX app_by_run", "index app.app_by_run is missing"),
      ("ALTER TABLE usage ADD COLUMN x INT", "column usage.x integer is not of this program"),
      (
        "ALTER TABLE account ALTER COLUMN name TYPE TEXT COLLATE \"POSIX\"",
        "column account.name TEXT NOT NULL of another collation is not of this program"
      ),
      (
        "CREATE RULE r AS ON INSERT TO usage DO INSTEAD NOTHING",
        "rule usage.r is not of this program"
      ),
      (
        """
        CREATE OR REPLACE VIEW usage_line AS SELECT coalesce(account.name, '') AS account_id,
          usage.app AS sdk_app_id, usage.day, item.name AS meter, usage.records,
          usage.quantity + 1 AS quantity
        FROM usage JOIN item ON item.id = usage.meter
        LEFT JOIN app_owner ON app_owner.app = usage.app
        LEFT JOIN account ON account.id = app_owner.account
        """, "view usage_line is not as this program makes it"
      ),
    ])
  func schema(sql: String, expected: String) throws {
    let ledger = try open()
    try run(ledger)
    try ledger.database.execute("DROP VIEW IF EXISTS no_such_view")
    if sql.contains("COLLATE") {
      for view in [
        "usage_line", "standing_deduction", "standing_charge", "standing_grant", "standing_order",
      ] {
        try ledger.database.execute("DROP VIEW \(view)")
      }
    }
    try ledger.database.execute(sql)
    #expect(try ledger.read { try $0.audit() }.map(\.detail).contains(expected))
  }

  @Test("a row that refers to nothing is found, though the server was told not to look")
  func references() throws {
    let ledger = try open()
    try run(ledger)
    try ledger.forgoReferences()
    try ledger.database.execute("DELETE FROM item")
    let findings = try ledger.read { try $0.audit() }.map(\.detail)
    #expect(findings.contains("a row of charge_entry refers to a missing row of item"))
  }
}

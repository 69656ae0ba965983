import Quantities
import TestSupport
import Testing

@testable import Ledger

@Suite("Audits of a ledger")
struct AuditTests {
  private let catalog = sampleCatalog()
  private let ledger: Ledger

  /// Two runs that touch every table.
  init() throws {
    ledger = try TestServer.newLedger()
    let sample = SampleSettlement(catalog: catalog)
    let first = day("2025-10-01")
    for round in 1...2 as ClosedRange<UInt64> {
      var settlement = sample.settlement
      settlement.charges[0] = sample.charge("2025-10-02", quantity: "\(round)")
      try ledger.write(command: "run") { (run) throws in
        try run.set(catalog)
        try run.post([dump(round)])
        try run.insert([identity(round, month("2025-10"))])
        try run.insert([catalog.user(round, 1, first)], catalog: catalog)
        try run.add(
          [
            catalog.line(1, first, "audio", quantity: 60),
            catalog.line(1, first, "login", quantity: 1),
          ], catalog: catalog)
        try run.setOwner(of: [AppID(1)], to: settlement.account)
        try run.record(counts(read: 5, rejected: 1))
        try run.post(settlement, orders: [sample.order()], catalog: catalog)
      }
    }
  }

  @Test("a sound ledger has no findings")
  func sound() throws {
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }

  @Test(
    "a change of one number, or the loss of one row, is found",
    arguments: [
      ("UPDATE run SET records_counted = 5 WHERE id = 1", LedgerFinding.Check.recordConservation),
      ("UPDATE run SET records_read = 6 WHERE id = 2", .recordConservation),
      ("UPDATE usage SET quantity = 61 WHERE quantity > 60", .usageTotals),
      ("UPDATE usage SET records = 9", .usageTotals),
      ("UPDATE usage_entry SET quantity = 61 WHERE run = 2 AND quantity = 60", .usageTotals),
      ("UPDATE usage_entry SET day = 20251002 WHERE run = 2", .usageTotals),
      ("DELETE FROM usage_entry WHERE run = 1", .usageTotals),
      ("DELETE FROM usage", .distinctUsers),
      (
        """
        DELETE FROM distinct_user WHERE fingerprint = (
          SELECT fingerprint FROM distinct_user ORDER BY fingerprint LIMIT 1)
        """,
        .distinctUsers
      ),
      ("UPDATE distinct_user SET day = 20251002", .distinctUsers),
      (
        """
        DELETE FROM identity WHERE fingerprint = (
          SELECT fingerprint FROM identity ORDER BY fingerprint LIMIT 1)
        """, .chain
      ),
      ("UPDATE run SET identities = 0 WHERE id = 1", .identities),
      ("UPDATE usage_entry SET quantity = 9223372036854775807", .usageTotals),
      ("UPDATE run SET last_usage_day = 20251005 WHERE id = 2", .usageDays),
      ("UPDATE run SET first_usage_day = NULL WHERE id = 2", .usageDays),
      ("UPDATE charge_entry SET amount = 7 WHERE sign = -1", .reversals),
      ("UPDATE charge_entry SET quantity = '7' WHERE entry = 1", .reversals),
      ("UPDATE charge_entry SET account = 2 WHERE sign = -1", .reversals),
      ("UPDATE charge_entry SET reverses = 2 WHERE sign = -1", .reversals),
      ("UPDATE charge_entry SET sign = 1, reverses = NULL WHERE sign = -1", .standing),
      ("DELETE FROM standing WHERE kind = 1 AND entry = 1", .standing),
      ("UPDATE standing SET entry = 77 WHERE kind = 3 AND entry = 1", .standing),
      ("UPDATE standing SET account = 2 WHERE kind = 4", .standing),
      ("UPDATE grant_entry SET account = 2 WHERE entry = 1", .structure),
      ("DELETE FROM item", .structure), ("DELETE FROM account", .structure),
    ])
  func mutated(sql: String, check: LedgerFinding.Check) throws {
    // Foreign keys would refuse some of it; someone with an SQL shell need not switch them on.
    try ledger.forgoReferences()
    try ledger.write(command: "tamper") { try $0.database.execute(sql) }
    let findings = try ledger.read { try $0.audit() }
    #expect(findings.contains { $0.check == check }, "\(sql): \(findings)")
  }

  @Test("a finding names its place")
  func detail() throws {
    try ledger.write(command: "tamper") {
      try $0.database.execute("UPDATE usage SET quantity = quantity + 1 WHERE quantity >= 60")
    }
    #expect(
      try ledger.read { try $0.audit() }.map(\.description) == [
        "usage_totals: app 1, day 20251001, meter audio: total and entries differ by 0 records "
          + "and 1 of quantity"
      ])
  }

  @Test("findings of one check are limited")
  func limit() throws {
    try ledger.write(command: "tamper") { try $0.database.execute("DELETE FROM standing") }
    #expect(try ledger.read { try $0.audit(limit: 1) }.count == 4)
  }
}

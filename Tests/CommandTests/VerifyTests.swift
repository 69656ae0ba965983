import TestSupport
import Testing

@Suite("Verification finds")
struct VerifyTests {
  @Test(
    "a changed number",
    arguments: [
      "UPDATE usage SET quantity = quantity + 60 WHERE day = 20251028 AND quantity > 1000",
      "UPDATE usage SET records = records + 1 WHERE day = 20251028",
      "UPDATE usage_entry SET quantity = quantity + 60 WHERE day = 20251028",
      "UPDATE run SET records_counted = records_counted + 1",
      "UPDATE deduction_entry SET package_minutes = '41' WHERE package_minutes = '42'",
      "UPDATE deduction_entry SET usage_minutes = '7/9' WHERE usage_minutes = '8/9'",
      "UPDATE deduction_entry SET ratio = '2' WHERE ratio = '1'",
      "UPDATE deduction_entry SET left_after = '1' WHERE grant_id = 'gift-1'",
      "UPDATE deduction_entry SET invoice_month = 202512 WHERE grant_id = 'gift-1'",
      "UPDATE charge_entry SET amount = amount + 1 WHERE amount = 39",
      "UPDATE charge_entry SET exact_amount = '0.384' WHERE exact_amount = '0.385'",
      "UPDATE charge_entry SET quantity = '12' WHERE quantity = '11'",
      "UPDATE charge_entry SET postpaid = 1",
      "UPDATE grant_entry SET drawn = '110' WHERE drawn = '109'",
      "UPDATE grant_entry SET minutes = minutes + 1 WHERE grant_id = 'gift-old'",
      "UPDATE grant_entry SET status = 'active' WHERE status = 'expired'",
      "UPDATE order_entry SET amount = amount - 1 WHERE order_id = 'O-101'",
      "UPDATE book_event SET canonical = replace(canonical, '2500.00', '2400.00')",
      "UPDATE app_owner SET account = (SELECT id FROM account WHERE name = 'acct-1')",
      "DELETE FROM standing WHERE kind = 2 AND entry = (SELECT max(entry) FROM charge_entry)",
      "DELETE FROM identity",
      """
      DELETE FROM distinct_user WHERE day = 20251029
        AND fingerprint = (SELECT max(fingerprint) FROM distinct_user WHERE day = 20251029)
      """,
    ])
  func change(sql: String) throws {
    let directory = try FixtureWorld.settledDirectory()
    try directory.change(FixtureWorld.ledger, sql)
    let before = try directory.snapshot()
    let result = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger)
    #expect(result.exitCode == 1, "\(result.told)")
    #expect(result.output.contains("\nfinding:  "), "\(result.told)")
    #expect(!result.output.contains("certificate: "), "\(result.told)")
    #expect(try directory.snapshot() == before)
  }

  @Test("nothing in a ledger of many runs")
  func sound() throws {
    let directory = try FixtureWorld.directory()
    let run = ["run", "--ledger", "l.db", "--book", FixtureWorld.book]
    for dump in FixtureWorld.dumps + FixtureWorld.dumps { _ = try directory.drawdown(run + [dump]) }
    let result = try directory.drawdown("verify", "--ledger", "l.db", "--json")
    #expect(result.exitCode == 0, "\(result.told)")
    #expect(
      result.output.hasPrefix(
        #"{"verified":true,"history":{"runs":4,"dumps":2,"records_read":52,"#))
  }
}

import Pipeline
import TestSupport
import Testing

@Suite("Closed months of a ledger that was changed and chained anew")
struct ClosedMonthsProofTests {
  /// Conditions for entries that stand in closed months: of an account to which usage came late,
  /// and of one to which nothing did.
  private static let late = "invoice_month = 202510 AND app IN (1400000001, 1400000002)"
  private static let other = "invoice_month = 202510 AND app IN (1400000004, 1400000006)"

  /// Changes entries that stand, and chains the runs anew.
  private func findings(
    _ table: String, _ kind: Int, set change: String, where condition: String
  ) throws -> [String] {
    let ledger = try RichLedger()
    try forge(
      ledger.path,
      """
      UPDATE \(table) SET \(change) WHERE \(condition)
        AND entry IN (SELECT entry FROM standing WHERE kind = \(kind))
      """)
    return try ledger.verify().findings
  }

  @Test(
    "an amount that nobody settled then is named",
    arguments: [
      ("amount = amount + 1", late, "account acct-1"),
      ("amount = 0, exact_amount = '0', unit_price = '0'", late, "account acct-1"),
      ("amount = amount + 1", other, "account acct-3"),
    ])
  func charges(change: String, condition: String, account: String) throws {
    let findings = try findings("charge_entry", 2, set: change, where: condition)
    for end in ["stands, and was not settled when", "is missing, and was settled when"] {
      #expect(
        findings.contains {
          $0.hasPrefix("\(account), closed through 2025-10: charge app ") && $0.contains(end)
        }, "\(change): \(findings.joined(separator: "\n"))")
    }
  }

  @Test("a draw that nobody made then is named", arguments: [late])
  func deductions(condition: String) throws {
    let findings = try findings(
      "deduction_entry", 1, set: "left_after = '1'", where: condition)
    #expect(
      findings.contains {
        $0.hasPrefix("account acct-1, closed through 2025-10: deduction app 1400000001, 2025-10-02")
      }, "\(findings.joined(separator: "\n"))")
  }

  @Test("an order that was not paid then is named")
  func orders() throws {
    let findings = try findings(
      "order_entry", 4, set: "amount = amount - 1", where: "order_id = 'O1'")
    #expect(
      findings.contains {
        $0
          == "account acct-1, closed through 2025-10: order O1 stands, and was not settled when the "
          + "month was closed"
      }, "\(findings.joined(separator: "\n"))")
  }

  @Test("a refund of something used that is told no more is named")
  func usedRefunds() throws {
    let ledger = try RichLedger()
    try forge(ledger.path, "DELETE FROM used_refund")
    #expect(try ledger.verify().findings == ["account acct-3: used_refund O12 is missing"])
  }
}

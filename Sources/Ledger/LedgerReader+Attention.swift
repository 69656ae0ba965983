public import Quantities
import Settlement
import Storage

/// Overage that the catalog has no rate for.
public struct UnpricedCharge: Hashable, Sendable {
  /// Who used it.
  public let account: AccountID
  /// The application.
  public let app: AppID
  /// The day of the usage.
  public let day: CalendarDay
  /// The meter's name.
  public let meter: String
  /// Minutes that nothing covered.
  public let minutes: Fraction
}

extension LedgerReader {
  /// Overage without a rate that stands, by account, app, day and meter.
  ///
  /// - Parameter month: only that of invoices up to this month; `nil` is all.
  /// - Complexity: O(n log n) in the overage without a rate that was ever posted.
  public func unpricedCharges(through month: CalendarMonth? = nil) throws -> [UnpricedCharge] {
    let rows = try database.statement(
      """
      SELECT account.name, app, period, item.name, quantity
      FROM charge_entry INDEXED BY unpriced_charge
      CROSS JOIN standing ON standing.account = charge_entry.account
        AND standing.kind = \(Charge.journal.kind) AND standing.entry = charge_entry.entry
      JOIN account ON account.id = charge_entry.account
      JOIN item ON item.id = charge_entry.item
      WHERE amount IS NULL AND invoice_month <= ?1
      ORDER BY account.name, app, period, item.name
      """)
    defer { rows.reset() }
    rows.bind(month?.packed ?? Int64.max, at: 1)
    var charges: [UnpricedCharge] = []
    while try rows.step() {
      guard let day = CalendarDay(packed: rows.integer(2)), let minutes = Fraction(rows.text(4))
      else { throw database.damage("an unpriced charge has no day or no minutes") }
      charges.append(
        UnpricedCharge(
          account: AccountID(rows.text(0)), app: try app(rows, 1), day: day, meter: rows.text(3),
          minutes: minutes))
    }
    return charges
  }

  /// Refunds that gave back something used, as runs have told them.
  public func usedRefunds() throws -> Set<OrderID> {
    let rows = try database.statement("SELECT order_id FROM used_refund")
    defer { rows.reset() }
    var refunds: Set<OrderID> = []
    while try rows.step() { refunds.insert(OrderID(rows.text(0))) }
    return refunds
  }

  /// The apps with usage on days behind one day and up to another.
  ///
  /// - Complexity: one look-up for each app of the ledger.
  public func apps(usedAfter day: CalendarDay, through last: CalendarDay) throws -> [AppID] {
    let rows = try database.statement(
      """
      SELECT id FROM app
      WHERE EXISTS (SELECT 1 FROM usage WHERE app = app.id AND day > ?1 AND day <= ?2) ORDER BY id
      """)
    rows.bind(day.packed, at: 1)
    rows.bind(last.packed, at: 2)
    return try apps(rows)
  }
}

public import Catalog
public import Quantities
public import Settlement
import Storage

extension LedgerReader {
  /// The last closed month; `nil` while none is closed.
  ///
  /// Every month before it is closed too, or lies before anything happened.
  public func lastClosedMonth() throws -> CalendarMonth? {
    try database.integer("SELECT max(month) FROM close").flatMap { CalendarMonth(packed: $0) }
  }

  /// What closed months have fixed for an account; `nil` while no month is closed.
  public func closedMonths(of account: AccountID, catalog: Catalog) throws -> ClosedMonths? {
    guard let last = try lastClosedMonth() else { return nil }
    return ClosedMonths(
      through: last, deductions: try deductions(of: account, catalog: catalog),
      charges: try charges(of: account, catalog: catalog),
      orders: try orders(of: account, catalog: catalog))
  }
}

extension LedgerTransaction {
  /// Closes a month: what its invoices say stands for ever.
  ///
  /// Nothing is copied. The rows of a closed month are those that stand now with its invoice month
  /// or an earlier one, and from now on nobody reverses them.
  ///
  /// - Throws: what the database throws, also for a month that is closed.
  public func close(_ month: CalendarMonth) throws {
    let insert = try database.statement("INSERT INTO close (month, run) VALUES (?1, ?2)")
    insert.bind(month.packed, at: 1)
    insert.bind(run, at: 2)
    try insert.run()
  }
}

public import Book
public import Catalog
import Quantities
public import Settlement

extension LedgerTransaction {
  /// Makes a settlement stand in place of the account's earlier one.
  ///
  /// The journal gets a reversal of every row that holds no more and an entry for every new row;
  /// rows that hold on are left alone, so that the same settlement again posts nothing.
  ///
  /// - Complexity: O(n) in the account's rows.
  @discardableResult
  public func post(
    _ settlement: AccountSettlement, orders: [OrderLine], catalog: Catalog
  ) throws -> PostedEntries {
    let account = settlement.account
    let isEmpty =
      settlement.deductions.isEmpty && settlement.charges.isEmpty && settlement.grants.isEmpty
      && orders.isEmpty
    if try isEmpty && number(of: account) == nil { return PostedEntries() }
    let number = try makeNumber(of: account)
    let items = try items(catalog)
    func settle<Row: JournalRow>(_ rows: [Row]) throws -> PostedEntries {
      try Journal<Row>(database, items: items).settle(rows, of: account, number: number, run: run)
    }
    var counts = try settle(settlement.deductions)
    counts += try settle(settlement.charges)
    counts += try settle(settlement.grants)
    counts += try settle(orders)
    return counts
  }
}

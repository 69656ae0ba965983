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

  /// Makes further days stand beside the earlier ones of an account.
  ///
  /// Rows of single days are added; grants, charges for whole months and prepaid lines are put in
  /// place of those that stand, where they differ.
  ///
  /// - Complexity: O(n) in the rows of the further days, the grants, the monthly charges and the
  ///   prepaid lines.
  @discardableResult
  public func post(
    _ added: SettlementExtension, orders: [OrderLine], catalog: Catalog
  ) throws -> PostedEntries {
    let account = added.account
    let number = try makeNumber(of: account)
    let items = try items(catalog)
    func journal<Row: JournalRow>(of: Row.Type) -> Journal<Row> { Journal(database, items: items) }
    var counts = try journal(of: SettledDeduction.self)
      .add(added.deductions, account: number, run: run)
    counts += try journal(of: Charge.self).add(added.dailyCharges, account: number, run: run)
    counts += try journal(of: Charge.self).settle(
      added.monthlyCharges, of: account, number: number, run: run, by: Charge.standingByMonth)
    counts += try journal(of: GrantBalance.self)
      .settle(added.grants, of: account, number: number, run: run)
    counts += try journal(of: OrderLine.self)
      .settle(orders, of: account, number: number, run: run)
    return counts
  }
}

public import Book
public import Catalog
public import Quantities
public import Settlement

extension LedgerReader {
  /// What stands of an account's settlement.
  ///
  /// Rows of one kind come in the order in which they were posted, which is the order of settlement
  /// only where no later run changed them.
  ///
  /// - Throws: `LedgerFailure` when the catalog lacks a meter of it.
  /// - Complexity: O(n) in the account's rows, whatever else the ledger holds.
  public func settlement(of account: AccountID, catalog: Catalog) throws -> AccountSettlement {
    var settlement = AccountSettlement(account: account)
    settlement.deductions = try standing(of: account, catalog: catalog)
    settlement.charges = try standing(of: account, catalog: catalog)
    settlement.grants = try standing(of: account, catalog: catalog)
    return settlement
  }

  /// The draws of an account that stand.
  public func deductions(of account: AccountID, catalog: Catalog) throws -> [SettledDeduction] {
    try standing(of: account, catalog: catalog)
  }

  /// The charges of an account that stand.
  public func charges(of account: AccountID, catalog: Catalog) throws -> [Charge] {
    try standing(of: account, catalog: catalog)
  }

  /// The grants of an account with what became of them.
  public func grants(of account: AccountID, catalog: Catalog) throws -> [GrantBalance] {
    try standing(of: account, catalog: catalog)
  }

  /// The prepaid lines of an account.
  public func orders(of account: AccountID, catalog: Catalog) throws -> [OrderLine] {
    try standing(of: account, catalog: catalog)
  }

  /// Compares what stands of an account with what should.
  public func difference(
    from settlement: AccountSettlement, orders: [OrderLine], catalog: Catalog
  ) throws -> SettlementDifference {
    let account = settlement.account
    return SettlementDifference(
      deductions: try difference(settlement.deductions, account, catalog),
      charges: try difference(settlement.charges, account, catalog),
      grants: try difference(settlement.grants, account, catalog),
      orders: try difference(orders, account, catalog))
  }

  private func standing<Row: JournalRow>(
    of account: AccountID, catalog: Catalog
  ) throws -> [Row] {
    guard let number = try number(of: account) else { return [] }
    return try Journal<Row>(database, items: items(catalog))
      .standing(of: account, number: number).map(\.row)
  }

  private func difference<Row: JournalRow>(
    _ wanted: [Row], _ account: AccountID, _ catalog: Catalog
  ) throws -> SettlementDifference.Rows<Row> {
    guard let number = try number(of: account) else {
      return SettlementDifference.Rows(surplus: [], missing: wanted)
    }
    let standing = try Journal<Row>(database, items: items(catalog))
      .standing(of: account, number: number)
    let change = JournalChange(standing: standing, wanted: wanted)
    return SettlementDifference.Rows(surplus: change.surplus.map(\.row), missing: change.missing)
  }
}

/// How what stands in a ledger differs from what should.
public struct SettlementDifference: Sendable {
  /// Rows of one kind.
  public struct Rows<Row: Sendable>: Sendable {
    /// Rows that stand and should not.
    public let surplus: [Row]
    /// Rows that should stand and do not.
    public let missing: [Row]

    /// Whether there is no difference.
    public var isEmpty: Bool { surplus.isEmpty && missing.isEmpty }
  }

  /// Draws from grants.
  public let deductions: Rows<SettledDeduction>
  /// Postpaid amounts.
  public let charges: Rows<Charge>
  /// What became of grants.
  public let grants: Rows<GrantBalance>
  /// Prepaid lines.
  public let orders: Rows<OrderLine>

  /// Whether there is no difference.
  public var isEmpty: Bool {
    deductions.isEmpty && charges.isEmpty && grants.isEmpty && orders.isEmpty
  }
}

public import Book
public import Catalog
public import Quantities

/// Settles one account: what its usage draws from its grants, what is charged for the rest, its
/// monthly fees, how its grants stand, and which refunds gave back something used.
///
/// A pure function: the same arguments give the same result, in the same order, whatever the order
/// of the usage lines. Usage after the settled day has no effect.
///
/// - Parameters:
///   - commitments: what the account has bought and agreed to, read up to the settled day.
///   - usage: lines of apps of the account, at most one for each app, day and meter; lines that
///     come in settlement order are not copied.
///   - catalog: meters, ratios, rates, peak fees and draw order.
///   - settledDay: the last day that is settled.
/// - Returns: everything that follows, each part in its own order.
/// - Throws: `QuantityOverflow` when an exact number does not fit in 128 bits or an amount of money
///   in 64.
/// - Complexity: O(n log n) in lines and grants; O(n) in lines that come in settlement order.
public func settle(
  _ commitments: AccountCommitments, usage: [UsageLine], catalog: Catalog,
  through settledDay: CalendarDay
) throws(QuantityOverflow) -> AccountSettlement {
  let lines = usage.inSettlementOrder()
  let usageSettler = try UsageSettler.settle(
    lines, of: commitments, catalog: catalog, through: settledDay)
  let peakSettler = PeakSettler(commitments, catalog: catalog, through: settledDay)
  let judge = RefundJudge(commitments, usage: lines, catalog: catalog)

  var settlement = AccountSettlement(account: commitments.account)
  settlement.deductions = usageSettler.deductions
  settlement.charges = usageSettler.charges
  settlement.charges += try peakSettler.charges(for: lines)
  settlement.charges += commitments.monthlyFees.filter { $0.day <= settledDay }.map { Charge($0) }
  settlement.grants = try usageSettler.balances(on: settledDay)
  settlement.usedRefunds = try judge.usedRefunds()
  return settlement
}

extension Charge {
  /// A month of a value-added plan, at its full price.
  init(_ fee: MonthlyFee) {
    self.init(
      app: fee.app, period: .month(fee.month), item: .fee(fee.item.text), kind: .monthly,
      quantity: Fraction(1), unitPrice: fee.price.exact, exactAmount: fee.price.exact,
      amount: fee.price, isPostpaid: true, invoiceMonth: fee.month)
  }
}

extension [UsageLine] {
  /// The lines by day, app and meter; themselves when they already are.
  func inSettlementOrder() -> [UsageLine] {
    let isOrdered = zip(self, dropFirst()).allSatisfy { !UsageLine.settlementOrder($1, $0) }
    return isOrdered ? self : sorted(by: UsageLine.settlementOrder)
  }
}

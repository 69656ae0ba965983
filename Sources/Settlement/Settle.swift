public import Book
public import Catalog
public import Quantities

/// Settles one account: what its usage draws from its grants, what is charged for the rest, its
/// monthly fees, how its grants stand, and which refunds gave back something used.
///
/// A pure function: the same arguments give the same result, in the same order, whatever the order
/// of the usage lines. Usage after the settled day has no effect.
///
/// What closed months have fixed stays as it is. Usage and peaks of those months that came later
/// make further rows, which the earliest open month carries: late minutes draw from the grants of
/// their own day what the last close has left in them, before any open day does.
///
/// - Parameters:
///   - commitments: what the account has bought and agreed to, read up to the settled day.
///   - usage: lines of apps of the account, at most one for each app, day and meter; lines that
///     come in settlement order are not copied.
///   - closed: what closed months have fixed; `nil` while no month is closed.
///   - catalog: meters, ratios, rates, peak fees and draw order.
///   - settledDay: the last day that is settled.
/// - Returns: everything that follows, the rows of closed months in front and as they were.
/// - Throws: `QuantityOverflow` when an exact number does not fit in 128 bits or an amount of money
///   in 64.
/// - Precondition: the settled day is not before the last closed one.
/// - Complexity: O(n log n) in lines, grants and closed rows; O(n) in what comes in settlement order.
public func settle(
  _ commitments: AccountCommitments, usage: [UsageLine], closed: ClosedMonths? = nil,
  catalog: Catalog, through settledDay: CalendarDay
) throws(QuantityOverflow) -> AccountSettlement {
  precondition(
    closed.map { $0.last.lastDay <= settledDay } ?? true, "a closed month is settled to its end")
  let lines = usage.inSettlementOrder()
  let usageSettler = try UsageSettler.settle(
    lines, of: commitments, closed: closed, catalog: catalog, through: settledDay)
  let peakSettler = PeakSettler(
    commitments, closed: closed, catalog: catalog, through: settledDay)
  let dueFees = commitments.feesDue(through: settledDay, lastClosed: closed?.last)
  let judge = RefundJudge(commitments, usage: lines, closed: closed, catalog: catalog)

  var settlement = AccountSettlement(account: commitments.account)
  settlement.deductions = usageSettler.deductions
  settlement.charges = usageSettler.charges
  settlement.charges += try peakSettler.charges(for: lines)
  settlement.charges += dueFees.map { Charge($0) }
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

public import Book
public import Catalog
public import Quantities

/// What settling further days adds to what stands of an account.
public struct SettlementExtension: Equatable, Sendable {
  /// Who it is.
  public let account: AccountID
  /// What usage lines of the further days drew from grants, in the order of drawing.
  public var deductions: [SettledDeduction] = []
  /// What is charged for usage of the further days, in order of settlement.
  public var dailyCharges: [Charge] = []
  /// All charges for whole months that stand from now on, of earlier months too.
  public var monthlyCharges: [Charge] = []
  /// What became of each grant, in the order of the commitments.
  public var grants: [GrantBalance] = []
}

/// Settles the days after a settled one on top of what stands.
///
/// A pure function. Together with the rows of single days that stand, its result is what `settle`
/// gives for all days, provided that the commitments `goOn` from those by which the earlier days
/// were settled, that what stands `fits` them, and that the earlier days have no new usage. Refunds
/// were judged when the earlier days were settled, since an account with a new one does not go on.
///
/// - Parameters:
///   - commitments: what the account has bought and agreed to, read up to the new settled day.
///   - standing: what stands through the earlier settled day.
///   - usage: lines of apps of the account; those of earlier days are passed over.
///   - catalog: meters, ratios, rates, peak fees and draw order.
///   - settledDay: the last day that is settled.
/// - Returns: rows of the further days, and what holds for the account as a whole.
/// - Throws: `QuantityOverflow` when an exact number does not fit in 128 bits or an amount of money
///   in 64.
/// - Complexity: O(n log n) in lines, grants and monthly charges, however many days stand.
public func settle(
  _ commitments: AccountCommitments, after standing: StandingSettlement, usage: [UsageLine],
  catalog: Catalog, through settledDay: CalendarDay
) throws(QuantityOverflow) -> SettlementExtension {
  let lines = usage.filter { standing.day < $0.day }.inSettlementOrder()
  let usageSettler = try UsageSettler.settle(
    lines, of: commitments, after: standing, catalog: catalog, through: settledDay)
  let peakSettler = PeakSettler(
    commitments, closed: nil, catalog: catalog, through: settledDay)
  let dueFees = commitments.feesDue(through: settledDay, lastClosed: standing.lastClosed)

  var added = SettlementExtension(account: commitments.account)
  added.deductions = usageSettler.deductions
  added.dailyCharges = usageSettler.charges
  added.monthlyCharges = standing.fixedCharges(catalog)
  added.monthlyCharges += try peakSettler.charges(for: lines, after: standing)
  added.monthlyCharges += dueFees.map { Charge($0) }
  added.grants = try usageSettler.balances(on: settledDay)
  return added
}

extension StandingSettlement {
  /// Monthly charges that further days cannot change: all of closed months, and those on peaks of
  /// months that are over.
  ///
  /// Adjustments are of closed months. Fees that are no peak's follow from commitments alone, and
  /// are worked out anew for open months.
  fileprivate func fixedCharges(_ catalog: Catalog) -> [Charge] {
    monthlyCharges.filter { charge in
      guard case .month(let month) = charge.period, case .fee(let item) = charge.item else {
        return true
      }
      let isPeak = catalog.peakFees.contains { $0.item == item }
      let isClosed = lastClosed.map { month <= $0 } ?? false
      return isClosed || isPeak && month < firstChangingMonth
    }
  }
}

extension AccountCommitments {
  /// Monthly fees that are due by a day, without those of closed months.
  func feesDue(through day: CalendarDay, lastClosed: CalendarMonth?) -> [MonthlyFee] {
    monthlyFees.filter { fee in
      fee.day <= day && lastClosed.map { $0 < fee.month } ?? true
    }
  }
}

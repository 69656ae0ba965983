public import Book
public import Quantities

/// What closed months have fixed for one account: their rows, exactly as they stood.
///
/// A close remembers what it saw by these rows and by nothing else:
///
/// - minutes settled for a usage line: those of its draws, and the overage that was charged for it;
/// - what a grant had left: its minutes less those that were drawn;
/// - steps and money charged for a peak: those of its monthly charge and of its adjustments.
///
/// A row belongs to a closed month by its invoice month. An adjustment for January that February's
/// invoice carries is fixed with February, and counts as settled for January from then on.
public struct ClosedMonths: Hashable, Sendable {
  /// The latest closed month; all earlier ones are closed too.
  public let last: CalendarMonth
  /// Draws that closed invoices rest on.
  public let deductions: [SettledDeduction]
  /// Charges of closed invoices.
  public let charges: [Charge]
  /// Prepaid lines of closed invoices.
  public let orders: [OrderLine]

  /// Fixes the months up to one.
  ///
  /// - Parameters:
  ///   - last: the latest closed month.
  ///   - deductions: draws that stand; those of open invoice months are left out.
  ///   - charges: charges that stand; those of open invoice months are left out.
  ///   - orders: prepaid lines that stand; those of open months are left out.
  public init(
    through last: CalendarMonth, deductions: [SettledDeduction], charges: [Charge],
    orders: [OrderLine]
  ) {
    self.last = last
    self.deductions = deductions.filter { $0.invoiceMonth <= last }
    self.charges = charges.filter { $0.invoiceMonth <= last }
    self.orders = orders.filter { $0.day.month <= last }
  }

  /// The earliest open month, whose invoice carries what comes late.
  public var firstOpen: CalendarMonth { last.advanced(by: 1) }

  /// The prepaid lines of an account: those of closed months as they stood, all others as the book
  /// gives them now.
  ///
  /// The two differ only where another catalog changes prices of the past.
  public func orders(with commitments: AccountCommitments) -> [OrderLine] {
    orders + commitments.orders.filter { last < $0.day.month }
  }

  /// Grants from which closed months drew more than they hold now, or that are no more; and, in a
  /// ledger that somebody changed, less than nothing.
  ///
  /// There are none while the book only grows. Another catalog may give less than the one that the
  /// months were closed with; it cannot be settled by then.
  ///
  /// - Returns: the names in their order.
  /// - Throws: `QuantityOverflow` when a sum does not fit in 128 bits.
  public func overdrawnGrants(
    of commitments: AccountCommitments
  ) throws(QuantityOverflow) -> [GrantID] {
    var drawn = try drawnMinutes()
    for grant in commitments.grants {
      guard let minutes = drawn[grant.id] else { continue }
      if .zero <= minutes && minutes <= Fraction(grant.minutes) { drawn[grant.id] = nil }
    }
    return drawn.keys.sorted()
  }

  /// Package minutes that were drawn from each grant.
  func drawnMinutes() throws(QuantityOverflow) -> [GrantID: Fraction] {
    var drawn: [GrantID: Fraction] = [:]
    for row in deductions {
      drawn[row.grant] = try drawn[row.grant, default: .zero].adding(row.packageMinutes)
    }
    return drawn
  }
}

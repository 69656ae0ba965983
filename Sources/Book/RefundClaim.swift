public import Quantities

/// A purchase that was given back, and what has to be known to judge whether it was unused.
///
/// A refund stands either way; one that gave back something used is for a person to look at. It was
/// used when usage before `day` would draw from one of its grants, or an app logged in during one
/// of its terms before `day`. Both are judged with `AccountCommitments.withoutRefund(_:)`.
public struct RefundClaim: Hashable, Sendable {
  /// The order id of the refund.
  public let refund: OrderID
  /// The order id of the purchase that was given back.
  public let purchase: OrderID
  /// When.
  public let time: Timestamp
  /// The day of `time`; usage on it or after it does not count.
  public let day: CalendarDay
  /// The grants of the purchase, its renewals and its upgrades.
  public let grants: [GrantID]
  /// When an app held free peaks by it: the terms of the halves that have peak fees.
  public let terms: [QuotaTerm]

  /// A claim as the book tells it.
  public init(
    refund: OrderID, purchase: OrderID, time: Timestamp, day: CalendarDay, grants: [GrantID],
    terms: [QuotaTerm]
  ) {
    self.refund = refund
    self.purchase = purchase
    self.time = time
    self.day = day
    self.grants = grants
    self.terms = terms
  }
}

extension AccountCommitments {
  /// The same with one refund left out: its grants may be drawn and its terms hold.
  ///
  /// Amounts of money stay as they are.
  ///
  /// - Parameter claim: one of `refunds`.
  /// - Returns: the commitments as they would be without it.
  /// - Complexity: O(n) in the grants.
  public func withoutRefund(_ claim: RefundClaim) -> AccountCommitments {
    let ids = Set(claim.grants)
    var commitments = self
    commitments.grants = grants.map { ids.contains($0.id) ? $0.refunded(false) : $0 }
    commitments.quotaTerms += claim.terms
    commitments.refunds.removeAll { $0.refund == claim.refund }
    return commitments
  }
}

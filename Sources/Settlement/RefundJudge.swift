import Book
import Catalog
import Quantities

/// Judges whether what a refund gave back had been used.
///
/// It had when usage before the day of the refund would draw from one of its grants if this refund,
/// and only this one, had not been made; or when an app logged in before that day during a term that
/// it gave back.
///
/// The days before the refund are drawn anew for that, those of closed months too: a close may have
/// fixed them with the refund in effect or without, and the verdict must not hang on which. What a
/// closed month did draw from the grants is proof by itself.
struct RefundJudge {
  private let commitments: AccountCommitments
  /// In settlement order.
  private let usage: [UsageLine]
  private let closed: ClosedMonths?
  private let catalog: Catalog

  init(
    _ commitments: AccountCommitments, usage: [UsageLine], closed: ClosedMonths?, catalog: Catalog
  ) {
    self.commitments = commitments
    self.usage = usage
    self.closed = closed
    self.catalog = catalog
  }

  /// The order ids of refunds of something used, in the order of the commitments.
  ///
  /// - Complexity: one settlement up to the day of the refund for each whose grants have usage that
  ///   they could have served; nothing without refunds.
  func usedRefunds() throws(QuantityOverflow) -> [OrderID] {
    var used: [OrderID] = []
    for claim in commitments.refunds {
      var isUsed = hasLogin(claim)
      if !isUsed { isUsed = try draws(claim) }
      if isUsed { used.append(claim.refund) }
    }
    return used
  }

  private func hasLogin(_ claim: RefundClaim) -> Bool {
    guard !claim.terms.isEmpty else { return false }
    // Users that are counted are users that have logged in; other peaks are no login.
    let loginFees = catalog.peakFees.filter { catalog[$0.meter].kind == .unique }
    return usage.contains { line in
      line.day < claim.day && line.quantity > 0
        && loginFees.contains { fee in
          fee.meter == line.meter
            && claim.terms.contains { $0.isFree(fee, for: line.app, on: line.day) }
        }
    }
  }

  private func draws(_ claim: RefundClaim) throws(QuantityOverflow) -> Bool {
    let ids = Set(claim.grants)
    if closed?.deductions.contains(where: { ids.contains($0.grant) }) ?? false { return true }
    guard couldDraw(from: commitments.grants.filter { ids.contains($0.id) }, before: claim.day)
    else { return false }
    let settler = try UsageSettler.settle(
      usage, of: commitments.withoutRefund(claim), closed: nil,
      catalog: catalog, through: claim.day.advanced(by: -1))
    return settler.deductions.contains { ids.contains($0.grant) }
  }

  /// Whether there is usage that the grants would serve if no others did.
  private func couldDraw(from grants: [Grant], before day: CalendarDay) -> Bool {
    !grants.isEmpty
      && usage.contains { line in
        line.day < day && line.quantity > 0
          && grants.contains {
            $0.pool == catalog[line.meter].pool && $0.covers(line.app) && $0.isValid(on: line.day)
          }
      }
  }
}

extension QuotaTerm {
  /// Whether counts of a fee are free under it, for an app on a day.
  func isFree(_ fee: PeakFee, for app: AppID, on day: CalendarDay) -> Bool {
    self.app == app && start <= day && day < end && freePeaks[fee.item] != nil
  }
}

public import Quantities

/// What one account has bought and agreed to, as far as settlement needs it.
///
/// This is the book read up to a settled day: later events are left out, later cycles of known
/// orders are in.
public struct AccountCommitments: Hashable, Sendable {
  /// Who it is.
  public let account: AccountID
  /// The apps it owns, in order.
  public var apps: [AppID]
  /// Every cycle of every order, future ones too, and every `grant` event.
  public var grants: [Grant]
  /// When which app holds a plan with free peaks.
  public var quotaTerms: [QuotaTerm]
  /// What was paid in advance and given back, by order time then id.
  public var orders: [OrderLine]
  /// Whether usage that no grant covers is charged, by day; days before the first are like it.
  public var postpaid: Timeline<Bool>
  /// When which product stood still, by start; the last one of a product may have no end yet.
  public var suspensions: [Suspension]
  /// What value-added plans cost month by month, future months too, by order then month.
  public var monthlyFees: [MonthlyFee]
  /// What was given back, by time then id.
  public var refunds: [RefundClaim]

  /// An account that has bought nothing yet.
  public init(account: AccountID, postpaid: Timeline<Bool>) {
    self.account = account
    self.apps = []
    self.grants = []
    self.quotaTerms = []
    self.orders = []
    self.postpaid = postpaid
    self.suspensions = []
    self.monthlyFees = []
    self.refunds = []
  }

  public static func == (left: AccountCommitments, right: AccountCommitments) -> Bool {
    left.account == right.account && left.apps == right.apps && left.grants == right.grants
      && left.quotaTerms == right.quotaTerms && left.orders == right.orders
      && left.postpaid == right.postpaid && left.suspensions == right.suspensions
      && left.monthlyFees == right.monthlyFees && left.refunds == right.refunds
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(account)
  }
}

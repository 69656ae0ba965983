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
  /// What was paid in advance, by order time then id.
  public var orders: [OrderLine]
  /// Whether usage that no grant covers is charged, by day; days before the first are like it.
  public var postpaid: Timeline<Bool>
  /// When which product stood still.
  public var suspensions: [Suspension]

  /// An account that has bought nothing yet.
  public init(account: AccountID, postpaid: Timeline<Bool>) {
    self.account = account
    self.apps = []
    self.grants = []
    self.quotaTerms = []
    self.orders = []
    self.postpaid = postpaid
    self.suspensions = []
  }

  public static func == (left: AccountCommitments, right: AccountCommitments) -> Bool {
    left.account == right.account && left.apps == right.apps && left.grants == right.grants
      && left.quotaTerms == right.quotaTerms && left.orders == right.orders
      && left.postpaid == right.postpaid && left.suspensions == right.suspensions
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(account)
  }
}

/// Days `[start, end)` on which an app holds a paid plan with free peaks.
public struct QuotaTerm: Hashable, Sendable {
  /// The application.
  public let app: AppID
  /// The plan.
  public let plan: PlanID
  /// The order that began it.
  public let order: OrderID
  /// First day.
  public let start: CalendarDay
  /// First day after.
  public let end: CalendarDay
  /// Free counts by the name of the peak fee.
  public let freePeaks: [String: Int64]

  /// A term of a plan.
  public init(
    app: AppID, plan: PlanID, order: OrderID, start: CalendarDay, end: CalendarDay,
    freePeaks: [String: Int64]
  ) {
    self.app = app
    self.plan = plan
    self.order = order
    self.start = start
    self.end = end
    self.freePeaks = freePeaks
  }
}

/// An interval `[start, end)` in which a product of an account stood still.
public struct Suspension: Hashable, Sendable {
  /// `trtc` or `im`.
  public let product: String
  /// First second.
  public let start: Timestamp
  /// First second after; `nil` while it lasts.
  public let end: Timestamp?

  /// A suspension of a product.
  public init(product: String, start: Timestamp, end: Timestamp?) {
    self.product = product
    self.start = start
    self.end = end
  }
}

/// One prepaid line of an invoice.
public struct OrderLine: Hashable, Sendable {
  /// What kind of line it is, in the order in which an invoice lists them.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A purchase.
    case order
    /// A renewal of a purchase.
    case renewal
    /// An upgrade of a purchase.
    case upgrade
    /// Money given back; its amount is negative.
    case refund
  }

  /// What kind of line it is.
  public let kind: Kind
  /// The order.
  public let id: OrderID
  /// The app it was bought for, if for one.
  public let app: AppID?
  /// When it was placed.
  public let time: Timestamp
  /// The day of `time`; its month is the invoice's.
  public let day: CalendarDay
  /// Months bought.
  public let months: Int64
  /// What was paid.
  public let amount: Money

  /// A line as the book tells it.
  public init(
    kind: Kind, id: OrderID, app: AppID?, time: Timestamp, day: CalendarDay, months: Int64,
    amount: Money
  ) {
    self.kind = kind
    self.id = id
    self.app = app
    self.time = time
    self.day = day
    self.months = months
    self.amount = amount
  }
}

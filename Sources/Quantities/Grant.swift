/// Minutes of one pool that an account may draw usage from, for whole days, in one scope.
///
/// A grant never changes: what is drawn from it is recorded beside it.
public struct Grant: Hashable, Sendable {
  /// `ORDER/CYCLE/POOL`, or the name of a `grant` event; unique within an account.
  public let id: GrantID
  /// Who owns it.
  public let account: AccountID
  /// The one app it covers; `nil` covers every app of the account.
  public let app: AppID?
  /// What kind of minutes it holds.
  public let pool: PoolID
  /// The plan, of a bundle the half, that gave it; `nil` for a `grant` event.
  public let plan: PlanID?
  /// First day on which it may be drawn.
  public let start: CalendarDay
  /// First day on which it may be drawn no more.
  public let end: CalendarDay
  /// Package minutes it holds, at least 1.
  public let minutes: Int64
  /// When it was ordered; the book's `time` of the event.
  public let orderTime: Timestamp
  /// Whether it goes before every other grant, as the trial pack does.
  public let isDrawnFirst: Bool
  /// One ratio for every meter, in place of the meters' own; the trial pack has 1.
  public let flatRatio: Fraction?
  /// Whether a refund took it back: nothing may be drawn from it on any day.
  public let isRefunded: Bool

  /// A grant as the book describes it.
  public init(
    id: GrantID, account: AccountID, app: AppID?, pool: PoolID, plan: PlanID?,
    start: CalendarDay, end: CalendarDay, minutes: Int64, orderTime: Timestamp,
    isDrawnFirst: Bool = false, flatRatio: Fraction? = nil, isRefunded: Bool = false
  ) {
    self.id = id
    self.account = account
    self.app = app
    self.pool = pool
    self.plan = plan
    self.start = start
    self.end = end
    self.minutes = minutes
    self.orderTime = orderTime
    self.isDrawnFirst = isDrawnFirst
    self.flatRatio = flatRatio
    self.isRefunded = isRefunded
  }

  /// The same grant, taken back by a refund or not.
  public func refunded(_ isRefunded: Bool) -> Grant {
    Grant(
      id: id, account: account, app: app, pool: pool, plan: plan, start: start, end: end,
      minutes: minutes, orderTime: orderTime, isDrawnFirst: isDrawnFirst, flatRatio: flatRatio,
      isRefunded: isRefunded)
  }

  /// Whether it may be drawn on a day.
  public func isValid(on day: CalendarDay) -> Bool { start <= day && day < end }

  /// Whether it covers usage of an app of its account.
  public func covers(_ app: AppID) -> Bool { self.app == nil || self.app == app }
}

/// One question by which two grants are put in order; a catalog lists them by weight.
public enum DrawKey: String, Hashable, Sendable, CaseIterable {
  /// Grants that are drawn before all others (the trial pack) first.
  case drawnFirst = "drawn_first"
  /// The earlier end of validity first.
  case end
  /// Bound to the app before account-wide.
  case scope
  /// The earlier order first.
  case orderTime = "order_time"
  /// The smaller grant id, by bytes, first; unique, so an order that has it is total.
  case grantID = "grant_id"
}

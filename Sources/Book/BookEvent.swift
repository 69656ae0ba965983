public import Quantities

/// One event of a book, as its line says it.
public struct BookEvent: Sendable {
  /// What makes it the same event when it is met again.
  public let key: EventKey
  /// What it says, on one line and in one form: equal however the line was spelt.
  ///
  /// It is a line of a book itself: reading it gives the same event.
  public let canonical: String
  /// The physical line it was read from, from 1.
  public let line: Int
  /// When it happened.
  public let time: Timestamp
  /// The day of `time` in the catalog's zone.
  public let day: CalendarDay
  /// The id for messages: of the order, grant, account or app.
  public let id: String
  /// What happened.
  let content: Content

  /// What happened.
  enum Content: Sendable {
    case account(Account)
    case accountChange(AccountChange)
    case app(App)
    case purchase(Purchase)
    case renewal(Renewal)
    case upgrade(Upgrade)
    case refund(Refund)
    case trial(Trial)
    case grant(GrantGiven)
    case suspend(Service)
    case resume(Service)
  }

  /// An account came to be.
  struct Account: Sendable {
    let account: AccountID
    let name: String?
    let isPostpaid: Bool
  }

  /// From the next day on an account is postpaid, or no more.
  struct AccountChange: Sendable {
    let account: AccountID
    let isPostpaid: Bool
  }

  /// An app belongs to an account, for ever.
  struct App: Sendable {
    let app: AppID
    let account: AccountID
  }

  /// A plan was bought.
  struct Purchase: Sendable {
    let order: OrderID
    let account: AccountID
    let app: AppID?
    let plan: PlanID
    let months: Int
    /// `nil` is the price of the day.
    let paid: Money?
  }

  /// A purchase, or one half of it, was renewed.
  struct Renewal: Sendable {
    let order: OrderID
    let purchase: OrderID
    /// The product of the half; `nil` is all halves.
    let half: String?
    let months: Int
    /// `nil` is the price of the day.
    let paid: Money?
  }

  /// A purchase, or one half of it, became a dearer plan.
  struct Upgrade: Sendable {
    let order: OrderID
    let purchase: OrderID
    /// What the half of its product becomes.
    let plan: PlanID
    /// `nil` is the fee.
    let paid: Money?
  }

  /// A purchase was given back, with its renewals and upgrades.
  struct Refund: Sendable {
    let order: OrderID
    let purchase: OrderID
  }

  /// A trial was taken.
  struct Trial: Sendable {
    let order: OrderID
    let account: AccountID
    let app: AppID?
    let plan: PlanID
  }

  /// Minutes were given by hand.
  struct GrantGiven: Sendable {
    let grant: GrantID
    let account: AccountID
    let app: AppID?
    let pool: PoolID
    let minutes: Int64
    let start: CalendarDay
    let end: CalendarDay
  }

  /// A product of an account, which stands still from then on, or runs again.
  struct Service: Hashable, Sendable {
    let account: AccountID
    let product: String
  }

  init(line: Int, time: Timestamp, zone: ZoneOffset, content: Content) {
    self.line = line
    self.time = time
    self.day = zone.day(of: time)
    self.content = content
    (self.key, self.id) = Self.identity(of: content, at: time)
    self.canonical = Self.canonical(content, at: time)
  }

  private static func identity(of content: Content, at time: Timestamp) -> (EventKey, String) {
    switch content {
    case .account(let event): (.account(event.account), event.account.text)
    case .accountChange(let event): (.accountChange(event.account, time), event.account.text)
    case .app(let event): (.app(event.app), "\(event.app)")
    case .purchase(let event): (.order(event.order), event.order.text)
    case .renewal(let event): (.order(event.order), event.order.text)
    case .upgrade(let event): (.order(event.order), event.order.text)
    case .refund(let event): (.order(event.order), event.order.text)
    case .trial(let event): (.order(event.order), event.order.text)
    case .grant(let event): (.grant(event.grant), event.grant.text)
    case .suspend(let event): (.service(.suspend, event, time), event.account.text)
    case .resume(let event): (.service(.resume, event, time), event.account.text)
    }
  }

  /// The purchase that the event is.
  var purchase: Purchase? {
    if case .purchase(let event) = content { event } else { nil }
  }

  /// The purchase that the event renews, upgrades or gives back.
  var namedPurchase: OrderID? {
    switch content {
    case .renewal(let event): event.purchase
    case .upgrade(let event): event.purchase
    case .refund(let event): event.purchase
    case .account, .accountChange, .app, .purchase, .trial, .grant, .suspend, .resume: nil
    }
  }

  /// The day by which a closed month refuses the event; `nil` when none does.
  ///
  /// Accounts and apps may be named later than their usage was settled.
  var effectiveDay: CalendarDay? {
    switch content {
    case .account, .app: nil
    case .grant(let grant): grant.start
    case .accountChange, .purchase, .renewal, .upgrade, .refund, .trial, .suspend, .resume: day
    }
  }
}

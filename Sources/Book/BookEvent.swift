public import Quantities
import StrictJSON

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
    case trial(Trial)
    case grant(GrantGiven)
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
    case .trial(let event): (.order(event.order), event.order.text)
    case .grant(let event): (.grant(event.grant), event.grant.text)
    }
  }

  /// The day by which a closed month refuses the event; `nil` when none does.
  ///
  /// Accounts and apps may be named later than their usage was settled.
  var effectiveDay: CalendarDay? {
    switch content {
    case .account, .app: nil
    case .grant(let grant): grant.start
    case .accountChange, .purchase, .trial: day
    }
  }
}

extension BookEvent {
  /// The fields in the order of the contract, defaults filled in, times as epoch seconds.
  ///
  /// `paid` stays away when it was left out: its default is a price and not a part of the event.
  private static func canonical(_ content: Content, at time: Timestamp) -> String {
    var json = JSONWriter()
    json.object { json in
      switch content {
      case .account(let event):
        json.head(.account, "account_id", event.account, time)
        if let name = event.name { json.member("name", name) }
        json.member("postpaid", event.isPostpaid)
      case .accountChange(let event):
        json.head(.accountChange, "account_id", event.account, time)
        json.member("postpaid", event.isPostpaid)
      case .app(let event):
        json.member("type", EventType.app.rawValue)
        json.member("sdk_app_id", event.app.number)
        json.member("account_id", event.account.text)
        json.member("time", time.epochSeconds)
      case .purchase(let event):
        json.head(.purchase, "order_id", event.order, time)
        json.buyer(event.account, event.app)
        json.member("plan", event.plan.text)
        json.member("months", event.months)
        if let paid = event.paid { json.member("paid", paid.description) }
      case .trial(let event):
        json.head(.trial, "order_id", event.order, time)
        json.buyer(event.account, event.app)
        json.member("plan", event.plan.text)
      case .grant(let event):
        json.head(.grant, "grant_id", event.grant, time)
        json.buyer(event.account, event.app)
        json.member("pool", event.pool.text)
        json.member("minutes", event.minutes)
        json.member("start", event.start.description)
        json.member("end", event.end.description)
      }
    }
    return json.text
  }
}

extension JSONWriter {
  fileprivate mutating func head<Kind>(
    _ type: EventType, _ key: String, _ id: Identifier<Kind>, _ time: Timestamp
  ) {
    member("type", type.rawValue)
    member(key, id.text)
    member("time", time.epochSeconds)
  }

  fileprivate mutating func buyer(_ account: AccountID, _ app: AppID?) {
    member("account_id", account.text)
    if let app { member("sdk_app_id", app.number) }
  }
}

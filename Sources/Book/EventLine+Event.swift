import Quantities

extension EventLine {
  /// The event, or `nil` with a problem reported.
  mutating func event(_ zone: ZoneOffset) -> BookEvent? {
    let time = time("time", zone)
    let content: BookEvent.Content?
    switch type {
    case .account: content = account()
    case .accountChange: content = accountChange()
    case .app: content = app()
    case .purchase: content = purchase()
    case .renewal: content = renewal()
    case .upgrade: content = upgrade()
    case .refund: content = refund()
    case .trial: content = trial()
    case .grant: content = grant()
    case .suspend: content = service().map { .suspend($0) }
    case .resume: content = service().map { .resume($0) }
    }
    guard problems.isEmpty, let time, let content else { return nil }
    return BookEvent(line: number, time: time, zone: zone, content: content)
  }

  private mutating func account() -> BookEvent.Content? {
    let id: AccountID? = identifier("account_id")
    let name = optionalText("name")
    let isPostpaid = flag("postpaid", default: true)
    guard let id, let isPostpaid else { return nil }
    return .account(BookEvent.Account(account: id, name: name, isPostpaid: isPostpaid))
  }

  private mutating func accountChange() -> BookEvent.Content? {
    let account: AccountID? = identifier("account_id")
    let isPostpaid = flag("postpaid", default: nil)
    guard let account, let isPostpaid else { return nil }
    return .accountChange(BookEvent.AccountChange(account: account, isPostpaid: isPostpaid))
  }

  private mutating func app() -> BookEvent.Content? {
    let app = app("sdk_app_id")
    let account: AccountID? = identifier("account_id")
    guard let app, let account else { return nil }
    return .app(BookEvent.App(app: app, account: account))
  }

  private mutating func purchase() -> BookEvent.Content? {
    let order: OrderID? = identifier("order_id")
    let account: AccountID? = identifier("account_id")
    let app = optionalApp("sdk_app_id")
    let plan = name("plan")
    let months = months("months")
    let paid = optionalMoney("paid")
    guard let order, let account, let plan, let months else { return nil }
    return .purchase(
      BookEvent.Purchase(
        order: order, account: account, app: app, plan: PlanID(plan), months: months, paid: paid))
  }

  private mutating func renewal() -> BookEvent.Content? {
    let order: OrderID? = identifier("order_id")
    let purchase: OrderID? = identifier("renews")
    let half = optionalText("half")
    let months = months("months")
    let paid = optionalMoney("paid")
    guard let order, let purchase, let months else { return nil }
    return .renewal(
      BookEvent.Renewal(
        order: order, purchase: purchase, half: half, months: months, paid: paid))
  }

  private mutating func upgrade() -> BookEvent.Content? {
    let order: OrderID? = identifier("order_id")
    let purchase: OrderID? = identifier("upgrades")
    let plan = name("plan")
    let paid = optionalMoney("paid")
    guard let order, let purchase, let plan else { return nil }
    return .upgrade(
      BookEvent.Upgrade(order: order, purchase: purchase, plan: PlanID(plan), paid: paid))
  }

  private mutating func refund() -> BookEvent.Content? {
    let order: OrderID? = identifier("order_id")
    let purchase: OrderID? = identifier("refunds")
    guard let order, let purchase else { return nil }
    return .refund(BookEvent.Refund(order: order, purchase: purchase))
  }

  private mutating func trial() -> BookEvent.Content? {
    let order: OrderID? = identifier("order_id")
    let account: AccountID? = identifier("account_id")
    let app = optionalApp("sdk_app_id")
    let plan = name("plan")
    guard let order, let account, let plan else { return nil }
    return .trial(
      BookEvent.Trial(order: order, account: account, app: app, plan: PlanID(plan)))
  }

  private mutating func grant() -> BookEvent.Content? {
    let grant: GrantID? = identifier("grant_id")
    let account: AccountID? = identifier("account_id")
    let app = optionalApp("sdk_app_id")
    let pool = name("pool")
    let minutes = minutes("minutes")
    let start = day("start")
    let end = day("end")
    if let start, let end, end <= start {
      report(.validity, "it ends on \(end) and starts on \(start)", "put `end` after `start`")
    }
    guard let grant, let account, let pool, let minutes, let start, let end else { return nil }
    return .grant(
      BookEvent.GrantGiven(
        grant: grant, account: account, app: app, pool: PoolID(pool), minutes: minutes,
        start: start, end: end))
  }

  private mutating func service() -> BookEvent.Service? {
    let account: AccountID? = identifier("account_id")
    let product = name("product")
    guard let account, let product else { return nil }
    return BookEvent.Service(account: account, product: product)
  }

  /// The key of the event as far as it can be told from a line that is broken otherwise.
  ///
  /// Other events may name it without more complaints. `nil` for types whose key holds a time.
  var claimedKey: EventKey? {
    guard let id else { return nil }
    return switch type {
    case .account: .account(AccountID(id))
    case .app: UInt32(id).map { .app(AppID($0)) }
    case .purchase, .renewal, .upgrade, .refund, .trial: .order(OrderID(id))
    case .grant: .grant(GrantID(id))
    case .accountChange, .suspend, .resume: nil
    }
  }
}

import Quantities
import StrictJSON

extension BookEvent {
  /// The fields in the order of the contract, defaults filled in, times as epoch seconds.
  ///
  /// `paid` stays away when it was left out: its default is a price and not a part of the event.
  static func canonical(_ content: Content, at time: Timestamp) -> String {
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
      case .renewal(let event):
        json.head(.renewal, "order_id", event.order, time)
        json.member("renews", event.purchase.text)
        if let half = event.half { json.member("half", half) }
        json.member("months", event.months)
        if let paid = event.paid { json.member("paid", paid.description) }
      case .upgrade(let event):
        json.head(.upgrade, "order_id", event.order, time)
        json.member("upgrades", event.purchase.text)
        json.member("plan", event.plan.text)
        if let paid = event.paid { json.member("paid", paid.description) }
      case .refund(let event):
        json.head(.refund, "order_id", event.order, time)
        json.member("refunds", event.purchase.text)
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
      case .suspend(let event):
        json.head(.suspend, "account_id", event.account, time)
        json.member("product", event.product)
      case .resume(let event):
        json.head(.resume, "account_id", event.account, time)
        json.member("product", event.product)
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

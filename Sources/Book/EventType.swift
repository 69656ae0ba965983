/// The types of events that a book may hold.
enum EventType: String, CaseIterable {
  case account
  case accountChange = "account_change"
  case app
  case purchase
  case renewal
  case upgrade
  case refund
  case trial
  case grant
  case suspend
  case resume

  /// The keys of an event of the type, beside `type`.
  var keys: [String] {
    switch self {
    case .account: ["account_id", "time", "name", "postpaid"]
    case .accountChange: ["account_id", "time", "postpaid"]
    case .app: ["sdk_app_id", "account_id", "time"]
    case .purchase:
      ["order_id", "time", "account_id", "sdk_app_id", "plan", "months", "paid"]
    case .renewal: ["order_id", "time", "renews", "half", "months", "paid"]
    case .upgrade: ["order_id", "time", "upgrades", "plan", "paid"]
    case .refund: ["order_id", "time", "refunds"]
    case .trial: ["order_id", "time", "account_id", "sdk_app_id", "plan"]
    case .grant:
      [
        "grant_id", "time", "account_id", "sdk_app_id", "pool", "minutes", "start", "end",
      ]
    case .suspend, .resume: ["time", "account_id", "product"]
    }
  }

  /// The key whose value names the event in messages.
  var idKey: String {
    switch self {
    case .account, .accountChange, .suspend, .resume: "account_id"
    case .app: "sdk_app_id"
    case .purchase, .renewal, .upgrade, .refund, .trial: "order_id"
    case .grant: "grant_id"
    }
  }
}

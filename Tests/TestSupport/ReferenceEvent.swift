public import Quantities

/// One event of a book as a test thinks of it: the fields of the contract, those of other types
/// left as they are.
public struct ReferenceEvent: Sendable {
  /// The type's name in the book.
  public var type: String
  /// Epoch seconds.
  public var time: Int64
  /// The order or grant id.
  public var id = ""
  /// Who it is about.
  public var account = ""
  /// The app, 0 for none.
  public var app = 0
  /// The plan.
  public var plan = ""
  /// Months, 0 to leave them out.
  public var months = 0
  /// Hundredths, `nil` to leave it out.
  public var paid: Int64?
  /// The purchase that it renews, upgrades or gives back.
  public var purchase = ""
  /// The half that it renews, empty for all.
  public var half = ""
  /// Whether the account is postpaid.
  public var isPostpaid = true
  /// What is suspended.
  public var product = ""
  /// What a `grant` gives.
  public var grant: (pool: String, minutes: Int, start: CalendarDay, end: CalendarDay)?

  /// An event of a type.
  public init(_ type: String, at time: Int64) {
    self.type = type
    self.time = time
  }

  /// Its line in a book.
  public var line: String {
    var members = [("type", quoted(type)), ("time", "\(time)")]
    func add(_ key: String, _ value: String, unless isLeftOut: Bool) {
      if !isLeftOut { members.append((key, value)) }
    }
    let isGrant = type == "grant"
    add(isGrant ? "grant_id" : "order_id", quoted(id), unless: id.isEmpty)
    add("account_id", quoted(account), unless: account.isEmpty)
    add("sdk_app_id", "\(app)", unless: app == 0)
    add("plan", quoted(plan), unless: plan.isEmpty)
    add("months", "\(months)", unless: months == 0)
    if let paid { members.append(("paid", quoted(ReferenceRational.money(Int128(paid))))) }
    let names = ["renewal": "renews", "upgrade": "upgrades", "refund": "refunds"]
    if let name = names[type] { members.append((name, quoted(purchase))) }
    add("half", quoted(half), unless: half.isEmpty)
    add("product", quoted(product), unless: product.isEmpty)
    if ["account", "account_change"].contains(type) {
      members.append(("postpaid", "\(isPostpaid)"))
    }
    if let grant {
      members += [
        ("pool", quoted(grant.pool)), ("minutes", "\(grant.minutes)"),
        ("start", quoted("\(grant.start)")), ("end", quoted("\(grant.end)")),
      ]
    }
    return "{" + members.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  private func quoted(_ text: String) -> String { "\"\(text)\"" }

  /// What decides the order of events at one time: plans, value-added plans, the rest; then the id.
  var rank: (Int, [UInt8]) {
    let isValueAdded = ReferencePlan.named(plan)?.kind == .valueAdded
    let name = [id, account, "\(app)"].first { !$0.isEmpty } ?? ""
    return (
      type != "purchase" ? 2 : isValueAdded ? 1 : 0, Array((type == "app" ? "\(app)" : name).utf8)
    )
  }

  /// Whether it comes before another one.
  func precedes(_ other: ReferenceEvent) -> Bool {
    if time != other.time { return time < other.time }
    if rank.0 != other.rank.0 { return rank.0 < other.rank.0 }
    return rank.1.lexicographicallyPrecedes(other.rank.1)
  }
}

import Book
import Ledger
public import Quantities
import StrictJSON

/// An event of the book, as the ledger keeps it.
public struct EventFact: Sendable {
  /// Its type: `purchase`.
  public let type: String
  /// Its order, grant, account or app.
  public let id: String
  /// When it happened.
  public let time: Timestamp
  /// The run that took it in.
  public let run: Int64
  /// Its line, in the one form in which the ledger keeps it.
  public let line: String
  /// What it says.
  let content: JSONValue

  /// Reads the line of an event; `nil` when it is none, which the check of the book rules out.
  init?(_ stored: StoredEvent) {
    let line = stored.event.canonical
    guard let content = try? JSONValue(parsing: Array(line.utf8)),
      let type = content["type"]?.string, let time = content["time"]?.integer
    else { return nil }
    let names = ["order_id", "grant_id", "sdk_app_id", "account_id"]
    let id = names.lazy.compactMap { content[$0].flatMap { $0.string ?? $0.number } }.first
    self.type = type
    self.id = id ?? ""
    self.time = Timestamp(epochSeconds: time)
    self.run = stored.run
    self.line = line
    self.content = content
  }

  /// The purchase that it renews, upgrades or gives back.
  var namedPurchase: String? {
    ["renews", "upgrades", "refunds"].lazy.compactMap { content[$0]?.string }.first
  }
}

/// The events of the book by what they are about.
struct EventIndex {
  /// All of them, in the order of the ledger.
  let all: [EventFact]
  private var orders: [OrderID: EventFact] = [:]
  private var grants: [GrantID: EventFact] = [:]
  private var refunds: [OrderID: EventFact] = [:]
  private var changes: [AccountID: [EventFact]] = [:]

  init(_ ledger: LedgerReader) throws {
    all = try ledger.storedEvents().compactMap { EventFact($0) }
    for event in all {
      switch event.type {
      case "grant": grants[GrantID(event.id)] = event
      case "account_change": changes[AccountID(event.id), default: []].append(event)
      case "account", "app", "suspend", "resume": break
      default:
        orders[OrderID(event.id)] = event
        if event.type == "refund", let purchase = event.namedPurchase {
          refunds[OrderID(purchase)] = event
        }
      }
    }
  }

  /// The event of an order, with the purchase that it changes in front.
  func events(of order: OrderID) -> [EventFact] {
    guard let event = orders[order] else { return [] }
    let purchase = event.namedPurchase.flatMap { orders[OrderID($0)] }
    return [purchase, event].compactMap { $0 }
  }

  /// What gave a grant, and what took it back.
  ///
  /// A grant `ORDER/CYCLE/POOL` is of that order; ids of orders and grants hold no slash.
  func events(of grant: GrantID) -> [EventFact] {
    guard let slash = grant.text.firstIndex(of: "/") else {
      return [grants[grant]].compactMap { $0 }
    }
    let events = events(of: OrderID(String(grant.text[..<slash])))
    let refund = events.first.flatMap { refunds[OrderID($0.id)] }
    return events + [refund].compactMap { $0 }
  }

  /// The last change of an account on a day.
  func change(of account: AccountID, on day: CalendarDay, zone: ZoneOffset) -> EventFact? {
    changes[account, default: []].filter { zone.day(of: $0.time) == day }
      .max { $0.time < $1.time }
  }

  /// Whose event it is; `nil` when that cannot be told.
  func account(of event: EventFact) -> AccountID? {
    if let account = event.content["account_id"]?.string { return AccountID(account) }
    return event.namedPurchase.flatMap { orders[OrderID($0)] }
      .flatMap { $0.content["account_id"]?.string }.map { AccountID($0) }
  }
}

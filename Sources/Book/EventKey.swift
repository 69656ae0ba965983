public import Quantities

/// Marks names of events.
public enum EventName {}

/// What makes an event the same event: its type, or family, and its id; events without an id go by
/// account and time.
///
/// Purchases, renewals, upgrades, refunds and trials share the names of orders, so an order id
/// stands once in a book whatever the event.
public typealias EventKey = Identifier<EventName>

/// An event that a ledger holds.
public struct KnownEvent: Hashable, Sendable {
  /// What makes it the same event.
  public let key: EventKey
  /// What it says, as `BookEvent.canonical`.
  public let canonical: String

  /// An event as the ledger holds it.
  public init(key: EventKey, canonical: String) {
    self.key = key
    self.canonical = canonical
  }
}

extension EventKey {
  // Ids have no slash, so the parts of a key cannot run into each other.

  static func account(_ id: AccountID) -> EventKey { EventKey("account/\(id)") }

  static func accountChange(_ id: AccountID, _ time: Timestamp) -> EventKey {
    EventKey("account_change/\(id)/\(time.epochSeconds)")
  }

  /// A product comes last: it may hold a slash until it is looked up.
  static func service(
    _ type: EventType, _ service: BookEvent.Service, _ time: Timestamp
  ) -> EventKey {
    EventKey(
      "\(type.rawValue)/\(service.account)/\(time.epochSeconds)/\(service.product)")
  }

  static func app(_ id: AppID) -> EventKey { EventKey("app/\(id)") }

  static func order(_ id: OrderID) -> EventKey { EventKey("order/\(id)") }

  static func grant(_ id: GrantID) -> EventKey { EventKey("grant/\(id)") }
}

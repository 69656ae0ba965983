public import Quantities

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

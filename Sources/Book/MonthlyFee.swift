public import Quantities

/// The price of one month of a value-added plan that is charged afterwards, like history storage.
///
/// It is the full price beside the plan that the app holds on `day`, whatever happens later in the
/// month, and makes one monthly charge as soon as `day` is settled. Months in which the app holds
/// no paid plan on that day have no fee.
public struct MonthlyFee: Hashable, Sendable {
  /// The order that switched it on.
  public let order: OrderID
  /// The application.
  public let app: AppID
  /// The plan, which is the item of the charge: `im.history_30d`.
  public let item: PlanID
  /// The day whose plan counts: of the order in its first month, else the first of the month.
  public let day: CalendarDay
  /// The price of the whole month.
  public let price: Money

  /// The month that is charged.
  public var month: CalendarMonth { day.month }

  /// A fee of a month.
  public init(order: OrderID, app: AppID, item: PlanID, day: CalendarDay, price: Money) {
    self.order = order
    self.app = app
    self.item = item
    self.day = day
    self.price = price
  }
}

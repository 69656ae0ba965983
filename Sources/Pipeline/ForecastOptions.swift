public import Quantities

/// What a forecast is asked for.
public struct ForecastOptions: Sendable {
  /// Something that might happen.
  public enum Event: Hashable, Sendable {
    /// A purchase at the price of its day; without a day on the first day that is not settled.
    case purchase(PlanID, CalendarDay?)
    /// The events of a file, one a line as in a book.
    case file(String)
  }

  /// The month whose cost is asked for; `nil` is that of the settled day.
  public var month: CalendarMonth?
  /// How many settled days the pace is taken from, at least 1.
  public var paceDays = 7
  /// How many days behind the settled one packages are followed.
  public var horizonDays = 60
  /// Only this account.
  public var account: AccountID?
  /// The app of a purchase that might be made.
  public var app: AppID?
  /// What might happen.
  public var events: [Event] = []

  /// A forecast of the month that goes on.
  public init() {}
}

public import Quantities

/// Days `[start, end)` on which an app holds a paid plan with free peaks that was not given back.
public struct QuotaTerm: Hashable, Sendable {
  /// The application.
  public let app: AppID
  /// The plan.
  public let plan: PlanID
  /// The order that began it.
  public let order: OrderID
  /// First day.
  public let start: CalendarDay
  /// First day after.
  public let end: CalendarDay
  /// Free counts by the name of the peak fee.
  public let freePeaks: [String: Int64]

  /// A term of a plan.
  public init(
    app: AppID, plan: PlanID, order: OrderID, start: CalendarDay, end: CalendarDay,
    freePeaks: [String: Int64]
  ) {
    self.app = app
    self.plan = plan
    self.order = order
    self.start = start
    self.end = end
    self.freePeaks = freePeaks
  }
}

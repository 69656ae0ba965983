public import Quantities

/// One draw of a usage line from a grant.
public struct SettledDeduction: Hashable, Sendable {
  /// The application.
  public let app: AppID
  /// The day the usage belongs to.
  public let day: CalendarDay
  /// The meter.
  public let meter: MeterOrdinal
  /// The grant drawn from.
  public let grant: GrantID
  /// Usage minutes that this draw covers.
  public let usageMinutes: Fraction
  /// Package minutes that one usage minute costs.
  public let ratio: Fraction
  /// Package minutes taken: `usageMinutes * ratio`.
  public let packageMinutes: Fraction
  /// Package minutes the grant holds afterwards.
  public let leftAfter: Fraction
  /// The invoice it belongs to.
  public let invoiceMonth: CalendarMonth

  /// A draw as it was made.
  public init(
    app: AppID, day: CalendarDay, meter: MeterOrdinal, grant: GrantID, usageMinutes: Fraction,
    ratio: Fraction, packageMinutes: Fraction, leftAfter: Fraction, invoiceMonth: CalendarMonth
  ) {
    self.app = app
    self.day = day
    self.meter = meter
    self.grant = grant
    self.usageMinutes = usageMinutes
    self.ratio = ratio
    self.packageMinutes = packageMinutes
    self.leftAfter = leftAfter
    self.invoiceMonth = invoiceMonth
  }
}

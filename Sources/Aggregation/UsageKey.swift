public import Quantities

/// App, day and meter of a usage line in one word, in the order of app, day, meter.
///
/// Never 0, which tables use for an empty slot: there is no app 0.
public struct UsageKey: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The app in the upper half, then 24 bits of days since `firstDay`, then 8 bits of the meter.
  public let packed: UInt64

  /// No record is older than this day.
  public static let firstDay = CalendarMonth(year: 2010, month: 1).firstDay

  /// The line of an app, a day and a meter.
  @inline(__always)
  public init(app: UInt32, dayNumber: Int32, meter: UInt8) {
    let day = UInt64(UInt32(truncatingIfNeeded: dayNumber &- Self.firstDayNumber))
    self.packed = UInt64(app) << 32 | day << 8 | UInt64(meter)
  }

  /// `firstDay.number`, written out: a stored property would cost a check on every use.
  private static var firstDayNumber: Int32 { 14_610 }

  /// The line of an app, a day and a meter.
  public init(app: AppID, day: CalendarDay, meter: MeterOrdinal) {
    self.init(app: app.number, dayNumber: day.number, meter: meter.index)
  }

  init(packed: UInt64) {
    self.packed = packed
  }

  /// The application.
  public var app: AppID { AppID(UInt32(truncatingIfNeeded: packed >> 32)) }

  /// The day.
  public var day: CalendarDay {
    CalendarDay(number: Int32(packed >> 8 & 0xFF_FFFF) + Self.firstDayNumber)
  }

  /// The meter.
  public var meter: MeterOrdinal { MeterOrdinal(UInt8(truncatingIfNeeded: packed)) }

  public static func < (left: UsageKey, right: UsageKey) -> Bool { left.packed < right.packed }
}

/// The place of a meter in the catalog's list, which is also its rank in settlement.
public struct MeterOrdinal: Hashable, Comparable, Sendable {
  /// Index into the catalog's meters, from 0.
  public let index: UInt8

  /// The meter at that index.
  public init(_ index: UInt8) {
    self.index = index
  }

  public static func < (left: MeterOrdinal, right: MeterOrdinal) -> Bool {
    left.index < right.index
  }
}

/// What one app used of one meter on one day.
public struct UsageLine: Hashable, Sendable {
  /// The application.
  public let app: AppID
  /// The day, in the catalog's zone.
  public let day: CalendarDay
  /// The meter.
  public let meter: MeterOrdinal
  /// How many records were counted on this line.
  public var records: Int64
  /// Seconds of a `sum` meter, distinct users of a `unique` one, the highest count of a `peak` one.
  public var quantity: Int64

  /// A line as aggregated.
  public init(
    app: AppID, day: CalendarDay, meter: MeterOrdinal, records: Int64, quantity: Int64
  ) {
    self.app = app
    self.day = day
    self.meter = meter
    self.records = records
    self.quantity = quantity
  }

  /// Whole minutes of a `sum` meter: a started minute counts.
  public var minutes: Int64 { quantity / 60 + (quantity % 60 > 0 ? 1 : 0) }
}

extension UsageLine {
  /// The order of settlement: day, then app, then meter.
  public static func settlementOrder(_ left: UsageLine, _ right: UsageLine) -> Bool {
    (left.day, left.app, left.meter) < (right.day, right.app, right.meter)
  }
}

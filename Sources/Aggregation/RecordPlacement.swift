import Catalog
import Quantities
import UsageRecords

/// Decides which usage lines a record counts on, and with how much.
struct RecordPlacement {
  private let secondsEast: Int64
  private let kinds: [MeterKind]
  private var rules: DayRules

  init(_ catalog: Catalog) {
    secondsEast = Int64(catalog.zone.secondsEast)
    var kinds = catalog.meters.map(\.kind)
    kinds += Array(repeating: .sum, count: Int(UsageRecord.video) + 1 - kinds.count)
    self.kinds = kinds
    rules = DayRules(catalog)
  }

  /// How the records of a meter combine; `video` is a sum.
  @inline(__always)
  func kind(of meter: UInt8) -> MeterKind { kinds[Int(meter)] }

  /// The number of the day of an instant, which lies behind 1970 in any zone.
  @inline(__always)
  func day(of time: Int64) -> Int32 {
    Int32(truncatingIfNeeded: UInt64(truncatingIfNeeded: time &+ secondsEast) / 86_400)
  }

  /// The line that a record counts on, on a day.
  @inline(__always)
  mutating func key(of record: UsageRecord, on day: Int32) -> UsageKey {
    let meter =
      record.meter == UsageRecord.video
      ? rules.meter(ofArea: area(record), on: day) : rules.meter(record.meter, on: day)
    return UsageKey(app: record.app, dayNumber: day, meter: meter)
  }

  @inline(__always)
  func isOversize(_ record: UsageRecord) -> Bool {
    record.meter == UsageRecord.video && area(record) > rules.largestKnownArea
  }

  @inline(__always)
  private func area(_ record: UsageRecord) -> Int64 {
    Int64(record.width) &* Int64(record.height)
  }

  /// Puts the seconds of a `sum` record on the lines of the days they belong to.
  ///
  /// The interval is `[time, time + quantity)`; each day gets its part by its own tier table, and
  /// one record. A record of no seconds counts on the day of `time`.
  ///
  /// - Parameters:
  ///   - day: the day of `time`.
  ///   - sign: 1 to count the record, -1 to take it off again.
  @inline(__always)
  mutating func spread(
    _ record: UsageRecord, from day: Int32, sign: Int64, onto table: inout UsageTable
  ) {
    var day = day
    var rest = record.quantity
    var untilMidnight = secondsUntilMidnight(record, day)
    while rest > untilMidnight {
      table.add(key(of: record, on: day), records: sign, quantity: sign &* untilMidnight)
      rest &-= untilMidnight
      day &+= 1
      untilMidnight = 86_400
    }
    table.add(key(of: record, on: day), records: sign, quantity: sign &* rest)
  }

  /// Seconds from the start of a record to the end of its first day.
  @inline(__always)
  func secondsUntilMidnight(_ record: UsageRecord, _ day: Int32) -> Int64 {
    (Int64(day) &+ 1) &* 86_400 &- record.time &- secondsEast
  }
}

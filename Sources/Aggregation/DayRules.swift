import Catalog
import Quantities

/// Which meter a record counts on, by day, laid out flat for the inner loop.
///
/// Rules change on a few days in years, so the stretch of days that was asked for last is kept.
struct DayRules {
  /// Days `[start, end)` with the same rules.
  private struct Stretch {
    var start: Int32
    var end: Int32
    /// The meter that each meter counts as.
    var countedAs: [UInt8]
    /// The largest area of each tier, the last one without bound; none when there are no tiers.
    var areas: [Int64]
    /// The meter of each tier.
    var tiers: [UInt8]
  }

  private let stretches: [Stretch]
  private var current: Stretch
  let largestKnownArea: Int64

  init(_ catalog: Catalog) {
    var starts: Set<Int32> = [.min]
    for meter in catalog.meters {
      starts.formUnion(meter.countedAs.segments.compactMap { $0.start?.number })
    }
    starts.formUnion(catalog.resolutionTiers.tiers.segments.compactMap { $0.start?.number })
    let sorted = starts.sorted()
    stretches = zip(sorted, sorted.dropFirst() + [.max]).map { start, end in
      Self.stretch(from: start, to: end, catalog)
    }
    current = stretches[0]
    largestKnownArea = catalog.resolutionTiers.largestKnownArea
  }

  private static func stretch(from start: Int32, to end: Int32, _ catalog: Catalog) -> Stretch {
    // Any day of the stretch will do; the first of all time is not a day, the one before `end` is.
    let day = CalendarDay(number: start == .min ? end - 1 : start)
    let tiers = catalog.resolutionTiers.tiers.value(on: day) ?? []
    return Stretch(
      start: start, end: end,
      countedAs: catalog.meters.enumerated().map { index, meter in
        (meter.countedAs.value(on: day) ?? nil)?.index ?? UInt8(index)
      },
      areas: tiers.map { $0.largestArea ?? .max }, tiers: tiers.map(\.meter.index))
  }

  /// Turns to the rules of a day.
  @inline(__always)
  private mutating func turn(to day: Int32) {
    guard day < current.start || day >= current.end else { return }
    current = stretches.last { $0.start <= day } ?? stretches[0]
  }

  /// The meter that a record of a meter counts on, on a day.
  @inline(__always)
  mutating func meter(_ meter: UInt8, on day: Int32) -> UInt8 {
    turn(to: day)
    return current.countedAs[Int(meter)]
  }

  /// The meter of a picture on a day.
  @inline(__always)
  mutating func meter(ofArea area: Int64, on day: Int32) -> UInt8 {
    turn(to: day)
    var tier = 0
    while area > current.areas[tier] { tier &+= 1 }
    return current.countedAs[Int(current.tiers[tier])]
  }
}

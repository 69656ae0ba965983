public import Catalog
public import Quantities

/// How long a product served in a month: what of it lies outside all suspensions.
public struct ServiceTime: Hashable, Sendable {
  /// Seconds of the month in which the product served.
  public let servedSeconds: Int64
  /// Seconds of the month.
  public let monthSeconds: Int64
  /// Days of the month with at least one second in which the product served.
  public let servedDays: Int64

  /// Measures the part of a month outside suspensions.
  ///
  /// - Parameters:
  ///   - month: the month, in the days of `zone`.
  ///   - zone: decides at which instants the month begins and ends.
  ///   - suspensions: intervals `[start, end)` in any order, which may overlap; without an end they
  ///     last for ever.
  public init(
    in month: CalendarMonth, zone: ZoneOffset,
    outside suspensions: some Sequence<(start: Timestamp, end: Timestamp?)>
  ) {
    let monthStart = zone.start(of: month.firstDay).epochSeconds
    let monthSeconds = Int64(month.dayCount) * ZoneOffset.secondsPerDay
    var pauses = Pauses()
    for suspension in suspensions.sorted(by: { $0.start < $1.start }) {
      let start = max(suspension.start.epochSeconds - monthStart, 0)
      let end = min(suspension.end.map { $0.epochSeconds - monthStart } ?? .max, monthSeconds)
      if start < end { pauses.add(start, end) }
    }
    pauses.finish()
    self.monthSeconds = monthSeconds
    self.servedSeconds = monthSeconds - pauses.seconds
    self.servedDays = Int64(month.dayCount) - pauses.wholeDays
  }

  /// The part of the month in which the product served, 0 to 1.
  public func share(by scale: Choices.SuspensionScale) -> Fraction {
    switch scale {
    case .seconds: Fraction(Int128(servedSeconds), over: Int128(monthSeconds))
    case .days:
      Fraction(Int128(servedDays), over: Int128(monthSeconds / ZoneOffset.secondsPerDay))
    }
  }
}

/// Sums up intervals within a month, which come by their start.
private struct Pauses {
  private(set) var seconds: Int64 = 0
  /// Days without any second outside the intervals.
  private(set) var wholeDays: Int64 = 0
  /// The interval that the next one may continue, in seconds since the month began.
  private var open: (start: Int64, end: Int64) = (0, 0)

  mutating func add(_ start: Int64, _ end: Int64) {
    if start <= open.end {
      open.end = max(open.end, end)
    } else {
      finish()
      open = (start, end)
    }
  }

  mutating func finish() {
    seconds += open.end - open.start
    let day = ZoneOffset.secondsPerDay
    wholeDays += max(open.end / day - (open.start + day - 1) / day, 0)
    open = (open.end, open.end)
  }
}

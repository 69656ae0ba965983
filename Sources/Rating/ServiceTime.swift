public import Quantities

/// How long a product served in a month: its seconds outside all suspensions.
public struct ServiceTime: Hashable, Sendable {
  /// Seconds of the month in which the product served.
  public let servedSeconds: Int64
  /// Seconds of the month.
  public let monthSeconds: Int64

  /// Counts the seconds of a month outside suspensions.
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
    let monthStart = zone.start(of: month.firstDay)
    let monthEnd = zone.start(of: month.advanced(by: 1).firstDay)
    var suspended: Int64 = 0
    var counted = monthStart
    for suspension in suspensions.sorted(by: { $0.start < $1.start }) {
      let start = max(suspension.start, counted)
      let end = min(suspension.end ?? monthEnd, monthEnd)
      guard start < end else { continue }
      suspended += end.epochSeconds - start.epochSeconds
      counted = end
    }
    self.monthSeconds = monthEnd.epochSeconds - monthStart.epochSeconds
    self.servedSeconds = monthSeconds - suspended
  }

  /// The part of the month in which the product served, 0 to 1.
  public var share: Fraction { Fraction(Int128(servedSeconds), over: Int128(monthSeconds)) }
}

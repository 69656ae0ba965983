public import Quantities
import Settlement

/// What was left of one grant, day by day of a month.
public struct PackageHistory: Sendable {
  /// The grant.
  public let grant: Grant
  /// What was left when the month or the grant began.
  public let before: Fraction
  /// What was left behind each day that is settled and on which it was valid; the first is that of
  /// `firstDay`.
  public let after: [Fraction]
  /// The first day of the month on which it was valid.
  public let firstDay: CalendarDay
  /// Minutes that usage of the month drew.
  public let drawn: Fraction

  /// The day of the month on which nothing was left any more; `nil` when something is.
  public var runDryDay: CalendarDay? {
    guard .zero < before, let index = after.firstIndex(where: \.isZero) else { return nil }
    return firstDay.advanced(by: index)
  }

  /// What is left at the end of what is told.
  public var left: Fraction { after.last ?? before }

  /// Follows a grant through the settled days of a month.
  ///
  /// - Parameter draws: what usage drew from it, of any day.
  /// - Returns: `nil` when it was not valid on a settled day of the month.
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  init?(
    _ grant: Grant, draws: [SettledDeduction], in month: CalendarMonth,
    through settledDay: CalendarDay
  ) throws(QuantityOverflow) {
    let first = max(grant.start, month.firstDay)
    let last = min(grant.end.advanced(by: -1), month.lastDay, settledDay)
    guard first <= last else { return nil }
    var before = Fraction(grant.minutes)
    var ofDays = [Fraction](repeating: .zero, count: first.distance(to: last) + 1)
    for draw in draws {
      let index = first.distance(to: draw.day)
      if index < 0 {
        before = try before.subtracting(draw.packageMinutes)
      } else if index < ofDays.count {
        ofDays[index] = try ofDays[index].adding(draw.packageMinutes)
      }
    }
    var (left, drawn) = (before, Fraction.zero)
    var after: [Fraction] = []
    after.reserveCapacity(ofDays.count)
    for minutes in ofDays {
      left = try left.subtracting(minutes)
      drawn = try drawn.adding(minutes)
      after.append(left)
    }
    self.grant = grant
    self.before = before
    self.after = after
    self.firstDay = first
    self.drawn = drawn
  }
}

import Catalog
import Quantities

/// Whole months from a day on, cut into cycles of one month, without a gap.
struct MonthlyTerm {
  /// The first day of each cycle, and behind them the first day after the last.
  private var boundaries: [CalendarDay]
  private let monthEnd: Choices.MonthEnd

  /// A term of no months yet.
  init(start: CalendarDay, monthEnd: Choices.MonthEnd) {
    self.boundaries = [start]
    self.monthEnd = monthEnd
  }

  /// The first day.
  var start: CalendarDay { boundaries[0] }

  /// The first day after.
  var end: CalendarDay { boundaries[boundaries.count - 1] }

  /// Adds months and returns them as cycles.
  mutating func extend(by months: Int) -> [Range<CalendarDay>] {
    (0..<months).map { _ in
      let last = end
      let anchor = monthEnd == .keepDay ? start : last
      // A month that lacks the day uses its last one.
      boundaries.append(last.month.advanced(by: 1).day(clampedTo: anchor.components.day))
      return last..<end
    }
  }

  /// The cycles that have not ended on a day.
  func cycles(from day: CalendarDay) -> [Range<CalendarDay>] {
    zip(boundaries, boundaries.dropFirst()).map { $0..<$1 }.filter { $0.upperBound > day }
  }
}

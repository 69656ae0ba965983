import Quantities

/// Whole months from a day on, cut into cycles of one month.
///
/// The day of the month on which the term began stays its anchor. A month that lacks it uses its
/// last day: 01-31, 02-29, 03-31.
struct MonthlyTerm {
  /// The first day.
  let start: CalendarDay

  /// The first day of the cycle after that many others; of the end of the term, for all of them.
  func boundary(after cycles: Int) -> CalendarDay {
    start.month.advanced(by: cycles).day(clampedTo: start.components.day)
  }

  /// The days of a cycle, counted from 0.
  func cycle(_ index: Int) -> Range<CalendarDay> {
    boundary(after: index)..<boundary(after: index + 1)
  }
}

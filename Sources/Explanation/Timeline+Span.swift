import Quantities

extension Timeline {
  /// A value with the days `[since, until)` on which it holds.
  struct Span {
    let value: Value
    let since: CalendarDay?
    let until: CalendarDay?
  }

  /// The value on a day with the days on which it holds, `nil` before the first one.
  func span(on day: CalendarDay) -> Span? {
    guard let index = segments.lastIndex(where: { $0.start.map { $0 <= day } ?? true }) else {
      return nil
    }
    let next = index + 1 < segments.count ? segments[index + 1].start : nil
    return Span(value: segments[index].value, since: segments[index].start, until: next)
  }
}

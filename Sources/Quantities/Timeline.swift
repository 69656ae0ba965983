/// A value that changes on known days: each one holds from its first day until the next one starts.
public struct Timeline<Value> {
  /// One value with its first day; `nil` means since ever.
  public struct Segment {
    /// The first day on which the value holds.
    public let start: CalendarDay?
    /// The value.
    public let value: Value

    /// A value that holds from a day on.
    public init(from start: CalendarDay?, _ value: Value) {
      self.start = start
      self.value = value
    }
  }

  /// The segments by first day.
  public let segments: [Segment]

  /// Values by first day.
  ///
  /// - Precondition: only the first segment may lack a first day, and days rise strictly.
  public init(_ segments: [Segment]) {
    for (earlier, later) in zip(segments, segments.dropFirst()) {
      guard let next = later.start else { preconditionFailure("only the first value is undated") }
      precondition(earlier.start.map { $0 < next } ?? true, "first days rise strictly")
    }
    self.segments = segments
  }

  /// One value for all days.
  public init(always value: Value) {
    self.init([Segment(from: nil, value)])
  }

  /// The value on a day, `nil` before the first one.
  ///
  /// - Complexity: O(log n) in the number of changes.
  public func value(on day: CalendarDay) -> Value? {
    // How many segments have started by that day.
    var started = 0
    var end = segments.count
    while started < end {
      let middle = (started + end) / 2
      if segments[middle].start.map({ $0 <= day }) ?? true {
        started = middle + 1
      } else {
        end = middle
      }
    }
    return started == 0 ? nil : segments[started - 1].value
  }
}

extension Timeline: Sendable where Value: Sendable {}
extension Timeline.Segment: Sendable where Value: Sendable {}
extension Timeline: Equatable where Value: Equatable {}
extension Timeline.Segment: Equatable where Value: Equatable {}

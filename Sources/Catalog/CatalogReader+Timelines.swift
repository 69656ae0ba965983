import Quantities
import StrictJSON

extension CatalogReader {
  /// Whether the first value of a timeline may have a first day.
  enum Beginning {
    /// Days without a value are a gap, which is a finding.
    case sinceEver
    /// Whoever asked looks for gaps itself.
    case anyDay
  }

  /// A value that changes on known days: one value for ever, or a list of dated values.
  ///
  /// `"7"` is short for `[{"value": "7"}]`; in a list each value holds from its day until the next
  /// one, so values cannot overlap and a gap can only stand in front.
  mutating func timeline<Value>(
    _ place: Place, from beginning: Beginning = .sinceEver,
    of read: (inout CatalogReader, Place) -> Value?
  ) -> Timeline<Value>? {
    guard place.value.array != nil else {
      return read(&self, place).map { Timeline(always: $0) }
    }
    let entries = list(place)
    guard !entries.isEmpty else {
      report(place, "has no value", "write a value, or a list of {\"from\", \"value\"}")
      return nil
    }
    var segments: [Timeline<Value>.Segment] = []
    var last: CalendarDay?
    for (index, entry) in entries.enumerated() {
      guard let fields = fields(entry, ["from", "value"]) else { continue }
      let start = fields["from"].flatMap { day($0) }
      if index == 0, let start, case .sinceEver = beginning {
        report(
          entry, "gap: no value before \(start)", "put a value without `from` in front of it")
      } else if index > 0 {
        reportOverlap(entry, hasDay: fields["from"] != nil, start: start, after: last)
      }
      last = start ?? last
      if let place = required(fields, "value", "say what holds from that day"),
        let value = read(&self, place)
      {
        segments.append(Timeline.Segment(from: start, value))
      }
    }
    return isRising(segments) && segments.count == entries.count ? Timeline(segments) : nil
  }

  private mutating func reportOverlap(
    _ entry: Place, hasDay: Bool, start: CalendarDay?, after last: CalendarDay?
  ) {
    if !hasDay {
      report(entry, "overlap: only the first value may lack `from`", "say from which day it holds")
    } else if let start, let last, start <= last {
      report(
        entry, "overlap: it starts on \(start), not after \(last)",
        "put the values in order of their days, one a day")
    }
  }

  private func isRising<Value>(_ segments: [Timeline<Value>.Segment]) -> Bool {
    zip(segments, segments.dropFirst()).allSatisfy { earlier, later in
      guard let next = later.start else { return false }
      return earlier.start.map { $0 < next } ?? true
    }
  }

  /// A timeline whose values may be `null`.
  mutating func optionalTimeline<Value>(
    _ place: Place, from beginning: Beginning = .sinceEver,
    of read: (inout CatalogReader, Place) -> Value?
  ) -> Timeline<Value?>? {
    timeline(place, from: beginning) { (reader, place) -> Value?? in
      if place.value.isNull { return .some(nil) }
      return read(&reader, place).map { .some($0) }
    }
  }
}

extension Timeline {
  /// Days on which something may change; `nil` stands for the time before all of them.
  var changes: [CalendarDay?] { segments.map(\.start) }

  /// The value on a day, or before all changes for `nil`.
  func value(at change: CalendarDay?) -> Value? {
    if let change { return value(on: change) }
    return segments.first.flatMap { $0.start == nil ? $0.value : nil }
  }
}

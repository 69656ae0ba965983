/// An instant in whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let epochSeconds: Int64

  /// The instant with that count of seconds.
  public init(epochSeconds: Int64) {
    self.epochSeconds = epochSeconds
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.epochSeconds < right.epochSeconds
  }
}

/// A fixed distance from UTC: the rule that turns instants into days.
public struct ZoneOffset: Hashable, Sendable, CustomStringConvertible {
  /// Seconds east of Greenwich, within a day either way.
  public let secondsEast: Int32

  /// Seconds in a day of a fixed zone.
  public static let secondsPerDay: Int64 = 86_400

  /// The offset of that many seconds east of Greenwich.
  public init(secondsEast: Int32) {
    precondition(abs(secondsEast) < 86_400, "an offset is less than a day")
    self.secondsEast = secondsEast
  }

  /// Reads `Z` or `±hh:mm`, hours 00...23, minutes 00...59.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    if bytes == [UInt8(ascii: "Z")] {
      self.init(secondsEast: 0)
      return
    }
    guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
      let hours = decimalValue(bytes[1..<3]), hours < 24,
      let minutes = decimalValue(bytes[4..<6]), minutes < 60
    else { return nil }
    let seconds = Int32(hours * 3600 + minutes * 60)
    switch bytes[0] {
    case UInt8(ascii: "+"): self.init(secondsEast: seconds)
    case UInt8(ascii: "-"): self.init(secondsEast: -seconds)
    default: return nil
    }
  }

  /// The day an instant belongs to.
  public func day(of instant: Timestamp) -> CalendarDay {
    let local = instant.epochSeconds + Int64(secondsEast)
    let days =
      local >= 0
      ? local / Self.secondsPerDay : (local - Self.secondsPerDay + 1) / Self.secondsPerDay
    return CalendarDay(number: Int32(days))
  }

  /// The first instant of a day.
  public func start(of day: CalendarDay) -> Timestamp {
    Timestamp(epochSeconds: Int64(day.number) * Self.secondsPerDay - Int64(secondsEast))
  }

  /// `±hh:mm`.
  public var description: String {
    let minutes = Int(abs(secondsEast)) / 60
    return "\(secondsEast < 0 ? "-" : "+")\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }

  /// An instant as RFC 3339 with this offset: `2025-10-01T00:00:00+08:00`.
  public func text(of instant: Timestamp) -> String {
    let day = day(of: instant)
    let second = Int(instant.epochSeconds - start(of: day).epochSeconds)
    let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }
    return "\(day)T\(clock.joined(separator: ":"))\(self)"
  }
}

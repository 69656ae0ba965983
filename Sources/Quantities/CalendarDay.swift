/// A day of the proleptic Gregorian calendar, without a time zone.
///
/// Which instants belong to it is for `ZoneOffset` to say. The value is a day count, so days
/// compare, subtract and index tables at the cost of an integer.
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01, which is 0.
  public let number: Int32

  /// The day with that count since 1970-01-01.
  public init(number: Int32) {
    self.number = number
  }

  /// The day of a year 1...9999, a month 1...12 and a day that the month has, else `nil`.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    let month = CalendarMonth(year: year, month: month)
    guard day <= month.dayCount else { return nil }
    self.number = month.firstDay.number + Int32(day - 1)
  }

  /// Reads `YYYY-MM-DD` and nothing else.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = decimalValue(bytes[0..<4]), let month = decimalValue(bytes[5..<7]),
      let day = decimalValue(bytes[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month 1...12 and day of the month 1...31.
  ///
  /// Counts from 0000-03-01, so that the leap day is the last of its year, in eras of 400 years.
  public var components: (year: Int, month: Int, day: Int) {
    let days = Int(number) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The month the day belongs to.
  public var month: CalendarMonth {
    let (year, month, _) = components
    return CalendarMonth(year: year, month: month)
  }

  /// The day that many days later, or earlier when negative.
  public func advanced(by days: Int) -> CalendarDay {
    CalendarDay(number: number + Int32(days))
  }

  /// Days from `self` to `other`, negative when `other` is earlier.
  public func distance(to other: CalendarDay) -> Int {
    Int(other.number) - Int(number)
  }

  public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
    left.number < right.number
  }

  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = components
    guard (0...9999).contains(year) else {
      return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
    // Exports are full of days, so no part of one is made as a text of its own.
    return unsafe String(unsafeUninitializedCapacity: 10) { text in
      var rest = (year * 100 + month) * 100 + day
      for place in (0..<10).reversed() {
        let isDash = place == 4 || place == 7
        let byte = isDash ? UInt8(ascii: "-") : UInt8(ascii: "0") + UInt8(rest % 10)
        if !isDash { rest /= 10 }
        unsafe text.initializeElement(at: place, to: byte)
      }
      return 10
    }
  }
}

/// The value of a run of ASCII digits, `nil` when it is empty or holds anything else.
func decimalValue(_ digits: some Collection<UInt8>) -> Int? {
  guard !digits.isEmpty else { return nil }
  var value = 0
  for digit in digits {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
    value = value * 10 + Int(digit - UInt8(ascii: "0"))
  }
  return value
}

/// Decimal digits with zeros in front, up to `width` characters.
func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

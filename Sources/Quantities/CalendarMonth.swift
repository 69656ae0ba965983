/// A month of the proleptic Gregorian calendar.
public struct CalendarMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Months since January of year 0, which is 0.
  public let number: Int32

  /// The month with that count since January of year 0.
  public init(number: Int32) {
    self.number = number
  }

  /// The month of a year and a month 1...12.
  public init(year: Int, month: Int) {
    precondition((1...12).contains(month), "a month is 1...12")
    self.number = Int32(year * 12 + month - 1)
  }

  /// Reads `YYYY-MM` and nothing else.
  public init?(_ text: some StringProtocol) {
    guard let first = CalendarDay("\(text)-01") else { return nil }
    self = first.month
  }

  /// The calendar year.
  public var year: Int { Int(number) / 12 }

  /// The month of the year, 1...12.
  public var month: Int { Int(number) % 12 + 1 }

  /// Days in the month, 28...31.
  public var dayCount: Int {
    switch month {
    case 2: isLeapYear ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private var isLeapYear: Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The first day of the month.
  ///
  /// The inverse of `CalendarDay.components`: years start in March and group in eras of 400.
  public var firstDay: CalendarDay {
    let year = month <= 2 ? self.year - 1 : self.year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return CalendarDay(number: Int32(era * 146_097 + dayOfEra - 719_468))
  }

  /// The last day of the month.
  public var lastDay: CalendarDay { firstDay.advanced(by: dayCount - 1) }

  /// The month that many months later, or earlier when negative.
  public func advanced(by months: Int) -> CalendarMonth {
    CalendarMonth(number: number + Int32(months))
  }

  /// The day with that number in this month, or the last day of a month that lacks it.
  public func day(clampedTo day: Int) -> CalendarDay {
    firstDay.advanced(by: min(day, dayCount) - 1)
  }

  public static func < (left: CalendarMonth, right: CalendarMonth) -> Bool {
    left.number < right.number
  }

  /// `YYYY-MM`.
  public var description: String { "\(padded(year, 4))-\(padded(month, 2))" }
}

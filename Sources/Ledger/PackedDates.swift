import Quantities

// Days and months as integers that people can read: 2025-10-01 is 20251001, 2025-10 is 202510.

extension CalendarDay {
  /// The digits of `YYYYMMDD`.
  var packed: Int64 {
    let (year, month, day) = components
    return Int64(year * 10_000 + month * 100 + day)
  }

  /// The day of those digits, `nil` when there is none.
  init?(packed: Int64) {
    guard let value = Int(exactly: packed) else { return nil }
    self.init(year: value / 10_000, month: value / 100 % 100, day: value % 100)
  }
}

extension CalendarMonth {
  /// The digits of `YYYYMM`.
  var packed: Int64 { Int64(year * 100 + month) }

  /// The month of those digits, `nil` when there is none.
  init?(packed: Int64) {
    guard (1_00...9999_12).contains(packed), (1...12).contains(packed % 100) else { return nil }
    self.init(year: Int(packed) / 100, month: Int(packed) % 100)
  }
}

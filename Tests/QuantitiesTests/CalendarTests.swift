import Quantities
import TestSupport
import Testing

@Suite("Calendar days and months")
struct CalendarTests {
  @Test("every day of nine centuries, against a walk that counts days one by one")
  func walk() throws {
    var number: Int32 = -135_140  // 1600-01-01
    var months = 1600 * 12
    for year in 1600..<2500 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (index, length) in lengths.enumerated() {
        let month = CalendarMonth(year: year, month: index + 1)
        try #require(month.number == months && month.dayCount == length)
        try #require(month.firstDay.number == number)
        try #require(month.lastDay.number == number + Int32(length) - 1)
        for day in 1...length {
          let calendarDay = CalendarDay(number: number)
          let parts = calendarDay.components
          try #require(parts.year == year && parts.month == index + 1 && parts.day == day)
          try #require(calendarDay.month == month)
          number += 1
        }
        months += 1
      }
    }
    #expect(CalendarDay(number: 0).description == "1970-01-01")
  }

  @Test("the first and the last year that have a text")
  func ends() throws {
    let first = try #require(CalendarDay("0001-01-01"))
    let last = try #require(CalendarDay("9999-12-31"))
    #expect(first.description == "0001-01-01")
    #expect(last.description == "9999-12-31")
    #expect(first.distance(to: last) == 3_652_058)
    #expect(CalendarMonth("0001-01")?.description == "0001-01")
  }

  @Test(
    "texts are read and written back",
    arguments: [
      "1970-01-01", "2000-02-29", "2022-06-01", "2024-02-29", "2099-12-31", "1969-12-31",
    ])
  func roundTrips(text: String) throws {
    let day = try #require(CalendarDay(text))
    #expect(day.description == text)
    #expect(CalendarMonth(text.dropLast(3)) == day.month)
    #expect(day.month.description == text.dropLast(3))
  }

  @Test(
    "everything else is refused",
    arguments: [
      "", "2022-6-01", "2022-06-1", "2022-06-00", "2022-06-31", "2023-02-29", "1900-02-29",
      "2022-13-01", "2022-00-01", "0000-01-01", "22-06-01", "2022/06/01", "2022-06-01 ",
      " 2022-06-01", "2022-06-01T", "+022-06-01", "-022-06-01", "2022-06-0\u{661}",
      "２０２２-06-01", "2022-06-01\n", "12022-06-01",
    ])
  func refuses(text: String) {
    #expect(CalendarDay(text) == nil)
  }

  @Test(
    "months of another form are refused",
    arguments: [
      "", "2022", "2022-6", "2022-13", "2022-00", "2022-06-01", "2022-06-", "22-06", "2022/06",
    ])
  func refusesMonths(text: String) {
    #expect(CalendarMonth(text) == nil)
  }

  @Test("months go on over years, and a day that a month lacks becomes its last")
  func anchors() throws {
    let anchor = try #require(CalendarDay("2023-01-31"))
    let ends = (0...14).map {
      anchor.month.advanced(by: $0).day(clampedTo: anchor.components.day).description
    }
    #expect(
      ends == [
        "2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31", "2023-06-30",
        "2023-07-31", "2023-08-31", "2023-09-30", "2023-10-31", "2023-11-30", "2023-12-31",
        "2024-01-31", "2024-02-29", "2024-03-31",
      ])
    #expect(CalendarMonth(year: 2024, month: 1).advanced(by: -1).description == "2023-12")
  }

  @Test("distance, order and steps agree", arguments: 1...100)
  func arithmetic(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let day = CalendarDay(number: Int32(random.pick(-700_000...2_900_000)))
    let steps = random.pick(-40_000...40_000)
    let other = day.advanced(by: steps)
    #expect(day.distance(to: other) == steps, "seed \(seed)")
    #expect((day < other) == (steps > 0), "seed \(seed)")
    #expect(other.advanced(by: -steps) == day, "seed \(seed)")
    #expect(CalendarDay(day.description) == day, "seed \(seed)")
    #expect((day.description < other.description) == (day < other), "seed \(seed)")
  }

  @Test("a month that is none is a mistake of the program")
  func precondition() async {
    await #expect(processExitsWith: .failure) { _ = CalendarMonth(year: 2022, month: 13) }
    await #expect(processExitsWith: .failure) { _ = CalendarMonth(year: 2022, month: 0) }
  }
}

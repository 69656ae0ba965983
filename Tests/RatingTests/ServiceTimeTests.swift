import Quantities
import Rating
import Testing

@Suite("Service time of a month")
struct ServiceTimeTests {
  private static let zone = ZoneOffset(secondsEast: 8 * 3600)
  private static let month = CalendarMonth(year: 2024, month: 2)
  /// 2024-02-01T00:00:00+08:00.
  private static let start: Int64 = 1_706_716_800
  private static let monthSeconds: Int64 = 29 * 86_400

  private func served(_ suspensions: (Int64, Int64?)...) -> Int64 {
    let intervals = suspensions.map { interval in
      (
        start: Timestamp(epochSeconds: Self.start + interval.0),
        end: interval.1.map { Timestamp(epochSeconds: Self.start + $0) }
      )
    }
    return ServiceTime(in: Self.month, zone: Self.zone, outside: intervals).servedSeconds
  }

  @Test("a month has the seconds of its days in the catalog's zone")
  func monthSeconds() {
    let whole = ServiceTime(
      in: Self.month, zone: Self.zone, outside: [] as [(start: Timestamp, end: Timestamp?)])
    #expect(whole.monthSeconds == Self.monthSeconds)
    #expect(whole.servedSeconds == Self.monthSeconds)
    #expect(whole.share == Fraction(1))
  }

  @Test("seconds of suspensions do not count")
  func suspended() {
    #expect(served((0, 1)) == Self.monthSeconds - 1)
    #expect(served((10, 40), (100, 101)) == Self.monthSeconds - 31)
    #expect(served((100, 101), (10, 40)) == Self.monthSeconds - 31)
  }

  @Test("only the part inside the month matters, to the second")
  func clipped() {
    #expect(served((-5, 0)) == Self.monthSeconds)
    #expect(served((-5, 1)) == Self.monthSeconds - 1)
    #expect(served((Self.monthSeconds, Self.monthSeconds + 5)) == Self.monthSeconds)
    #expect(served((Self.monthSeconds - 1, Self.monthSeconds + 5)) == Self.monthSeconds - 1)
    #expect(served((-5, Self.monthSeconds + 5)) == 0)
  }

  @Test("a suspension without an end lasts to the end of the month and beyond")
  func endless() {
    #expect(served((Self.monthSeconds - 7, nil)) == Self.monthSeconds - 7)
    #expect(served((-7, nil)) == 0)
    #expect(served((Self.monthSeconds, nil)) == Self.monthSeconds)
  }

  @Test("seconds in several suspensions are counted once")
  func overlapping() {
    #expect(served((10, 40), (20, 30)) == Self.monthSeconds - 30)
    #expect(served((10, 40), (30, 50)) == Self.monthSeconds - 40)
    #expect(served((10, nil), (30, 50)) == 10)
    #expect(served((10, 10)) == Self.monthSeconds)
  }
}

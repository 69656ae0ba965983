import Catalog
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
    time(suspensions).servedSeconds
  }

  private func time(_ suspensions: [(Int64, Int64?)]) -> ServiceTime {
    let intervals = suspensions.map { interval in
      (
        start: Timestamp(epochSeconds: Self.start + interval.0),
        end: interval.1.map { Timestamp(epochSeconds: Self.start + $0) }
      )
    }
    return ServiceTime(in: Self.month, zone: Self.zone, outside: intervals)
  }

  @Test("a month has the seconds of its days in the catalog's zone")
  func monthSeconds() {
    let whole = time([])
    #expect(whole.monthSeconds == Self.monthSeconds)
    #expect(whole.servedSeconds == Self.monthSeconds)
    #expect(whole.servedDays == 29)
    for scale in Choices.SuspensionScale.allCases { #expect(whole.share(by: scale) == Fraction(1)) }
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

  @Test(
    "a day counts as served while one second of it is",
    arguments: [
      ([(0, 86_400)], 28), ([(0, 86_399)], 29), ([(1, 86_400)], 29), ([(1, 86_401)], 29),
      ([(1, 2 * 86_400)], 28), ([(86_399, 2 * 86_400 + 1)], 28), ([(0, 3 * 86_400)], 26),
      // Two intervals fill a day together, whether they touch or overlap.
      ([(0, 40_000), (40_000, 86_400)], 28), ([(0, 40_001), (40_000, 86_400)], 28),
      ([(0, 40_000), (40_001, 86_400)], 29), ([(40_000, 86_400), (0, 40_000)], 28),
      ([(-5, nil)], 0), ([(1, nil)], 1), ([(28 * 86_400, nil)], 28),
      ([(28 * 86_400 + 1, nil)], 29), ([(29 * 86_400, nil)], 29),
    ] as [([(Int64, Int64?)], Int64)])
  func days(suspensions: [(Int64, Int64?)], served: Int64) {
    let time = time(suspensions)
    #expect(time.servedDays == served)
    #expect(time.share(by: .days) == Fraction(Int128(served), over: 29))
  }
}

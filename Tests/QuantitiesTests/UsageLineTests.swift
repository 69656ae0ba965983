import Quantities
import Testing

@Suite("Usage lines")
struct UsageLineTests {
  private func line(day: Int32 = 0, app: UInt32 = 1, meter: UInt8 = 0, seconds: Int64) -> UsageLine
  {
    UsageLine(
      app: AppID(app), day: CalendarDay(number: day), meter: MeterOrdinal(meter), records: 1,
      quantity: seconds)
  }

  @Test(
    "V01 a started minute counts",
    arguments: [
      (0, 0), (1, 1), (30, 1), (50, 1), (59, 1), (60, 1), (61, 2), (90, 2), (3600, 60),
      (Int64.max, Int64.max / 60 + 1),
    ])
  func minutes(seconds: Int64, minutes: Int64) {
    #expect(line(seconds: seconds).minutes == minutes)
  }

  @Test("settlement goes by day, then app, then meter")
  func order() {
    let ordered = [
      line(day: 1, app: 9, meter: 9, seconds: 1), line(day: 2, app: 1, meter: 3, seconds: 1),
      line(day: 2, app: 1, meter: 4, seconds: 1), line(day: 2, app: 2, meter: 0, seconds: 1),
    ]
    #expect(ordered.reversed().sorted(by: UsageLine.settlementOrder) == ordered)
  }
}

@Suite("Grants")
struct GrantTests {
  @Test("are valid from their first day up to the day before their end")
  func validity() {
    let grant = Grant(
      id: GrantID("g"), account: AccountID("a"), app: AppID(1), pool: PoolID("av"), plan: nil,
      start: CalendarDay(number: 5), end: CalendarDay(number: 7), minutes: 1,
      orderTime: Timestamp(epochSeconds: 0))
    #expect(
      (4...7).map { grant.isValid(on: CalendarDay(number: $0)) } == [false, true, true, false])
    #expect(grant.covers(AppID(1)) && !grant.covers(AppID(2)))
    #expect(!grant.isDrawnFirst && !grant.isRefunded && grant.flatRatio == nil)
  }
}

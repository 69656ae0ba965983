import Quantities
import TestSupport
import Testing

@Suite("Zone offsets")
struct ZoneOffsetTests {
  @Test(
    "texts",
    arguments: [
      ("+08:00", 28_800), ("-05:30", -19_800), ("+00:00", 0), ("+23:59", 86_340),
      ("-23:59", -86_340),
    ])
  func texts(text: String, seconds: Int32) {
    #expect(ZoneOffset(text)?.secondsEast == seconds)
    #expect(ZoneOffset(secondsEast: seconds).description == text)
  }

  @Test("other spellings of no offset")
  func zero() {
    #expect(ZoneOffset("Z") == ZoneOffset(secondsEast: 0))
    #expect(ZoneOffset("-00:00") == ZoneOffset(secondsEast: 0))
  }

  @Test(
    "everything else is refused",
    arguments: [
      "", "08:00", "+8:00", "+08", "+0800", "+24:00", "+08:60", " +08:00", "+08:00 ", "−08:00",
      "+0a:00", "UTC", "+08-00",
    ])
  func refuses(text: String) {
    #expect(ZoneOffset(text) == nil)
  }

  @Test(
    "midnight parts days, to the second",
    arguments: [
      ("+08:00", 1_654_012_799, "2022-05-31", "2022-05-31T23:59:59+08:00"),
      ("+08:00", 1_654_012_800, "2022-06-01", "2022-06-01T00:00:00+08:00"),
      ("+00:00", 1_654_012_800, "2022-05-31", "2022-05-31T16:00:00+00:00"),
      ("-05:30", 1_654_012_800, "2022-05-31", "2022-05-31T10:30:00-05:30"),
      ("+00:00", -1, "1969-12-31", "1969-12-31T23:59:59+00:00"),
      ("+00:00", -86_400, "1969-12-31", "1969-12-31T00:00:00+00:00"),
      ("+00:00", -86_401, "1969-12-30", "1969-12-30T23:59:59+00:00"),
    ])
  func midnight(zone: String, second: Int64, day: String, text: String) throws {
    let zone = try #require(ZoneOffset(zone))
    let instant = Timestamp(epochSeconds: second)
    #expect(zone.day(of: instant).description == day)
    #expect(zone.text(of: instant) == text)
  }

  @Test("each instant lies within its day", arguments: 1...200)
  func lies(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let zone = ZoneOffset(secondsEast: Int32(random.pick(-86_399...86_399)))
    let instant = Timestamp(epochSeconds: Int64(random.pick(-5_000_000_000...5_000_000_000)))
    let day = zone.day(of: instant)
    #expect(zone.start(of: day) <= instant, "seed \(seed)")
    #expect(instant < zone.start(of: day.advanced(by: 1)), "seed \(seed)")
  }

  @Test("an offset of a day is a mistake of the program")
  func precondition() async {
    await #expect(processExitsWith: .failure) { _ = ZoneOffset(secondsEast: 86_400) }
    await #expect(processExitsWith: .failure) { _ = ZoneOffset(secondsEast: -86_400) }
  }
}

import Catalog
import Quantities
import Testing

/// A day written in a test.
func day(_ text: String) -> CalendarDay {
  guard let day = CalendarDay(text) else { preconditionFailure("no day: \(text)") }
  return day
}

let tiersAndAudio = ["audio", "sd", "hd", "fhd", "2k", "4k"]

@Suite("The built-in catalog measures by the contract")
struct BuiltInMeterTests {
  let catalog = Catalog.builtIn

  @Test("meters stand in the order of the contract")
  func order() {
    var names = ["audio"] + tiersAndAudio.dropFirst().map { "video.\($0)" }
    for mode in ["single", "mixed"] { names += tiersAndAudio.map { "recording.\(mode).\($0)" } }
    names.append("transcoding.audio")
    for codec in ["h264", "h265"] {
      names += tiersAndAudio.dropFirst().map { "transcoding.\(codec).\($0)" }
    }
    names += ["ai.speech", "login", "groups"]
    #expect(catalog.meters.map(\.name) == names)
    for (index, name) in names.enumerated() {
      #expect(catalog.ordinal(ofMeter: name) == MeterOrdinal(UInt8(index)))
    }
    #expect(catalog.ordinal(ofMeter: "video") == nil)
  }

  @Test("name, zone, currency, pools, products, draw order")
  func heads() {
    #expect(catalog.name == "tencent-cn")
    #expect(catalog.zone == ZoneOffset("+08:00"))
    #expect(catalog.currency == "CNY")
    #expect(catalog.pools == ["av", "rectrans", "ai"].map { PoolID($0) })
    #expect(catalog.products == ["trtc", "im"])
    #expect(catalog.drawOrder == [.drawnFirst, .end, .scope, .orderTime, .grantID])
  }

  /// Meter, pool, ratio and rate from 2022-06-01 on.
  static let currentTable: [(String, String, String, String?)] =
    zip(
      ["audio", "video.sd", "video.hd", "video.fhd", "video.2k", "video.4k"],
      [("1", "7"), ("2", "14"), ("4", "28"), ("9", "63"), ("16", "112"), ("36", "252")]
    ).map { ($0, "av", $1.0, $1.1) }
    + zip(tiersAndAudio, ["3.5", "7", "14", "31", "56", "97"])
    .map { ("recording.single.\($0)", "rectrans", "1", $1) }
    + zip(tiersAndAudio, ["9", "19", "35", "79", "138", "323"])
    .map { ("recording.mixed.\($0)", "rectrans", "1", $1) }
    + [("transcoding.audio", "rectrans", "1", "5.6")]
    + zip(tiersAndAudio.dropFirst(), ["12", "21", "48", "82", "226"])
    .map { ("transcoding.h264.\($0)", "rectrans", "1", $1) }
    + zip(tiersAndAudio.dropFirst(), ["35", "68", "136", "292", "583"])
    .map { ("transcoding.h265.\($0)", "rectrans", "1", $1) }
    + [("ai.speech", "ai", "1", nil)]

  @Test("pool, ratio and rate of every sum meter from 2022-06-01", arguments: currentTable)
  func current(name: String, pool: String, ratio: String, rate: String?) throws {
    let meter = catalog[try #require(catalog.ordinal(ofMeter: name))]
    #expect(meter.kind == .sum)
    #expect(meter.pool == PoolID(pool))
    for day in [day("2022-06-01"), day("2026-12-31")] {
      #expect(meter.ratio?.value(on: day) == Fraction(ratio))
      #expect(meter.rate.value(on: day) == .some(rate.flatMap { Fraction($0) }))
      #expect(meter.countedAs.value(on: day) == .some(nil))
    }
  }

  @Test("the table above leaves out no sum meter, and the rest are counts")
  func complete() {
    #expect(Self.currentTable.map(\.0) == catalog.meters.filter { $0.kind == .sum }.map(\.name))
    let login = catalog.meters[catalog.meters.count - 2]
    let groups = catalog.meters[catalog.meters.count - 1]
    #expect(login.kind == .unique && login.pool == nil && login.ratio == nil)
    #expect(groups.kind == .peak && groups.pool == nil && groups.ratio == nil)
  }

  @Test(
    "before 2022-06-01 fhd is dearer and everything above counts as it",
    arguments: [
      ("audio", "1", "7"), ("video.sd", "2", "14"), ("video.hd", "4", "28"),
      ("video.fhd", "15", "105"), ("transcoding.h264.sd", "1", "12"),
      ("recording.mixed.4k", "1", "323"),
    ])
  func before(name: String, ratio: String, rate: String) throws {
    let meter = catalog[try #require(catalog.ordinal(ofMeter: name))]
    for day in [day("2010-01-01"), day("2022-05-31")] {
      #expect(meter.ratio?.value(on: day) == Fraction(ratio))
      #expect(meter.rate.value(on: day) == .some(Fraction(rate)))
      #expect(meter.countedAs.value(on: day) == .some(nil))
    }
  }

  @Test("video.2k and video.4k count as video.fhd before 2022-06-01", arguments: ["2k", "4k"])
  func countedAs(tier: String) throws {
    let meter = catalog[try #require(catalog.ordinal(ofMeter: "video.\(tier)"))]
    let fhd = catalog.ordinal(ofMeter: "video.fhd")
    #expect(meter.countedAs.value(on: day("2022-05-31")) == fhd)
    #expect(meter.countedAs.value(on: day("2022-06-01")) == .some(nil))
  }

  @Test(
    "areas find their tier by day, bounds included",
    arguments: [
      (640, 480, "sd", "sd"), (307_201, 1, "hd", "hd"), (1280, 720, "hd", "hd"),
      (921_601, 1, "fhd", "fhd"), (1920, 1080, "fhd", "fhd"), (2_073_601, 1, "fhd", "2k"),
      (2560, 1440, "fhd", "2k"), (3_686_401, 1, "fhd", "4k"), (4096, 2176, "fhd", "4k"),
      (65_535, 65_535, "fhd", "4k"), (1, 1, "sd", "sd"),
    ])
  func tiers(width: Int, height: Int, before: String, after: String) throws {
    let tiers = catalog.resolutionTiers
    let names = try ["2022-05-31", "2022-06-01"].map { text in
      try #require(tiers.meter(width: width, height: height, on: day(text)))
    }.map { catalog[$0].name }
    #expect(names == ["video.\(before)", "video.\(after)"])
  }

  @Test("areas above 4096 x 2176 are oversize")
  func oversize() {
    #expect(catalog.resolutionTiers.largestKnownArea == 8_912_896)
  }

  @Test("rates of pool av are its ratios times the rate of audio, on every day")
  func moneyNeutral() throws {
    for day in [day("2022-05-31"), day("2022-06-01")] {
      for meter in catalog.meters where meter.pool == PoolID("av") {
        guard let ratio = meter.ratio?.value(on: day) else { continue }
        #expect(meter.rate.value(on: day) == (try ratio.multiplied(by: Fraction(7))))
      }
    }
  }
}

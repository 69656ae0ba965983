import Catalog
import Quantities
import TestSupport
import Testing

@Suite("The catalog of the international site")
struct InternationalCatalogTests {
  private let catalog: Catalog

  init() throws {
    catalog = try Catalog.read(
      try Fixtures.bytes("catalogs/international.json"), named: "international.json")
  }

  @Test("another currency, zone and draw order")
  func heads() {
    #expect(catalog.name == "international" && catalog.currency == "USD")
    #expect(catalog.zone == ZoneOffset("Z"))
    #expect(catalog.drawOrder == [.drawnFirst, .scope, .end, .orderTime, .grantID])
    #expect(catalog.pools == [PoolID("av")])
  }

  /// Width, height and the tier, each bound on both sides.
  static let areas: [(Int, Int, String)] = [
    (1, 1, "hd"), (640, 480, "hd"), (1280, 720, "hd"), (1280, 721, "fhd"), (1920, 1080, "fhd"),
    (1921, 1080, "2k"), (2560, 1440, "2k"), (2561, 1440, "4k"), (4096, 2160, "4k"),
    (4097, 2160, "4k"),
  ]

  @Test("tiers by area, without SD", arguments: areas)
  func tiers(width: Int, height: Int, tier: String) throws {
    let meter = try #require(catalog.ordinal(ofMeter: "video.\(tier)"))
    #expect(
      catalog.resolutionTiers.meter(width: width, height: height, on: day("2024-01-01")) == meter)
    #expect(catalog.resolutionTiers.largestKnownArea == 4096 * 2160)
  }

  /// Meter and rate; `nil` is a ratio of no pool.
  static let rates: [(String, String, String?)] = [
    ("audio", "0.99", "1"), ("video.hd", "3.99", "4"), ("video.fhd", "8.99", "9"),
    ("video.2k", "15.99", "16"), ("video.4k", "35.99", "36"), ("recording.audio", "1.49", nil),
    ("recording.hd", "5.99", nil), ("recording.fhd", "13.49", nil), ("recording.2k", "23.99", nil),
    ("recording.4k", "53.99", nil), ("mixing.audio", "1.99", nil), ("mixing.h264.hd", "5.99", nil),
    ("mixing.h264.fhd", "13.99", nil), ("mixing.h264.2k", "25.99", nil),
    ("mixing.h264.4k", "69.99", nil), ("mixing.h265.hd", "17.99", nil),
    ("mixing.h265.fhd", "37.99", nil), ("mixing.h265.2k", "69.99", nil),
    ("mixing.h265.4k", "189.99", nil), ("ai.transcription", "20", nil),
    ("ai.translation", "16", nil),
  ]

  @Test("rates in USD and ratios of packages", arguments: rates)
  func rate(name: String, rate: String, ratio: String?) throws {
    let meter = catalog[try #require(catalog.ordinal(ofMeter: name))]
    #expect(meter.rate.value(on: day("2024-01-01")) == Fraction(rate))
    #expect(meter.ratio?.value(on: day("2024-01-01")) == ratio.flatMap { Fraction($0) })
    #expect(catalog.meters.count == Self.rates.count)
  }
}

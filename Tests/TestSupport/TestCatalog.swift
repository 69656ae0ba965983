public import Catalog
public import Quantities

/// The vendor's meters, ratios, rates and peak fees, typed in a second time.
///
/// Tests that settle with these numbers do not notice when a number in the shipped data file goes
/// wrong; comparing the two does.
public enum TestCatalog {
  /// Meters, fees and draw order of the built-in catalog, without plans and tiers.
  public static let catalog = make(drawOrder: DrawKey.allCases)

  /// The same with another draw order, or other choices.
  public static func make(
    drawOrder: [DrawKey] = DrawKey.allCases, choices: Choices = Choices()
  ) -> Catalog {
    Catalog(
      name: "test", currency: "CNY", zone: ZoneOffset(secondsEast: 8 * 3600),
      pools: ["av", "rectrans", "ai"].map { PoolID($0) }, products: ["trtc", "im"],
      meters: meters,
      resolutionTiers: ResolutionTiers(
        tiers: Timeline<[ResolutionTiers.Tier]>([]), largestKnownArea: 8_912_896),
      peakFees: peakFees, drawOrder: drawOrder, plans: [],
      saleRules: SaleRules(
        trialLimits: Timeline([]), refunds: Timeline([]), promotions: [], choices: choices),
      source: [])
  }

  /// The first day of the tiers 2K and 4K and of their ratios and rates.
  public static let tierChange = CalendarDay(number: 19_144)

  private static let pictures = ["sd", "hd", "fhd", "2k", "4k"]

  private static let meters: [Meter] =
    [sum("audio", "av", ratio: always("1"), rate: always("7"))]
    + zip(pictures, videoTerms).map { sum("video.\($0)", "av", ratio: $1.ratio, rate: $1.rate) }
    + priced("recording.single", ["audio"] + pictures, ["3.5", "7", "14", "31", "56", "97"])
    + priced("recording.mixed", ["audio"] + pictures, ["9", "19", "35", "79", "138", "323"])
    + priced("transcoding", ["audio"], ["5.6"])
    + priced("transcoding.h264", pictures, ["12", "21", "48", "82", "226"])
    + priced("transcoding.h265", pictures, ["35", "68", "136", "292", "583"])
    + [
      sum("ai.speech", "ai", ratio: always("1"), rate: []),
      counted("login", .unique), counted("groups", .peak),
    ]

  /// Ratio and rate of each picture tier, before and from the change.
  private static let videoTerms: [(ratio: [Dated], rate: [Dated])] = [
    (always("2"), always("14")),
    (always("4"), always("28")),
    (always("15") + changed("9"), always("105") + changed("63")),
    (changed("16"), changed("112")),
    (changed("36"), changed("252")),
  ]

  private static let peakFees = [
    PeakFee(
      item: "peak_dau", meter: MeterOrdinal(UInt8(meters.count - 2)), product: "im", step: 10_000,
      price: Timeline(always: Money(hundredths: 100_000))),
    PeakFee(
      item: "peak_groups", meter: MeterOrdinal(UInt8(meters.count - 1)), product: "im",
      step: 100_000, price: Timeline(always: Money(hundredths: 100_000))),
  ]

  /// A number and the first day on which it holds.
  private typealias Dated = (start: CalendarDay?, number: String)

  private static func always(_ number: String) -> [Dated] { [(nil, number)] }
  private static func changed(_ number: String) -> [Dated] { [(tierChange, number)] }

  private static func timeline(_ numbers: [Dated]) -> Timeline<Fraction> {
    Timeline(numbers.map { .init(from: $0.start, Fraction($0.number) ?? .zero) })
  }

  private static func sum(_ name: String, _ pool: String, ratio: [Dated], rate: [Dated]) -> Meter {
    Meter(
      name: name, kind: .sum, pool: PoolID(pool), ratio: timeline(ratio),
      rate: Timeline(timeline(rate).segments.map { .init(from: $0.start, $0.value) }),
      countedAs: Timeline(always: nil))
  }

  private static func priced(_ family: String, _ tiers: [String], _ rates: [String]) -> [Meter] {
    zip(tiers, rates).map { tier, rate in
      sum("\(family).\(tier)", "rectrans", ratio: always("1"), rate: always(rate))
    }
  }

  private static func counted(_ name: String, _ kind: MeterKind) -> Meter {
    Meter(
      name: name, kind: kind, pool: nil, ratio: nil, rate: Timeline(always: nil),
      countedAs: Timeline(always: nil))
  }
}

extension Catalog {
  /// The meter of a name that a test knows to exist.
  public func meter(_ name: String) -> MeterOrdinal {
    guard let meter = ordinal(ofMeter: name) else {
      preconditionFailure("the catalog has no meter \(name)")
    }
    return meter
  }
}

public import Quantities

/// How the area of a picture decides the meter of a `video` record.
public struct ResolutionTiers: Sendable {
  /// One tier: areas up to a bound, in pixels.
  public struct Tier: Equatable, Sendable {
    /// The largest area of the tier, included; `nil` for the last tier, which has no bound.
    public let largestArea: Int64?
    /// The meter of the tier.
    public let meter: MeterOrdinal

    /// A tier up to an area.
    public init(upTo largestArea: Int64?, _ meter: MeterOrdinal) {
      self.largestArea = largestArea
      self.meter = meter
    }
  }

  /// The tiers of a day, smallest first; empty for a catalog that knows no `video`.
  public let tiers: Timeline<[Tier]>
  /// Areas above it are counted in the summary as oversize; they belong to the last tier.
  public let largestKnownArea: Int64

  /// Tiers by day.
  public init(tiers: Timeline<[Tier]>, largestKnownArea: Int64) {
    self.tiers = tiers
    self.largestKnownArea = largestKnownArea
  }

  /// No tiers: `video` is no meter of the catalog.
  public static let noVideo = ResolutionTiers(tiers: Timeline([]), largestKnownArea: .max)

  /// The meter of a picture on a day; `nil` when the catalog has no tiers on that day.
  public func meter(width: Int, height: Int, on day: CalendarDay) -> MeterOrdinal? {
    let area = Int64(width) * Int64(height)
    return tiers.value(on: day)?.first { $0.largestArea.map { area <= $0 } ?? true }?.meter
  }
}

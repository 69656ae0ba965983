public import Quantities

/// Usage of one app and meter on one day that wants to be covered.
public struct Demand: Hashable, Sendable {
  /// The application.
  public let app: AppID
  /// The day the usage belongs to; grants must be valid on it.
  public let day: CalendarDay
  /// The kind of package minutes that can pay for it.
  public let pool: PoolIndex
  /// Minutes of usage.
  public let minutes: Fraction
  /// Package minutes that one of them costs, where a grant does not say otherwise; `nil` when the
  /// catalog has none on that day, so that only grants with a ratio of their own can pay.
  public let ratio: Fraction?

  /// Usage that wants to be covered.
  public init(
    app: AppID, day: CalendarDay, pool: PoolIndex, minutes: Fraction, ratio: Fraction?
  ) {
    self.app = app
    self.day = day
    self.pool = pool
    self.minutes = minutes
    self.ratio = ratio
  }
}

/// One step of drawing down: what a demand took from one grant.
///
/// Invariants: `packageMinutes = usageMinutes * ratio`, and both are more than 0.
public struct Draw: Hashable, Sendable {
  /// The place of the grant in the list that the engine was made of.
  public let grantIndex: Int
  /// Minutes of usage that are covered by it.
  public let usageMinutes: Fraction
  /// Package minutes that one usage minute cost.
  public let ratio: Fraction
  /// Package minutes taken.
  public let packageMinutes: Fraction
  /// Package minutes the grant holds afterwards.
  public let leftAfter: Fraction
}

/// A pool as the engine knows it; saves comparing its name for every usage line.
public struct PoolIndex: Hashable, Sendable {
  let number: Int
}

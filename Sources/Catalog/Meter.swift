public import Quantities

/// How the records of a meter combine into a usage line.
public enum MeterKind: String, Hashable, Sendable, CaseIterable {
  /// Seconds add up; a record may span days.
  case sum
  /// Distinct users of a day are counted.
  case unique
  /// The highest count of a day stands.
  case peak
}

/// One thing that is measured.
public struct Meter: Sendable {
  /// Its name in dumps and exports: `video.hd`.
  public let name: String
  /// How its records combine.
  public let kind: MeterKind
  /// The package minutes that can pay for it; only a `sum` meter has one.
  public let pool: PoolID?
  /// Package minutes that one minute of it costs.
  public let ratio: Timeline<Fraction>?
  /// Postpaid price of 1000 minutes in currency units; a `nil` on a day is "no rate".
  public let rate: Timeline<Fraction?>
  /// The meter its usage is counted as on a day; `nil` is itself. (`video.2k` was no tier of its
  /// own before 2022-06-01.)
  public let countedAs: Timeline<MeterOrdinal?>

  /// A meter as the catalog describes it.
  public init(
    name: String, kind: MeterKind, pool: PoolID?, ratio: Timeline<Fraction>?,
    rate: Timeline<Fraction?>, countedAs: Timeline<MeterOrdinal?>
  ) {
    self.name = name
    self.kind = kind
    self.pool = pool
    self.ratio = ratio
    self.rate = rate
    self.countedAs = countedAs
  }
}

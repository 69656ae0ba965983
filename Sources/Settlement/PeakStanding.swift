public import Book
public import Catalog
public import Quantities

/// The highest count of an app in one month beside what of it is free.
public struct PeakStanding: Hashable, Sendable {
  /// The application.
  public let app: AppID
  /// The fee on the peak by its name, `peak_dau`.
  public let item: String
  /// The highest count on a settled day under a term with free peaks.
  public let peak: Int64
  /// How much of it is free.
  public let free: Int64
  /// Steps above it that are begun.
  public let steps: Int64
}

/// The peaks of an account in one month, as settlement sees them.
///
/// - Parameters:
///   - month: the month.
///   - commitments: what the account has bought and agreed to, read up to the settled day.
///   - usage: lines of apps of the account; those of other months are passed over.
///   - catalog: fees on peaks.
///   - settledDay: the last settled day.
/// - Returns: apps with a peak under a term, each fee by itself; by app, then fee.
/// - Throws: `QuantityOverflow` when steps do not fit.
public func peakStandings(
  of month: CalendarMonth, _ commitments: AccountCommitments, usage: [UsageLine], catalog: Catalog,
  through settledDay: CalendarDay
) throws(QuantityOverflow) -> [PeakStanding] {
  try PeakSettler(commitments, closed: nil, catalog: catalog, through: settledDay)
    .standings(of: month, in: usage)
}

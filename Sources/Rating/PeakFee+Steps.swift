public import Catalog
public import Quantities

extension PeakFee {
  /// How many steps a peak is above what is free; a started step counts whole.
  ///
  /// - Parameters:
  ///   - peak: the highest count of the month, at least 0.
  ///   - free: how much of it is free.
  /// - Returns: 0 or more.
  /// - Throws: `QuantityOverflow` when the difference does not fit.
  public func steps(peak: Int64, free: Int64) throws(QuantityOverflow) -> Int64 {
    precondition(step > 0, "a step holds something")
    let (excess, overflow) = peak.subtractingReportingOverflow(free)
    guard !overflow else { throw QuantityOverflow("a peak above what is free") }
    guard excess > 0 else { return 0 }
    return excess / step + (excess % step > 0 ? 1 : 0)
  }
}

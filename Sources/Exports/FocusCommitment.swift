import Quantities
import Settlement

/// What one order gave in package minutes, laid out as one line: each grant is a stretch of it.
///
/// Every minute of an order costs the same, whatever its pool and cycle. What a stretch costs is the
/// difference of two rounded positions on the line. So whoever adds up the stretches of a whole line,
/// in any cut, gets the price to the cent: what rounding took from one stretch, the next one has.
final class FocusCommitment: Sendable {
  /// The order, or the grant that was given, with `grant/` in front: their ids may be equal.
  let id: String
  /// The plan, or the grant's own id.
  let name: String
  /// What was paid for all of the minutes; nothing when they were given.
  let price: Money
  /// Package minutes of all grants; more than none.
  let minutes: Int64
  /// The grants in the order of their stretches: by start, then id.
  let grants: [GrantBalance]
  private let starts: [Int64]

  /// The price of one package minute, with ten decimals.
  let unitPrice: Fraction

  /// - Throws: `QuantityOverflow` when the minutes do not fit.
  init?(
    id: String, name: String, price: Money, grants: [GrantBalance]
  ) throws(QuantityOverflow) {
    self.id = id
    self.name = name
    self.price = price
    self.grants = grants.sorted {
      ($0.grant.start, $0.grant.id) < ($1.grant.start, $1.grant.id)
    }
    var starts: [Int64] = []
    var end: Int64 = 0
    for balance in self.grants {
      starts.append(end)
      let (sum, overflow) = end.addingReportingOverflow(balance.grant.minutes)
      guard !overflow else { throw QuantityOverflow("the minutes of \(id)") }
      end = sum
    }
    guard end > 0 else { return nil }
    self.starts = starts
    self.minutes = end
    self.unitPrice = try price.exact.divided(by: Fraction(end)).roundedForFocus()
  }

  /// What a stretch of a grant holds and costs.
  ///
  /// - Parameters:
  ///   - grant: the place of the grant in `grants`.
  ///   - start: how many package minutes of the grant lie before it.
  ///   - end: the same with the stretch.
  /// - Returns: package minutes and money, both with ten decimals at most.
  /// - Throws: `QuantityOverflow` when it does not fit.
  func stretch(
    ofGrant grant: Int, from start: Fraction, to end: Fraction
  ) throws(QuantityOverflow) -> (minutes: Fraction, cost: Fraction) {
    let minutes = try end.roundedForFocus().subtracting(start.roundedForFocus())
    let cost = try cost(upTo: end, of: grant).subtracting(cost(upTo: start, of: grant))
    return (minutes, cost)
  }

  private func cost(upTo end: Fraction, of grant: Int) throws(QuantityOverflow) -> Fraction {
    let share = try Fraction(starts[grant]).adding(end).divided(by: Fraction(minutes))
    return try price.exact.multiplied(by: share).roundedForFocus()
  }
}

extension Fraction {
  /// The nearest number with ten decimals, a half going up.
  ///
  /// FOCUS has decimals only, and some of our quantities are fractions that never end.
  ///
  /// - Throws: `QuantityOverflow` when it does not fit.
  func roundedForFocus() throws(QuantityOverflow) -> Fraction {
    let scale: Int128 = 10_000_000_000
    // Nearly all numbers end well before; the remainder of the scale tells in one step.
    if scale % denominator == 0 { return self }
    return Fraction(try multiplied(by: Fraction(scale)).roundedHalfUp, over: scale)
  }
}

public import Quantities

/// A grant together with what is left of it at a moment.
///
///     0                    grant.minutes
///     |=== drawn ===|------ left ------|
///
/// Invariant: `0 <= left <= grant.minutes`, and `left` never grows.
public struct Allotment: Hashable, Sendable {
  /// The grant.
  public let grant: Grant
  /// Package minutes that nothing has drawn yet.
  public private(set) var left: Fraction

  /// A grant of which nothing has been drawn.
  public init(_ grant: Grant) {
    self.init(grant, left: Fraction(grant.minutes))
  }

  /// A grant of which earlier settlement has left so much.
  ///
  /// - Precondition: `left` is at least 0 and at most the minutes of the grant.
  public init(_ grant: Grant, left: Fraction) {
    precondition(
      .zero <= left && left <= Fraction(grant.minutes), "a grant holds 0 up to all of its minutes")
    self.grant = grant
    self.left = left
  }

  /// Takes what `usageMinutes` cost, or everything that is left when they cost more.
  ///
  /// When the grant runs dry inside a minute it covers an exact fraction of that minute.
  ///
  /// - Parameters:
  ///   - usageMinutes: minutes of usage still to be covered, more than 0.
  ///   - ratio: package minutes that one of them costs, more than 0.
  ///   - index: where the engine keeps this grant.
  /// - Returns: what was taken.
  /// - Throws: `QuantityOverflow` when a term does not fit in 128 bits; nothing is taken then.
  mutating func draw(
    _ usageMinutes: Fraction, ratio: Fraction, as index: Int
  ) throws(QuantityOverflow) -> Draw {
    precondition(ratio > .zero, "a minute costs something")
    let cost = try usageMinutes.multiplied(by: ratio)
    guard left < cost else {
      left = try left.subtracting(cost)
      return Draw(
        grantIndex: index, usageMinutes: usageMinutes, ratio: ratio, packageMinutes: cost,
        leftAfter: left)
    }
    let all = left
    let covered = try all.divided(by: ratio)
    left = .zero
    return Draw(
      grantIndex: index, usageMinutes: covered, ratio: ratio, packageMinutes: all,
      leftAfter: .zero)
  }
}

public import Quantities

/// What became of a grant by the settled day.
///
/// Invariant: `grant.minutes = drawn + expired + left`.
public struct GrantBalance: Hashable, Sendable {
  /// How a grant stands, the first that holds.
  public enum Status: String, Hashable, Sendable {
    /// Taken back.
    case refunded
    /// Nothing left.
    case usedUp = "used_up"
    /// Not begun on the settled day.
    case pending
    /// Over on the settled day.
    case expired
    /// Valid on the settled day with something left.
    case active
  }

  /// The grant.
  public let grant: Grant
  /// Package minutes drawn.
  public let drawn: Fraction
  /// Package minutes that ended undrawn.
  public let expired: Fraction
  /// Package minutes that can still be drawn.
  public let left: Fraction
  /// How it stands.
  public let status: Status

  /// A balance as settled.
  public init(grant: Grant, drawn: Fraction, expired: Fraction, left: Fraction, status: Status) {
    self.grant = grant
    self.drawn = drawn
    self.expired = expired
    self.left = left
    self.status = status
  }
}

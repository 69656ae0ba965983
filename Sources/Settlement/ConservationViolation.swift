public import Quantities

/// A law of conservation that does not hold: minutes or money have come from or gone to nowhere.
///
/// It means a bug or a ledger that was edited by hand, never a wrong input.
public struct ConservationViolation: Hashable, Sendable, CustomStringConvertible {
  /// What has to hold.
  public enum Law: String, Hashable, Sendable, CaseIterable {
    /// Of every grant: its minutes are what was drawn, has expired and is left.
    case grantMinutes = "grant_minutes"
    /// Of every grant: what it is said to have given is the sum of its deductions.
    case grantDraws = "grant_draws"
    /// Of every grant: nothing drawn, expired or left is below 0.
    case grantBounds = "grant_bounds"
    /// Of every usage line: its minutes are what grants covered and the overage.
    case usageMinutes = "usage_minutes"
    /// Of every invoice: its total is the sum of its lines, and of its totals by kind.
    case invoiceTotal = "invoice_total"
    /// Of a pool whose meters have one price for a package minute: the money for overage before
    /// rounding is the uncovered package minutes at that price.
    case poolMoney = "pool_money"
  }

  /// The law.
  public let law: Law
  /// The grant, usage line, invoice or pool it does not hold for.
  public let subject: String
  /// The value that the law asks for.
  public let expected: Fraction
  /// The value that was found.
  public let found: Fraction

  /// A broken law.
  public init(law: Law, subject: String, expected: Fraction, found: Fraction) {
    self.law = law
    self.subject = subject
    self.expected = expected
    self.found = found
  }

  /// One sentence: `grant_minutes of O1/1/av: 100 expected, 99 found`.
  public var description: String {
    "\(law.rawValue) of \(subject): \(expected) expected, \(found) found"
  }
}

/// A sum or product left the range of exact integers.
///
/// Thrown instead of wrapping or trapping: a hostile dump or book may ask for any number.
public struct QuantityOverflow: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was being computed, in words: `minutes of a usage line`.
  public let quantity: String

  /// Names the quantity that overflowed.
  public init(_ quantity: String) {
    self.quantity = quantity
  }

  public var description: String {
    "\(quantity) is larger than exact arithmetic can hold; look for a wrong number in the input"
  }
}

public import Quantities

/// An interval `[start, end)` in which a product of an account stood still.
public struct Suspension: Hashable, Sendable {
  /// `trtc` or `im`.
  public let product: String
  /// First second.
  public let start: Timestamp
  /// First second after; `nil` while it lasts.
  public let end: Timestamp?

  /// A suspension of a product.
  public init(product: String, start: Timestamp, end: Timestamp?) {
    self.product = product
    self.start = start
    self.end = end
  }
}

extension Suspension {
  /// By start, then product; no two of one product begin together.
  static func precedes(_ left: Suspension, _ right: Suspension) -> Bool {
    left.start != right.start
      ? left.start < right.start
      : left.product.utf8.lexicographicallyPrecedes(right.product.utf8)
  }
}

/// An exact rational number in lowest terms with a positive denominator.
///
/// Minutes, ratios, prices and unrounded money are fractions: a package may be drawn to zero inside
/// a minute, which leaves a ninth of one behind. Every operation checks for overflow of 128 bits.
public struct Fraction: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The part above the line; carries the sign.
  public let numerator: Int128

  /// The part below the line, at least 1, without a common factor with the numerator.
  public let denominator: Int128

  /// Nothing.
  public static let zero = Fraction(0)

  /// A whole number.
  public init(_ whole: some FixedWidthInteger) {
    self.init(reduced: Int128(whole), over: 1)
  }

  /// A quotient, reduced to lowest terms.
  ///
  /// - Precondition: `denominator` is positive.
  public init(_ numerator: Int128, over denominator: Int128) {
    precondition(denominator > 0, "a denominator is positive")
    if denominator == 1 {
      self.init(reduced: numerator, over: 1)
      return
    }
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    self.init(
      reduced: numerator / Int128(divisor), over: denominator / Int128(divisor))
  }

  private init(reduced numerator: Int128, over denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Whether it is 0.
  public var isZero: Bool { numerator == 0 }

  /// The whole number it is, `nil` when it is none or does not fit.
  public var wholeValue: Int64? {
    denominator == 1 ? Int64(exactly: numerator) : nil
  }

  /// The sum, exactly.
  ///
  /// - Throws: `QuantityOverflow` when a term does not fit in 128 bits.
  public func adding(_ other: Fraction) throws(QuantityOverflow) -> Fraction {
    let (left, right, common) = try commonTerms(with: other)
    let (sum, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw QuantityOverflow("a sum") }
    return Fraction(sum, over: common)
  }

  /// The difference, exactly.
  ///
  /// - Throws: `QuantityOverflow` when a term does not fit in 128 bits.
  public func subtracting(_ other: Fraction) throws(QuantityOverflow) -> Fraction {
    let (left, right, common) = try commonTerms(with: other)
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    guard !overflow else { throw QuantityOverflow("a difference") }
    return Fraction(difference, over: common)
  }

  /// Both numerators over one denominator.
  private func commonTerms(
    with other: Fraction
  ) throws(QuantityOverflow) -> (left: Int128, right: Int128, denominator: Int128) {
    if denominator == other.denominator { return (numerator, other.numerator, denominator) }
    return (
      try product(numerator, other.denominator), try product(other.numerator, denominator),
      try product(denominator, other.denominator)
    )
  }

  /// The product, exactly.
  ///
  /// Common factors go first, so that it overflows only when the result does.
  ///
  /// - Throws: `QuantityOverflow` when a term does not fit in 128 bits.
  public func multiplied(by other: Fraction) throws(QuantityOverflow) -> Fraction {
    let left = Fraction(numerator, over: other.denominator)
    let right = Fraction(other.numerator, over: denominator)
    return Fraction(
      reduced: try product(left.numerator, right.numerator),
      over: try product(left.denominator, right.denominator))
  }

  /// The quotient, exactly.
  ///
  /// - Precondition: `other` is not 0.
  /// - Throws: `QuantityOverflow` when a term does not fit in 128 bits.
  public func divided(by other: Fraction) throws(QuantityOverflow) -> Fraction {
    precondition(!other.isZero, "a divisor is not zero")
    guard let magnitude = Int128(exactly: other.numerator.magnitude) else {
      throw QuantityOverflow("a quotient")
    }
    let sign: Int128 = other.numerator < 0 ? -1 : 1
    let inverse = Fraction(reduced: sign * other.denominator, over: magnitude)
    return try multiplied(by: inverse)
  }

  /// The nearest whole number, a half going up, towards the larger.
  public var roundedHalfUp: Int128 {
    let quotient = numerator / denominator
    let remainder = numerator % denominator
    if remainder >= 0 {
      return remainder >= denominator - remainder ? quotient + 1 : quotient
    }
    let missing = denominator + remainder
    return missing >= denominator - missing ? quotient : quotient - 1
  }

  /// Whether it is less, compared exactly whatever the size of the terms.
  public static func < (left: Fraction, right: Fraction) -> Bool {
    if left.denominator == right.denominator { return left.numerator < right.numerator }
    let leftWide = left.numerator.multipliedFullWidth(by: right.denominator)
    let rightWide = right.numerator.multipliedFullWidth(by: left.denominator)
    return leftWide.high == rightWide.high
      ? leftWide.low < rightWide.low : leftWide.high < rightWide.high
  }

  /// The smaller of two.
  public static func lesser(_ left: Fraction, _ right: Fraction) -> Fraction {
    right < left ? right : left
  }
}

/// A product that is checked.
private func product(_ left: Int128, _ right: Int128) throws(QuantityOverflow) -> Int128 {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  guard !overflow else { throw QuantityOverflow("a product") }
  return product
}

/// The largest number that divides both, 1 when nothing else does.
func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
  // Nearly all operands fit in 64 bits, where division is one instruction and not a call.
  if let left = UInt64(exactly: left), let right = UInt64(exactly: right) {
    var (larger, smaller) = (left, right)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return UInt128(max(larger, 1))
  }
  var (larger, smaller) = (left, right)
  while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
  return max(larger, 1)
}

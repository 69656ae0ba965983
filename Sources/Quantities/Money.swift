/// An amount of money in hundredths of the catalog's currency.
///
/// Money is added, never divided: what has to be rounded is a `Fraction` until one line of an
/// invoice is made of it.
public struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Hundredths of the currency unit.
  public let hundredths: Int64

  /// No money.
  public static let zero = Money(hundredths: 0)

  /// That many hundredths.
  public init(hundredths: Int64) {
    self.hundredths = hundredths
  }

  /// Reads digits, a point and two digits (`625.00`), a minus in front allowed, and nothing else.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
    guard digits.count >= 4, digits[digits.endIndex - 3] == UInt8(ascii: "."),
      digits.count == 4 || digits.first != UInt8(ascii: "0"),
      let value = Fraction(text),
      let hundredths = try? value.multiplied(by: Fraction(100)).wholeValue
    else { return nil }
    self.hundredths = hundredths
  }

  /// An exact amount rounded to a hundredth, a half going up.
  ///
  /// - Throws: `QuantityOverflow` when it does not fit.
  public init(rounding exact: Fraction) throws(QuantityOverflow) {
    let scaled = try exact.multiplied(by: Fraction(100)).roundedHalfUp
    guard let hundredths = Int64(exactly: scaled) else { throw QuantityOverflow("an amount") }
    self.hundredths = hundredths
  }

  /// The sum.
  ///
  /// - Throws: `QuantityOverflow` when it does not fit.
  public func adding(_ other: Money) throws(QuantityOverflow) -> Money {
    let (sum, overflow) = hundredths.addingReportingOverflow(other.hundredths)
    guard !overflow else { throw QuantityOverflow("a sum of money") }
    return Money(hundredths: sum)
  }

  /// The difference.
  ///
  /// - Throws: `QuantityOverflow` when it does not fit.
  public func subtracting(_ other: Money) throws(QuantityOverflow) -> Money {
    let (difference, overflow) = hundredths.subtractingReportingOverflow(other.hundredths)
    guard !overflow else { throw QuantityOverflow("a difference of money") }
    return Money(hundredths: difference)
  }

  /// The same amount that many times.
  ///
  /// - Throws: `QuantityOverflow` when it does not fit.
  public func multiplied(by count: Int64) throws(QuantityOverflow) -> Money {
    let (product, overflow) = hundredths.multipliedReportingOverflow(by: count)
    guard !overflow else { throw QuantityOverflow("a multiple of money") }
    return Money(hundredths: product)
  }

  /// The amount as an exact number of currency units.
  public var exact: Fraction { Fraction(Int128(hundredths), over: 100) }

  public static func < (left: Money, right: Money) -> Bool { left.hundredths < right.hundredths }

  /// Digits with two decimals: `625.00`, `-0.05`.
  public var description: String { exact.text(leastDecimals: 2) }
}

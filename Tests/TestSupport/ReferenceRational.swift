/// An exact number of the reference settlement; traps where 128 bits do not do.
///
/// It shares nothing with `Fraction`, so that a mistake there cannot hide here.
struct ReferenceRational: Equatable, Comparable {
  let above: Int128
  let below: Int128

  init(_ above: Int128, _ below: Int128 = 1) {
    precondition(below > 0)
    var (divisor, rest) = (below, above.magnitude == 0 ? 0 : abs(above))
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    self.above = above / divisor
    self.below = below / divisor
  }

  static func + (left: Self, right: Self) -> Self {
    Self(left.above * right.below + right.above * left.below, left.below * right.below)
  }

  static func - (left: Self, right: Self) -> Self {
    left + Self(-right.above, right.below)
  }

  static func * (left: Self, right: Self) -> Self {
    Self(left.above * right.above, left.below * right.below)
  }

  static func / (left: Self, right: Self) -> Self {
    right.above < 0
      ? Self(-left.above * right.below, left.below * -right.above)
      : Self(left.above * right.below, left.below * right.above)
  }

  static func < (left: Self, right: Self) -> Bool {
    left.above * right.below < right.above * left.below
  }

  /// The largest whole number that is not above it.
  var floor: Int128 {
    above >= 0 ? above / below : -((-above + below - 1) / below)
  }

  /// Hundredths, a half going up: the floor of the number and a half.
  var roundedHundredths: Int128 {
    (self * Self(100) + Self(1, 2)).floor
  }

  /// Long division while it ends, else the quotient.
  var text: String {
    let sign = above < 0 ? "-" : ""
    var rest = abs(above) % below
    var digits = ""
    var seen: Set<Int128> = []
    while rest != 0 {
      guard seen.insert(rest).inserted else { return "\(above)/\(below)" }
      rest *= 10
      digits += "\(rest / below)"
      rest %= below
    }
    return "\(sign)\(abs(above) / below)" + (digits.isEmpty ? "" : ".\(digits)")
  }

  /// Hundredths as money.
  static func money(_ hundredths: Int128) -> String {
    let digits = "\(abs(hundredths))"
    let wide = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    return "\(hundredths < 0 ? "-" : "")\(wide.dropLast(2)).\(wide.suffix(2))"
  }
}

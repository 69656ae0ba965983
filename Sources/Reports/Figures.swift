import Quantities

/// Numbers as a page shows them: digits in groups of three, exact.
enum Figures {
  /// A narrow space on which no line is broken.
  private static let separator = "\u{202F}"

  /// A whole number: `1 589 256`.
  static func text(_ number: some BinaryInteger) -> String { grouped(String(number)) }

  /// Money: `16 888.00`.
  static func text(_ money: Money) -> String { grouped(money.description) }

  /// An exact number: `17.5`, and with a fraction that has no end `11 1/9`.
  static func text(_ fraction: Fraction) -> String {
    let decimal = fraction.description
    guard decimal.contains("/") else { return grouped(decimal) }
    let (whole, rest) = fraction.numerator.quotientAndRemainder(dividingBy: fraction.denominator)
    guard whole != 0 else { return decimal }
    return "\(grouped(String(whole))) \(rest.magnitude)/\(fraction.denominator)"
  }

  /// A difference with its sign in front; a minus as wide as a plus.
  static func signed(_ number: Int64) -> String {
    number > 0 ? "+\(text(number))" : number < 0 ? "\u{2212}\(text(number.magnitude))" : "0"
  }

  /// A round number of an axis: `500`, `20k`, `5M`.
  static func tick(_ number: Int64) -> String {
    for (size, letter) in [
      (1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"),
    ]
    where number >= size && number % Int64(size) == 0 {
      return "\(text(number / Int64(size)))\(letter)"
    }
    return text(number)
  }

  /// Tenths of a unit as a decimal, for places in drawings.
  static func tenths(_ number: Int) -> String {
    let sign = number < 0 ? "-" : ""
    let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  /// Whole minutes of an exact number, rounded down; for drawings.
  static func whole(_ fraction: Fraction) -> Int64 {
    Int64(clamping: fraction.numerator / fraction.denominator)
  }

  private static func grouped(_ digits: String) -> String {
    let sign = digits.hasPrefix("-") ? "\u{2212}" : ""
    let number = sign.isEmpty ? digits[...] : digits.dropFirst()
    let whole = number.prefix { $0 != "." }
    var text = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { text += separator }
      text.append(digit)
    }
    return sign + text + number.dropFirst(whole.count)
  }
}

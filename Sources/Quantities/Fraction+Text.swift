extension Fraction {
  /// Reads a decimal (`-5`, `0.25`) or a quotient of whole numbers (`-1/9`), else `nil`.
  ///
  /// Takes back whatever `description` has written.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    self.init(utf8: bytes.span)
  }

  /// The same from the bytes of a text; ledgers hold millions of them.
  public init?(utf8 text: Span<UInt8>) {
    let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
    var above = DigitReader()
    var below = DigitReader(value: 1)
    let end = above.read(text, from: isNegative ? 1 : 0)
    guard above.count > 0 else { return nil }
    if end < text.count {
      let wholeDigits = above.count
      switch text[end] {
      case UInt8(ascii: "."):
        guard above.read(text, from: end + 1) == text.count else { return nil }
        let decimals = above.count - wholeDigits
        guard (1...mostDecimals).contains(decimals) else { return nil }
        for _ in 0..<decimals { below.value *= 10 }
      case UInt8(ascii: "/"):
        below.value = 0
        guard below.read(text, from: end + 1) == text.count, below.value > 0 else { return nil }
      default: return nil
      }
    }
    guard let numerator = above.number(isNegative: isNegative),
      let denominator = below.number(isNegative: false)
    else { return nil }
    self.init(numerator, over: denominator)
  }

  /// A decimal without trailing zeros where it ends, else `n/d` in lowest terms.
  public var description: String { text(leastDecimals: 0) }

  /// The same with at least that many decimals: `7.00`, `0.0056`; quotients stay `n/d`.
  public func text(leastDecimals: Int) -> String {
    if leastDecimals == 0, let wholeValue { return String(wholeValue) }
    guard let (digits, decimals) = terminatingDigits(leastDecimals: leastDecimals) else {
      return "\(numerator)/\(denominator)"
    }
    guard decimals > 0 else { return String(digits) }
    let text = String(digits.magnitude)
    let wide = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
    let point = wide.index(wide.endIndex, offsetBy: -decimals)
    return "\(digits < 0 ? "-" : "")\(wide[..<point]).\(wide[point...])"
  }

  /// All digits and how many of them stand behind the point; `nil` for a decimal without an end.
  private func terminatingDigits(leastDecimals: Int) -> (digits: Int128, decimals: Int)? {
    let twos = denominator.trailingZeroBitCount
    let (rest, fives) = withoutFives(denominator >> twos)
    guard rest == 1 else { return nil }
    let decimals = max(twos, fives, leastDecimals)
    guard decimals <= mostDecimals else { return nil }
    if let short = shortDigits(decimals, twos: twos, fives: fives) { return (short, decimals) }
    var digits = numerator
    for step in 0..<decimals {
      // Each decimal is a factor of ten, of which the denominator already holds its share.
      let factor: Int128 = (step < twos ? 1 : 2) * (step < fives ? 1 : 5)
      let (next, overflow) = digits.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      digits = next
    }
    return (digits, decimals)
  }
}

extension Fraction {
  /// The digits where 64 bits hold them, as they nearly always do.
  private func shortDigits(_ decimals: Int, twos: Int, fives: Int) -> Int128? {
    guard var digits = Int64(exactly: numerator) else { return nil }
    for step in 0..<decimals {
      let factor: Int64 = (step < twos ? 1 : 2) * (step < fives ? 1 : 5)
      let (next, overflow) = digits.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      digits = next
    }
    return Int128(digits)
  }
}

/// A number without its factors of five, and how many there were.
private func withoutFives(_ number: Int128) -> (rest: Int128, fives: Int) {
  var fives = 0
  // Nearly all numbers fit in 64 bits, where division is one instruction and not a call.
  if var short = Int64(exactly: number) {
    while short % 5 == 0 { (short, fives) = (short / 5, fives + 1) }
    return (Int128(short), fives)
  }
  var rest = number
  while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
  return (rest, fives)
}

/// Decimals that are read and written: the largest power of ten in 128 bits is 10^38.
private let mostDecimals = 38

/// Gathers digits into a number of 128 bits.
private struct DigitReader {
  var value: UInt128 = 0
  /// Digits read so far.
  private(set) var count = 0
  private var isTooLarge = false

  init(value: UInt128 = 0) {
    self.value = value
  }

  /// Reads digits up to the first byte that is none.
  ///
  /// - Returns: the index of that byte, or the end.
  mutating func read(_ text: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) {
      append(text[index] - UInt8(ascii: "0"))
      index += 1
    }
    return index
  }

  private mutating func append(_ digit: UInt8) {
    count += 1
    // Nearly all numbers fit in 64 bits, where the product is one instruction.
    if let short = UInt64(exactly: value), short < UInt64.max / 10 {
      value = UInt128(short * 10 + UInt64(digit))
      return
    }
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
    value = sum
    isTooLarge = isTooLarge || overflow || carry
  }

  /// The number, `nil` when it does not fit.
  func number(isNegative: Bool) -> Int128? {
    guard !isTooLarge else { return nil }
    guard isNegative else { return Int128(exactly: value) }
    return value <= Int128.min.magnitude ? Int128(truncatingIfNeeded: 0 &- value) : nil
  }
}

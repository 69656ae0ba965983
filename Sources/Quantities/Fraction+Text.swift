extension Fraction {
  /// Reads a decimal (`-5`, `0.25`) or a quotient of whole numbers (`-1/9`), else `nil`.
  ///
  /// Takes back whatever `description` has written.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    switch parts.count {
    case 1:
      self.init(decimal: parts[0])
    case 2:
      guard parts.allSatisfy({ $0.utf8.first != UInt8(ascii: "+") }),
        let numerator = Int128(parts[0]), let denominator = Int128(parts[1]), denominator > 0
      else { return nil }
      self.init(numerator, over: denominator)
    default:
      return nil
    }
  }

  private init?(decimal text: some StringProtocol) {
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0)
      .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : ""
    guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !decimals.isEmpty,
      (Array(whole.utf8) + Array(decimals.utf8)).allSatisfy({ (48...57).contains($0) }),
      decimals.utf8.count <= mostDecimals,
      let digits = Int128((isNegative ? "-" : "") + whole + decimals)
    else { return nil }
    var scale: Int128 = 1
    for _ in decimals.utf8 { scale *= 10 }
    self.init(digits, over: scale)
  }

  /// A decimal without trailing zeros where it ends, else `n/d` in lowest terms.
  public var description: String { text(leastDecimals: 0) }

  /// The same with at least that many decimals: `7.00`, `0.0056`; quotients stay `n/d`.
  public func text(leastDecimals: Int) -> String {
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
    var rest = denominator
    var twos = 0
    var fives = 0
    while rest % 2 == 0 { (rest, twos) = (rest / 2, twos + 1) }
    while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
    guard rest == 1 else { return nil }
    let decimals = max(twos, fives, leastDecimals)
    guard decimals <= mostDecimals else { return nil }
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

/// Decimals that are read and written: the largest power of ten in 128 bits is 10^38.
private let mostDecimals = 38

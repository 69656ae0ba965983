/// An input that is text in front and decisions at the end, so that a fuzzer which changes a text can
/// also choose how it is cut.
struct FuzzInput {
  /// How many bytes at the end are decisions.
  static let decisionBytes = 16

  /// What is in front of the decisions.
  let text: [UInt8]
  private var decisions: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    text = Array(bytes.dropLast(Self.decisionBytes))
    decisions = bytes.suffix(Self.decisionBytes)
  }

  private mutating func byte() -> Int { Int(decisions.popFirst() ?? 0) }

  /// A number below a bound, which is at most 65536; 0 when no decision is left.
  mutating func number(below bound: Int) -> Int {
    let high = bound > 256 ? byte() : 0
    return (high << 8 | byte()) % bound
  }

  /// One of some values.
  mutating func pick<Value>(_ values: [Value]) -> Value { values[number(below: values.count)] }

  /// The text, cut at places of its choice into 1 to 5 pieces, empty ones among them.
  mutating func pieces() -> [[UInt8]] {
    let places = (0..<number(below: 5)).map { _ in number(below: min(text.count, 65_535) + 1) }
      .sorted()
    return zip([0] + places, places + [text.count]).map { Array(text[$0..<$1]) }
  }
}

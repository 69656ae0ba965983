/// A value read from the command line whose type only its declaration knows.
public protocol ParsedValue: Sendable {}

/// The value of one option or positional.
struct Parsed<Value: Sendable>: ParsedValue {
  let value: Value
}

/// A text that is no value of its format, and why.
public struct RejectedText: Error, Equatable, Sendable {
  /// The text as typed.
  let text: String
  /// The reason, as it follows a colon.
  let reason: String
}

extension ValueFormat {
  /// The value of a text, or the text with the reason why it has none.
  func accept(_ text: String) throws(RejectedText) -> Value {
    do {
      return try value(of: text)
    } catch {
      throw RejectedText(text: text, reason: error.reason)
    }
  }

  /// The values of several texts in their order.
  func acceptAll(_ texts: [String]) throws(RejectedText) -> [Value] {
    var values: [Value] = []
    for text in texts { values.append(try accept(text)) }
    return values
  }
}

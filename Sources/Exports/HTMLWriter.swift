/// Builds HTML of which every text is escaped, whatever it holds.
public struct HTMLWriter: Sendable {
  /// Everything written and not yet taken.
  public private(set) var bytes: [UInt8] = []

  /// An empty document.
  public init() {}

  /// Forgets the bytes that were taken.
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Markup of the program's own, as it stands.
  public mutating func markup(_ text: StaticString) { bytes += text.utf8 }

  /// An element with what the body writes inside of it, on lines of its own.
  public mutating func block(
    _ name: StaticString, _ body: (inout HTMLWriter) throws -> Void
  ) rethrows {
    open(name, "")
    markup("\n")
    try body(&self)
    close(name)
    markup("\n")
  }

  /// An element with a text, on one line.
  public mutating func line(_ name: StaticString, _ text: String) {
    inline(name, text)
    markup("\n")
  }

  /// An element with a text.
  public mutating func inline(_ name: StaticString, _ text: String, attributes: StaticString = "") {
    open(name, attributes)
    self.text(text)
    close(name)
  }

  /// A text from anywhere.
  ///
  /// Control characters, which HTML does not take, become U+FFFD.
  public mutating func text(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": markup("&amp;")
      case "<": markup("&lt;")
      case ">": markup("&gt;")
      case "\"": markup("&quot;")
      case "'": markup("&#39;")
      case "\t", "\n": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": bytes += "\u{FFFD}".utf8
      default: bytes += String(scalar).utf8
      }
    }
  }

  /// The start of an element, or all of an empty one, with attributes whose values are escaped as
  /// texts are.
  public mutating func tag(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>)
  {
    markup("<")
    markup(name)
    for (key, value) in attributes {
      markup(" ")
      markup(key)
      markup("=\"")
      text(value)
      markup("\"")
    }
    markup(">")
  }

  private mutating func open(_ name: StaticString, _ attributes: StaticString) {
    markup("<")
    markup(name)
    if attributes.utf8CodeUnitCount > 0 { markup(" ") }
    markup(attributes)
    markup(">")
  }

  private mutating func close(_ name: StaticString) {
    markup("</")
    markup(name)
    markup(">")
  }
}

extension StaticString {
  fileprivate var utf8: [UInt8] { withUTF8Buffer { unsafe Array($0) } }
}

/// One event of a book, put together key by key.
///
/// All texts are made here and hold nothing that JSON would escape.
struct BookLine {
  private(set) var text: String

  /// An event of a type.
  init(_ type: String) {
    text = "{\"type\":\"\(type)\""
  }

  /// Adds a text.
  mutating func add(_ key: String, _ value: String) {
    text += ",\"\(key)\":\"\(value)\""
  }

  /// Adds a number.
  mutating func add(_ key: String, _ value: Int) {
    text += ",\"\(key)\":\(value)"
  }

  /// Adds a truth value.
  mutating func add(_ key: String, _ value: Bool) {
    text += ",\"\(key)\":\(value)"
  }

  /// The whole line.
  var line: String { text + "}\n" }
}

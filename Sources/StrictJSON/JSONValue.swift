/// A JSON value that remembers where it stood.
///
/// Nothing of the text is lost that a reader of files needs for a message: offsets, the order of
/// keys, keys that stand twice, and numbers as they were written.
public struct JSONValue: Hashable, Sendable {
  /// What a value holds.
  public enum Content: Hashable, Sendable {
    /// Members in the order of the text; a key may stand in it twice.
    case object([JSONMember])
    /// Elements in the order of the text.
    case array([JSONValue])
    /// A string with its escapes resolved.
    case string(String)
    /// A number as it was written: `5`, `5.0` and `5e0` stay apart.
    case number(String)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null
  }

  /// Index of its first byte in the bytes that were read.
  public let offset: Int
  /// What it holds.
  public let content: Content

  /// A value that stands at an offset.
  public init(offset: Int, _ content: Content) {
    self.offset = offset
    self.content = content
  }
}

/// One key of an object with its value.
public struct JSONMember: Hashable, Sendable {
  /// The key with its escapes resolved.
  public let key: String
  /// Index of the key's opening quote in the bytes that were read.
  public let keyOffset: Int
  /// The value.
  public let value: JSONValue

  /// A key and its value.
  public init(key: String, keyOffset: Int, value: JSONValue) {
    self.key = key
    self.keyOffset = keyOffset
    self.value = value
  }
}

extension JSONValue {
  /// The members of an object, else `nil`.
  public var object: [JSONMember]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The elements of an array, else `nil`.
  public var array: [JSONValue]? {
    if case .array(let elements) = content { elements } else { nil }
  }

  /// The text of a string, else `nil`.
  public var string: String? {
    if case .string(let text) = content { text } else { nil }
  }

  /// The text of a number, else `nil`.
  public var number: String? {
    if case .number(let text) = content { text } else { nil }
  }

  /// `true` or `false`, else `nil`.
  public var bool: Bool? {
    if case .bool(let flag) = content { flag } else { nil }
  }

  /// The value of a number written as a whole one (`5`, never `5.0` or `5e0`), if it fits.
  public var integer: Int64? {
    number.flatMap { Int64($0) }
  }

  /// Whether it is `null`.
  public var isNull: Bool { content == .null }

  /// What it is, with its article, for messages: `a string`.
  public var kind: String {
    switch content {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .bool(let flag): "\(flag)"
    case .null: "null"
    }
  }

  /// The value of the first member with that key, `nil` without one or for no object.
  ///
  /// Keys agree when their bytes do.
  ///
  /// - Complexity: O(n) in the members.
  public subscript(key: String) -> JSONValue? {
    object?.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// Members of an object whose key stood before in it, each repetition once.
  ///
  /// - Complexity: O(n log n) in the members.
  public var repeatedMembers: [JSONMember] {
    guard let members = object, members.count > 1 else { return [] }
    let sorted = members.sorted { left, right in
      left.key.utf8.elementsEqual(right.key.utf8)
        ? left.keyOffset < right.keyOffset
        : left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }
    return zip(sorted, sorted.dropFirst())
      .filter { $0.key.utf8.elementsEqual($1.key.utf8) }
      .map { $1 }
      .sorted { $0.keyOffset < $1.keyOffset }
  }
}

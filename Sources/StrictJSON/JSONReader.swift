extension JSONValue {
  /// How deep arrays and objects may stand in each other unless told otherwise; the outermost
  /// counts as the first level.
  public static let depthLimit = 64

  /// Reads one JSON value (RFC 8259) and nothing but white space around it.
  ///
  /// Strict: UTF-8 without a byte order mark, escaped surrogates in pairs only, no comments, no
  /// trailing commas. Keys that stand twice are kept, see `repeatedMembers`. Offsets in the value
  /// and in the failure are indices of `text`, so a slice of a file gives offsets into the file.
  ///
  /// - Throws: `JSONFailure` at the first byte that is wrong.
  /// - Complexity: O(n) in the bytes.
  public init(
    parsing text: ArraySlice<UInt8>, depthLimit: Int = JSONValue.depthLimit
  ) throws(JSONFailure) {
    var reader = JSONReader(text, depthLimit: depthLimit)
    self = try reader.document()
  }

  /// Reads one JSON value from a whole text; see `init(parsing:depthLimit:)` for slices.
  ///
  /// - Throws: `JSONFailure` at the first byte that is wrong.
  public init(
    parsing text: [UInt8], depthLimit: Int = JSONValue.depthLimit
  ) throws(JSONFailure) {
    try self.init(parsing: text[...], depthLimit: depthLimit)
  }
}

/// Walks over a text once; recursion is bounded by the depth limit.
struct JSONReader {
  private let text: ArraySlice<UInt8>
  private let depthLimit: Int
  private(set) var position: Int
  private var depth = 0

  init(_ text: ArraySlice<UInt8>, depthLimit: Int) {
    self.text = text
    self.depthLimit = depthLimit
    self.position = text.startIndex
  }

  mutating func document() throws(JSONFailure) -> JSONValue {
    skipSpace()
    let value = try value()
    skipSpace()
    guard peek == nil else { throw failure("something follows the value") }
    return value
  }

  private var peek: UInt8? { position < text.endIndex ? text[position] : nil }

  private func failure(_ what: String, at offset: Int? = nil) -> JSONFailure {
    let offset = offset ?? position
    return JSONFailure(offset: offset, what: offset < text.endIndex ? what : "it ends too early")
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func value() throws(JSONFailure) -> JSONValue {
    let start = position
    guard let first = peek else { throw failure("a value is missing") }
    switch first {
    case UInt8(ascii: "{"): return JSONValue(offset: start, .object(try members()))
    case UInt8(ascii: "["): return JSONValue(offset: start, .array(try elements()))
    case UInt8(ascii: "\""): return JSONValue(offset: start, .string(try string()))
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONValue(offset: start, .number(try number()))
    default: throw failure("a value should begin here")
    }
  }

  private mutating func word(
    _ word: StaticString, _ content: JSONValue.Content
  ) throws(JSONFailure) -> JSONValue {
    let start = position
    for byte in word.description.utf8 {
      guard peek == byte else { throw failure("expected `\(word)`") }
      position += 1
    }
    return JSONValue(offset: start, content)
  }

  private mutating func enter() throws(JSONFailure) {
    guard depth < depthLimit else { throw failure("more than \(depthLimit) levels deep") }
    depth += 1
    position += 1
    skipSpace()
  }

  /// Steps over the closing bracket if it stands here.
  private mutating func leaves(at bracket: UInt8) -> Bool {
    guard peek == bracket else { return false }
    position += 1
    depth -= 1
    return true
  }

  private mutating func members() throws(JSONFailure) -> [JSONMember] {
    try enter()
    var members: [JSONMember] = []
    if leaves(at: UInt8(ascii: "}")) { return members }
    while true {
      let keyOffset = position
      guard peek == UInt8(ascii: "\"") else { throw failure("a key in quotes should stand here") }
      let key = try string()
      skipSpace()
      guard peek == UInt8(ascii: ":") else { throw failure("expected `:` after a key") }
      position += 1
      skipSpace()
      members.append(JSONMember(key: key, keyOffset: keyOffset, value: try value()))
      skipSpace()
      if leaves(at: UInt8(ascii: "}")) { return members }
      guard peek == UInt8(ascii: ",") else { throw failure("expected `,` or `}`") }
      position += 1
      skipSpace()
    }
  }

  private mutating func elements() throws(JSONFailure) -> [JSONValue] {
    try enter()
    var elements: [JSONValue] = []
    if leaves(at: UInt8(ascii: "]")) { return elements }
    while true {
      elements.append(try value())
      skipSpace()
      if leaves(at: UInt8(ascii: "]")) { return elements }
      guard peek == UInt8(ascii: ",") else { throw failure("expected `,` or `]`") }
      position += 1
      skipSpace()
    }
  }
}

// Numbers and strings.
extension JSONReader {
  private mutating func number() throws(JSONFailure) -> String {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") {
      position += 1
      if let byte = peek, isDigit(byte) { throw failure("a number has a zero in front") }
    } else {
      try digits()
    }
    if peek == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(JSONFailure) {
    guard let first = peek, isDigit(first) else { throw failure("a digit should stand here") }
    while let byte = peek, isDigit(byte) { position += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Reads a string from its opening quote on.
  private mutating func string() throws(JSONFailure) -> String {
    position += 1
    let start = position
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        let plain = try utf8(text[start..<position])
        position += 1
        return plain
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw failure("a control character in a string")
      default: position += 1
      }
    }
    throw failure("a string without its closing quote")
  }

  /// Goes on with a string in which the first escape was met.
  private mutating func escapedString(from start: Int) throws(JSONFailure) -> String {
    var result = try utf8(text[start..<position])
    var runStart = position
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        result += try utf8(text[runStart..<position])
        position += 1
        return result
      case UInt8(ascii: "\\"):
        result += try utf8(text[runStart..<position])
        result.unicodeScalars.append(try escape())
        runStart = position
      case 0..<0x20: throw failure("a control character in a string")
      default: position += 1
      }
    }
    throw failure("a string without its closing quote")
  }

  private func utf8(_ bytes: ArraySlice<UInt8>) throws(JSONFailure) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw failure("bytes that are not UTF-8", at: firstInvalidUTF8(in: bytes) ?? bytes.startIndex)
  }

  /// Reads an escape from its backslash on.
  private mutating func escape() throws(JSONFailure) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let letter = peek else { throw failure("an escape is cut off") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default: throw failure("an unknown escape", at: start)
    }
  }

  /// Reads four digits, and after the first half of a surrogate pair the second half.
  private mutating func unicodeEscape(from start: Int) throws(JSONFailure) -> Unicode.Scalar {
    let unit = try hexUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard UTF16.isLeadSurrogate(UInt16(unit)), peek == UInt8(ascii: "\\"),
      position + 1 < text.endIndex, text[position + 1] == UInt8(ascii: "u")
    else { throw failure("half of a surrogate pair", at: start) }
    position += 2
    let second = try hexUnit()
    guard UTF16.isTrailSurrogate(UInt16(second)),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
    else { throw failure("half of a surrogate pair", at: start) }
    return scalar
  }

  private mutating func hexUnit() throws(JSONFailure) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        byte < 0x80
      else { throw failure("four hexadecimal digits should stand here") }
      unit = unit << 4 + UInt32(digit)
      position += 1
    }
    return unit
  }
}

/// Index of the first byte that no UTF-8 character explains, `nil` for valid UTF-8.
private func firstInvalidUTF8(in bytes: ArraySlice<UInt8>) -> Int? {
  var start = bytes.startIndex
  while start < bytes.endIndex {
    let width = bytes[start] < 0x80 ? 1 : bytes[start] < 0xE0 ? 2 : bytes[start] < 0xF0 ? 3 : 4
    let end = min(start + width, bytes.endIndex)
    guard String(validating: bytes[start..<end], as: UTF8.self) != nil else { return start }
    start = end
  }
  return nil
}

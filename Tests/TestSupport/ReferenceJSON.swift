/// A JSON reader that is easy to believe: one function a rule of the grammar, by recursion.
///
/// Nothing of it is shared with the program. Strings are bytes, so that text which is not UTF-8 can
/// be passed on to whoever asks for it.
public indirect enum ReferenceJSON: Equatable, Sendable {
  /// Keys and values in the order of the text; a key that holds half a surrogate pair is `nil`.
  case object([Member])
  /// Elements, which nobody asks for.
  case array
  /// A string with its escapes undone, `nil` when it holds half a surrogate pair.
  case string([UInt8]?)
  /// A number as it is written.
  case number([UInt8])
  /// `true` or `false`.
  case bool
  /// `null`.
  case null

  /// A key and its value.
  public struct Member: Equatable, Sendable {
    public let key: [UInt8]?
    public let value: ReferenceJSON
  }

  /// Reads a text that is one value and white space; `nil` when it is anything else.
  public init?(_ text: [UInt8], deepestLevel: Int = 64) {
    var reader = Reader(text: text, deepestLevel: deepestLevel)
    reader.space()
    guard let value = reader.value(level: 1) else { return nil }
    reader.space()
    guard reader.place == text.count else { return nil }
    self = value
  }
}

private struct Reader {
  let text: [UInt8]
  let deepestLevel: Int
  var place = 0

  private var next: UInt8? { place < text.count ? text[place] : nil }

  mutating func space() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  /// Steps over a text if it stands here.
  private mutating func take(_ word: String) -> Bool {
    guard text[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  mutating func value(level: Int) -> ReferenceJSON? {
    if take("null") { return .null }
    if take("true") || take("false") { return .bool }
    if next == UInt8(ascii: "\"") { return string().map { .string($0) } }
    if next == UInt8(ascii: "{") { return level <= deepestLevel ? object(level) : nil }
    if next == UInt8(ascii: "[") { return level <= deepestLevel ? array(level) : nil }
    return number()
  }

  private mutating func object(_ level: Int) -> ReferenceJSON? {
    guard take("{") else { return nil }
    space()
    var members: [ReferenceJSON.Member] = []
    if take("}") { return .object(members) }
    repeat {
      space()
      guard next == UInt8(ascii: "\""), let key = string() else { return nil }
      space()
      guard take(":") else { return nil }
      space()
      guard let value = value(level: level + 1) else { return nil }
      members.append(ReferenceJSON.Member(key: key, value: value))
      space()
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array(_ level: Int) -> ReferenceJSON? {
    guard take("[") else { return nil }
    space()
    if take("]") { return .array }
    repeat {
      space()
      guard value(level: level + 1) != nil else { return nil }
      space()
    } while take(",")
    return take("]") ? .array : nil
  }

  private mutating func number() -> ReferenceJSON? {
    let start = place
    _ = take("-")
    if !take("0") {
      guard digits() else { return nil }
    }
    if take(".") {
      guard digits() else { return nil }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() else { return nil }
    }
    return .number(Array(text[start..<place]))
  }

  private mutating func digits() -> Bool {
    let start = place
    while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
    return place > start
  }

  /// The text of a string; `.some(nil)` when it is well-formed and holds half a surrogate pair.
  private mutating func string() -> [UInt8]?? {
    guard take("\"") else { return nil }
    // UTF-16 shows which surrogates belong together; bytes that are no escapes pass as they are.
    var pieces: [Piece] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return .some(Piece.join(pieces))
      case UInt8(ascii: "\\"):
        guard let unit = escape() else { return nil }
        pieces.append(.unit(unit))
      case 0..<0x20: return nil
      default: pieces.append(.byte(byte))
      }
    }
    return nil
  }

  private mutating func escape() -> UInt16? {
    guard let letter = next else { return nil }
    place += 1
    let short: [UInt8: UInt16] = [
      UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F,
      UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
      UInt8(ascii: "t"): 9,
    ]
    if let unit = short[letter] { return unit }
    guard letter == UInt8(ascii: "u"), place + 4 <= text.count else { return nil }
    let digits = text[place..<place + 4]
    let isHex = digits.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
    guard isHex else { return nil }
    place += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}

/// A part of a string: a byte as it is written, or what an escape stands for.
private enum Piece {
  case byte(UInt8)
  case unit(UInt16)

  /// The bytes of the pieces, `nil` when a surrogate stands alone.
  static func join(_ pieces: [Piece]) -> [UInt8]? {
    var bytes: [UInt8] = []
    var place = 0
    while place < pieces.count {
      defer { place += 1 }
      guard case .unit(let unit) = pieces[place] else {
        if case .byte(let byte) = pieces[place] { bytes.append(byte) }
        continue
      }
      if let scalar = Unicode.Scalar(unit) {
        bytes += Array(String(scalar).utf8)
        continue
      }
      guard UTF16.isLeadSurrogate(unit), place + 1 < pieces.count,
        case .unit(let second) = pieces[place + 1], UTF16.isTrailSurrogate(second)
      else { return nil }
      bytes += Array(String(decoding: [unit, second], as: UTF16.self).utf8)
      place += 1
    }
    return bytes
  }
}

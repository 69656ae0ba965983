import ByteStreams

/// Reads one JSON object a line: well-formed as a whole, its known keys as fields.
///
/// This is how any line can be read; most are read by `scanUsual`, those of another shape by
/// `scanMapped`. Strings are passed over eight bytes at a time. A raw line feed can stand nowhere in a
/// line, so whatever is broken, the scanner stops at the line's end at the latest.
struct NDJSONScanner {
  /// How deep values may be nested, the object of the line being the first level.
  static let deepestLevel = 64

  private(set) var chunk = ByteView.empty
  var index = 0
  /// All bytes of strings, to know whether any is not ASCII.
  private var seen: UInt64 = 0

  /// Reads one line from an index on and moves the index behind its line feed.
  ///
  /// - Parameter end: receives where the line ends, its line end not counted.
  @inline(__always)
  mutating func scan(
    _ chunk: ByteView, _ index: inout Int, _ end: inout Int, _ raw: inout RawFields,
    _ batch: RecordBatch
  ) -> RejectReason? {
    begin(chunk, index)
    var repeated = false
    let isWellFormed = object(&raw, &repeated, batch)
    return finish(isWellFormed, repeated, &index, &end)
  }

  /// Turns to the line at an index.
  @inline(__always)
  mutating func begin(_ chunk: ByteView, _ index: Int) {
    self.chunk = chunk
    self.index = index
    seen = 0
  }

  /// Moves the index from the start of the line, which was read as far as it is well-formed, behind
  /// its line feed, and says what is wrong with the line.
  @inline(__always)
  func finish(
    _ isWellFormed: Bool, _ isRepeated: Bool, _ index: inout Int, _ end: inout Int
  ) -> RejectReason? {
    let start = index
    let lineFeed = isWellFormed ? self.index : ByteSearch.lineFeed(in: chunk, from: self.index)
    index = lineFeed &+ 1
    end = lineFeed > start && chunk[lineFeed &- 1] == UInt8(ascii: "\r") ? lineFeed &- 1 : lineFeed
    guard isWellFormed else { return .syntax }
    if seen & ByteSearch.tops != 0, !chunk.slice(start, end).isUTF8 { return .encoding }
    return isRepeated ? .repeatedKey : nil
  }

  /// The object of the line and the white space around it, up to the line feed.
  @inline(__always)
  private mutating func object(
    _ raw: inout RawFields, _ repeated: inout Bool, _ batch: RecordBatch
  ) -> Bool {
    skipSpace()
    guard take(UInt8(ascii: "{")) else { return false }
    skipSpace()
    var met: UInt8 = 0
    if !take(UInt8(ascii: "}")) {
      while true {
        guard chunk[index] == UInt8(ascii: "\""), let key = string(batch) else { return false }
        skipSpace()
        guard take(UInt8(ascii: ":")) else { return false }
        skipSpace()
        if key.isSound, let field = Self.field(key.bytes) {
          let bit = UInt8(1) << UInt8(truncatingIfNeeded: field.rawValue)
          if met & bit != 0 { repeated = true }
          met |= bit
          guard let value = value(in: 1, batch) else { return false }
          raw.set(field, value)
        } else {
          guard skipValue(in: 1) else { return false }
        }
        skipSpace()
        if take(UInt8(ascii: ",")) {
          skipSpace()
          continue
        }
        guard take(UInt8(ascii: "}")) else { return false }
        break
      }
    }
    return isAtLineEnd()
  }

  /// Whether nothing but white space is left of the line; moves over it.
  @inline(__always)
  mutating func isAtLineEnd() -> Bool {
    skipSpace()
    return chunk[index] == UInt8(ascii: "\n")
  }

  /// The field of that key, found by its first bytes and its length.
  @inline(__always)
  static func field(_ key: ByteView) -> Field? {
    let word =
      key.count >= 8
      ? key.word(at: 0)
      : key.word(at: 0) & ((1 << UInt64(key.count &* 8)) &- 1)
    switch (key.count, word) {
    case (9, Key.recordID): return key[8] == UInt8(ascii: "d") ? .recordID : nil
    case (4, Key.time): return .time
    case (10, Key.sdkAppID):
      return key[8] == UInt8(ascii: "i") && key[9] == UInt8(ascii: "d") ? .sdkAppID : nil
    case (5, Key.meter): return .meter
    case (7, Key.userID): return .userID
    case (8, Key.quantity): return .quantity
    case (5, Key.width): return .width
    case (6, Key.height): return .height
    default: return nil
    }
  }

  /// The first eight bytes of each key, the first one lowest.
  ///
  /// Computed properties of literals, because a stored one would be looked up through a once-flag
  /// for every key of every record.
  private enum Key {
    static var recordID: UInt64 { 0x695F_6472_6F63_6572 }  // record_i
    static var time: UInt64 { 0x0000_0000_656D_6974 }  // time
    static var sdkAppID: UInt64 { 0x5F70_7061_5F6B_6473 }  // sdk_app_
    static var meter: UInt64 { 0x0000_0072_6574_656D }  // meter
    static var userID: UInt64 { 0x0064_695F_7265_7375 }  // user_id
    static var quantity: UInt64 { 0x7974_6974_6E61_7571 }  // quantity
    static var width: UInt64 { 0x0000_0068_7464_6977 }  // width
    static var height: UInt64 { 0x0000_7468_6769_6568 }  // height
  }

  /// A value as a field takes it; `nil` when it is malformed.
  ///
  /// - Parameter level: the level of the object that it stands in.
  @inline(__always)
  mutating func value(in level: Int, _ batch: RecordBatch) -> RawValue? {
    switch chunk[index] {
    case UInt8(ascii: "\""):
      guard let text = string(batch) else { return nil }
      return RawValue(kind: text.isSound ? .text : .unusable, bytes: text.bytes)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      let start = index
      guard skipNumber() else { return nil }
      return RawValue(kind: .number, bytes: chunk.slice(start, index))
    case UInt8(ascii: "n"):
      return skipLiteral("null") ? RawValue() : nil
    default:
      return skipValue(in: level) ? RawValue(kind: .unusable) : nil
    }
  }

  @inline(__always)
  mutating func skipSpace() {
    while true {
      switch chunk[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index &+= 1
      default: return
      }
    }
  }

  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard chunk[index] == byte else { return false }
    index &+= 1
    return true
  }

  mutating func skipLiteral(_ text: StaticString) -> Bool {
    for place in 0..<text.utf8CodeUnitCount {
      guard unsafe take(text.utf8Start[place]) else { return false }
    }
    return true
  }
}

// MARK: - Strings

extension NDJSONScanner {
  /// A string as it reads once its escapes are undone.
  struct Text {
    var bytes: ByteView
    /// Whether all of its escapes stand for characters; a lone surrogate does not.
    var isSound: Bool
  }

  /// Reads a string at its opening quote; `nil` when it is malformed.
  @inline(__always)
  mutating func string(_ batch: RecordBatch) -> Text? {
    let start = index &+ 1
    index = start
    guard passPlainText() else { return nil }
    if chunk[index] == UInt8(ascii: "\"") {
      let bytes = chunk.slice(start, index)
      index &+= 1
      return Text(bytes: bytes, isSound: true)
    }
    return escapedString(from: start, batch)
  }

  /// Moves to the next quote or backslash; false at a control character.
  @inline(__always)
  mutating func passPlainText() -> Bool {
    while true {
      let word = chunk.word(at: index)
      let found =
        ByteSearch.equal(UInt8(ascii: "\""), in: word)
        | ByteSearch.equal(UInt8(ascii: "\\"), in: word) | ByteSearch.below(0x20, in: word)
      seen |= word
      guard found != 0 else {
        index &+= 8
        continue
      }
      index &+= ByteSearch.firstIndex(found)
      return chunk[index] >= 0x20
    }
  }

  /// The rest of a string that has an escape at the index, copied with its escapes undone.
  private mutating func escapedString(from start: Int, _ batch: RecordBatch) -> Text? {
    let textStart = batch.textStart
    for place in start..<index { batch.appendText(chunk[place]) }
    var isSound = true
    while true {
      switch chunk[index] {
      case UInt8(ascii: "\""):
        index += 1
        return Text(bytes: batch.finishText(from: textStart), isSound: isSound)
      case UInt8(ascii: "\\"):
        index += 1
        guard let scalar = escape() else { return nil }
        guard let scalar = Unicode.Scalar(scalar) else {
          isSound = false
          continue
        }
        for byte in String(scalar).utf8 { batch.appendText(byte) }
      case 0..<0x20:
        return nil
      case let byte:
        seen |= UInt64(byte)
        batch.appendText(byte)
        index += 1
      }
    }
  }

  /// The code point of an escape, read behind its backslash; a lone surrogate is given as it is.
  mutating func escape() -> UInt32? {
    let letter = chunk[index]
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt32(letter)
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"): return unicodeEscape()
    default:
      index -= 1
      return nil
    }
  }

  private mutating func unicodeEscape() -> UInt32? {
    guard let first = fourHexDigits() else { return nil }
    guard (0xD800...0xDBFF).contains(first), chunk[index] == UInt8(ascii: "\\"),
      chunk[index + 1] == UInt8(ascii: "u")
    else { return first }
    let back = index
    index += 2
    guard let second = fourHexDigits() else { return nil }
    guard (0xDC00...0xDFFF).contains(second) else {
      // The second escape is a character of its own; the first one stays alone.
      index = back
      return first
    }
    return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  private mutating func fourHexDigits() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = chunk[index]
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        return nil
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }
}

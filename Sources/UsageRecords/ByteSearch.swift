import ByteStreams

/// Questions about eight bytes at once.
///
/// Each answer has the top bit of the bytes for which it is
/// true; of several such bytes only the first one is certain, which is all that a search needs.
enum ByteSearch {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Bytes below a bound of at most 128.
  @inline(__always)
  static func below(_ bound: UInt8, in word: UInt64) -> UInt64 {
    (word &- ones &* UInt64(bound)) & ~word & tops
  }

  /// Bytes equal to one.
  @inline(__always)
  static func equal(_ byte: UInt8, in word: UInt64) -> UInt64 {
    let difference = word ^ (ones &* UInt64(byte))
    return (difference &- ones) & ~difference & tops
  }

  /// The place of the first byte that an answer is true for.
  @inline(__always)
  static func firstIndex(_ answer: UInt64) -> Int { answer.trailingZeroBitCount >> 3 }

  /// The index of the next line feed at or behind an index; there is one behind the last line.
  static func lineFeed(in bytes: ByteView, from index: Int) -> Int {
    var index = index
    while true {
      let found = equal(UInt8(ascii: "\n"), in: bytes.word(at: index))
      if found != 0 { return index &+ firstIndex(found) }
      index &+= 8
    }
  }
}

extension ByteView {
  /// Whether the bytes are UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
  var isUTF8: Bool { unsafe String(validating: buffer, as: UTF8.self) != nil }

  /// Whether nothing but spaces, tabs and carriage returns stand from one index up to another.
  func isBlank(_ from: Int, _ to: Int) -> Bool {
    for index in from..<to {
      switch self[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
      default: return false
      }
    }
    return true
  }
}

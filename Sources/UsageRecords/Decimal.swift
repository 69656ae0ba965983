import ByteStreams

/// Whole numbers as dumps write them: digits only, no sign, no zero in front.
enum Decimal {
  /// The number, `nil` when it is written in another way or has more than 18 digits.
  ///
  /// Eighteen digits always fit in 64 bits, and no field takes more.
  @inline(__always)
  static func value(of bytes: ByteView) -> Int64? {
    let count = bytes.count
    guard count > 0, count <= 18 else { return nil }
    guard count == 1 || bytes[0] != UInt8(ascii: "0") else { return nil }
    if count <= 8 { return eightDigits(bytes) }
    if count <= 16 {
      guard let high = eightDigits(bytes.slice(0, count &- 8)),
        let low = eightDigits(bytes.slice(count &- 8, count))
      else { return nil }
      return high &* 100_000_000 &+ low
    }
    var value: Int64 = 0
    for index in 0..<count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return value
  }

  /// Two digits as a number; anything else gives 100 or more.
  @inline(__always)
  static func twoDigits(_ bytes: ByteView, _ index: Int) -> Int {
    let tens = bytes[index] &- UInt8(ascii: "0")
    let units = bytes[index &+ 1] &- UInt8(ascii: "0")
    return tens < 10 && units < 10 ? Int(tens) &* 10 &+ Int(units) : 100
  }

  /// The seconds of `hh:mm:ss`, given as a word, its first byte lowest; `nil` when it is no time of
  /// day.
  @inline(__always)
  static func secondsOfDay(_ word: UInt64) -> Int64? {
    // What is left of digits is their value, and of colons nothing.
    let digits = word ^ 0x3030_3A30_303A_3030
    guard ((digits &+ 0x7676_7676_7676_7676) | digits) & ByteSearch.tops == 0,
      digits & 0x0000_FF00_00FF_0000 == 0
    else { return nil }
    let pairs = digits &* 10 &+ digits &>> 8
    let (hour, minute, second) = (pairs & 0xFF, pairs &>> 24 & 0xFF, pairs &>> 48 & 0xFF)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return Int64(hour &* 3600 &+ minute &* 60 &+ second)
  }

  /// Up to eight digits, added up in three multiplications of neighbouring pairs.
  @inline(__always)
  private static func eightDigits(_ bytes: ByteView) -> Int64? {
    let shift = UInt64(64 &- bytes.count &* 8)
    // Digits move to the upper end; the bytes freed below are zeros as digits.
    let zeros: UInt64 = 0x3030_3030_3030_3030
    let word =
      bytes.count == 8
      ? bytes.word(at: 0)
      : bytes.word(at: 0) &<< shift | zeros &>> (64 &- shift)
    let digits = word ^ zeros
    // Above nine, adding 0x76 reaches the top bit; above 0x7F it is set already.
    guard ((digits &+ 0x7676_7676_7676_7676) | digits) & ByteSearch.tops == 0 else { return nil }
    let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
    let quads = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
    let whole = (quads &* 10_000 &+ quads >> 32) & 0xFFFF_FFFF
    return Int64(whole)
  }
}

import Quantities

/// The forms of time that a book may use.
enum EventTime {
  /// An instant written as epoch seconds (`1590000000`) or as RFC 3339 with an offset.
  ///
  /// `T`, `t` or a space between day and clock; `Z` or `±hh:mm` behind; a fraction of a second is
  /// cut off, which moves the instant into the past; second 60 is refused.
  static func instant(_ text: String) -> Timestamp? {
    if let seconds = wholeNumber(text) { return Timestamp(epochSeconds: seconds) }
    return rfc3339(Array(text.utf8))
  }

  /// A whole number as JSON writes it: no plus, no zero in front, no point.
  static func wholeNumber(_ text: String) -> Int64? {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1,
      first != UInt8(ascii: "+")
    else { return nil }
    return Int64(text)
  }

  private static func rfc3339(_ bytes: [UInt8]) -> Timestamp? {
    guard bytes.count >= 20,
      let day = CalendarDay(String(decoding: bytes[..<10], as: UTF8.self)),
      [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = pair(bytes[11...12]), hour < 24, let minute = pair(bytes[14...15]), minute < 60,
      let second = pair(bytes[17...18]), second < 60,
      let zone = ZoneOffset(String(decoding: afterFraction(bytes[19...]), as: UTF8.self))
    else { return nil }
    let clock = Int64(hour * 3600 + minute * 60 + second)
    return Timestamp(epochSeconds: zone.start(of: day).epochSeconds + clock)
  }

  /// What follows a point and its digits; all of it when there is no whole fraction.
  private static func afterFraction(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard rest.first == UInt8(ascii: ".") else { return rest }
    let behind = rest.dropFirst().drop { isDigit($0) }
    return behind.count < rest.count - 1 ? behind : rest
  }

  private static func pair(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy({ isDigit($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

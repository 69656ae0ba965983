import ByteStreams
import Quantities

/// Reads `time`: seconds since 1970, or RFC 3339.
///
/// Records of a dump come in runs of the same day, so the date that was read last is remembered
/// with its bytes and is not worked out again.
struct TimeReader {
  /// The offset of times that name none; without it they are refused.
  private var assumedOffset: Int64?
  /// Seconds that are accepted.
  private let accepted: Range<Int64>

  private var knownOffsetWord: UInt64 = 0
  private var knownOffset: Int64 = 0
  private var knownDateWord: UInt64 = 0
  private var knownDateTail: UInt16 = 0
  private var knownDateStart: Int64 = 0

  init(zone: ZoneOffset, assumedOffset: ZoneOffset?) {
    let first = CalendarMonth(year: 2010, month: 1).firstDay
    let last = CalendarMonth(year: 2100, month: 1).firstDay
    self.accepted = zone.start(of: first).epochSeconds..<zone.start(of: last).epochSeconds
    assume(assumedOffset)
  }

  /// Sets the offset of times that name none; `nil` refuses them.
  mutating func assume(_ offset: ZoneOffset?) {
    assumedOffset = offset.map { Int64($0.secondsEast) }
  }

  /// The instant, `nil` when it is written in no accepted way or lies outside 2010...2099.
  @inline(__always)
  mutating func read(_ value: RawValue) -> Int64? {
    guard value.kind == .text || value.kind == .number else { return nil }
    let bytes = value.bytes
    let isCalendar =
      value.kind == .text && bytes.count > 10 && bytes[4] == UInt8(ascii: "-")
    guard
      let seconds = isCalendar
        ? usualTime(bytes) ?? calendarTime(bytes) : Decimal.value(of: bytes),
      accepted.contains(seconds)
    else { return nil }
    return seconds
  }

  /// `YYYY-MM-DDThh:mm:ss±hh:mm` with the date and the offset of the record before.
  @inline(__always)
  private func usualTime(_ bytes: ByteView) -> Int64? {
    guard bytes.count == 25, bytes.word(at: 0) == knownDateWord,
      bytes.word(at: 8) & 0xFF_FFFF == UInt64(knownDateTail) | UInt64(UInt8(ascii: "T")) << 16,
      bytes.word(at: 19) & Self.sixBytes == knownOffsetWord,
      let seconds = Decimal.secondsOfDay(bytes.word(at: 11))
    else { return nil }
    return knownDateStart &+ seconds &- knownOffset
  }

  private static var sixBytes: UInt64 { 0xFFFF_FFFF_FFFF }

  /// `YYYY-MM-DD`, `T`, `t` or a space, `hh:mm:ss`, maybe a fraction, maybe an offset.
  private mutating func calendarTime(_ bytes: ByteView) -> Int64? {
    guard bytes.count >= 19, let date = dateStart(bytes), isDateEnd(bytes[10]),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
    else { return nil }
    let hour = Decimal.twoDigits(bytes, 11)
    let minute = Decimal.twoDigits(bytes, 14)
    let second = Decimal.twoDigits(bytes, 17)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    var index = 19
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      guard let end = fractionEnd(bytes, index &+ 1) else { return nil }
      index = end
    }
    guard let offset = offset(bytes, index) else { return nil }
    return date &+ Int64(hour &* 3600 &+ minute &* 60 &+ second) &- offset
  }

  private func isDateEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "T") || byte == UInt8(ascii: "t") || byte == UInt8(ascii: " ")
  }

  /// Behind the digits of a fraction, which is cut off: it never reaches the next second.
  private func fractionEnd(_ bytes: ByteView, _ start: Int) -> Int? {
    var index = start
    while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 { index &+= 1 }
    return index > start ? index : nil
  }

  /// Seconds east of Greenwich that the rest of the bytes say.
  private mutating func offset(_ bytes: ByteView, _ index: Int) -> Int64? {
    switch bytes.count &- index {
    case 0:
      return assumedOffset
    case 1:
      return bytes[index] == UInt8(ascii: "Z") ? 0 : nil
    case 6:
      let hours = Decimal.twoDigits(bytes, index &+ 1)
      let minutes = Decimal.twoDigits(bytes, index &+ 4)
      guard bytes[index &+ 3] == UInt8(ascii: ":"), hours < 24, minutes < 60 else { return nil }
      let seconds = Int64(hours &* 3600 &+ minutes &* 60)
      let sign = bytes[index]
      guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
      knownOffset = sign == UInt8(ascii: "+") ? seconds : -seconds
      knownOffsetWord = bytes.word(at: index) & Self.sixBytes
      return knownOffset
    default:
      return nil
    }
  }

  /// Seconds from 1970-01-01T00:00 to the date in the first ten bytes, both without offset.
  @inline(__always)
  private mutating func dateStart(_ bytes: ByteView) -> Int64? {
    let word = bytes.word(at: 0)
    let tail = UInt16(truncatingIfNeeded: bytes.word(at: 8))
    if word == knownDateWord, tail == knownDateTail { return knownDateStart }
    return newDateStart(bytes, word, tail)
  }

  private mutating func newDateStart(
    _ bytes: ByteView, _ word: UInt64, _ tail: UInt16
  ) -> Int64? {
    let century = Decimal.twoDigits(bytes, 0)
    let year = Decimal.twoDigits(bytes, 2)
    guard century < 100, year < 100, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let day = CalendarDay(
        year: century * 100 + year, month: Decimal.twoDigits(bytes, 5),
        day: Decimal.twoDigits(bytes, 8))
    else { return nil }
    (knownDateWord, knownDateTail) = (word, tail)
    knownDateStart = Int64(day.number) * ZoneOffset.secondsPerDay
    return knownDateStart
  }
}

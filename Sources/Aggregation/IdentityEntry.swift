public import Quantities

/// What a record says beside its identity, boiled down to 96 bits.
///
/// Contents are only compared between records of one identity, never among all records, so that
/// two contents that differ are taken for equal once in 2^96 comparisons.
public struct ContentFingerprint: Hashable, Sendable, BitwiseCopyable {
  /// The upper 64 bits.
  public let high: UInt64
  /// The lower 32 bits.
  public let low: UInt32

  /// Both parts.
  public init(high: UInt64, low: UInt32) {
    self.high = high
    self.low = low
  }
}

/// That a `sum` record was met: who it is, what it says, when it was and in which dump.
///
/// 32 bytes without references, so that millions of them lie in plain buffers.
public struct IdentityEntry: Hashable, Sendable, BitwiseCopyable {
  /// Stands for `sdk_app_id` and `record_id`.
  public let identity: Fingerprint
  private let contentHigh: UInt64
  /// From the top: 32 bits of content, 12 of the month, 20 of the dump.
  private let rest: UInt64

  /// How many dumps one run can tell apart.
  public static let mostDumps = 1 << 20

  /// A record of a month in a dump of the run.
  ///
  /// - Parameters:
  ///   - identity: who the record is.
  ///   - content: what it says.
  ///   - month: the month of the record's `time`, 2010 or later.
  ///   - dump: the dump's place among those that are read, below `mostDumps`.
  public init(
    identity: Fingerprint, content: ContentFingerprint, month: CalendarMonth, dump: Int32
  ) {
    self.identity = identity
    contentHigh = content.high
    let months = UInt64(UInt32(truncatingIfNeeded: month.number &- Self.firstMonth)) & 0xFFF
    let dump = UInt64(UInt32(bitPattern: dump)) & 0xF_FFFF
    rest = UInt64(content.low) << 32 | months << 20 | dump
  }

  /// January 2010 as a count of months; no record is older.
  private static var firstMonth: Int32 { 2010 * 12 }

  /// What the record says beside its identity.
  public var content: ContentFingerprint {
    ContentFingerprint(high: contentHigh, low: UInt32(truncatingIfNeeded: rest >> 32))
  }

  /// The month of the record's `time` in the catalog's zone.
  public var month: CalendarMonth {
    CalendarMonth(number: Int32(rest >> 20 & 0xFFF) + Self.firstMonth)
  }

  /// The dump's place among those that were read.
  public var dump: Int32 { Int32(rest & 0xF_FFFF) }
}

public import Quantities
public import UsageRecords

/// What a `sum` record puts on usage lines, without its texts: enough to place it again, by the
/// rules of the same catalog.
///
/// 16 bytes without references.
public struct Contribution: Hashable, Sendable, BitwiseCopyable {
  /// `sdk_app_id`.
  public let app: UInt32
  /// Start of the measured interval in seconds since 1970; it fits, since no record is behind 2099.
  public let time: UInt32
  /// Seconds in the upper 24 bits, the meter or `UsageRecord.video` in the lower 8.
  private let quantityAndMeter: UInt32
  /// Width and height of the picture of a `video` record, else 0.
  public let width: UInt16
  /// See `width`.
  public let height: UInt16

  /// What a record puts on usage lines.
  @inline(__always)
  public init(_ record: UsageRecord) {
    self.init(
      app: record.app, time: UInt32(truncatingIfNeeded: record.time),
      quantity: UInt32(truncatingIfNeeded: record.quantity), meter: record.meter,
      width: record.width, height: record.height)
  }

  /// The parts of it.
  ///
  /// - Parameters:
  ///   - app: `sdk_app_id`.
  ///   - time: seconds since 1970.
  ///   - quantity: seconds, below 2^24.
  ///   - meter: index of the meter, or `UsageRecord.video`.
  ///   - width: of the picture of a `video` record, else 0.
  ///   - height: of the same.
  @inline(__always)
  public init(
    app: UInt32, time: UInt32, quantity: UInt32, meter: UInt8, width: UInt16, height: UInt16
  ) {
    self.app = app
    self.time = time
    quantityAndMeter = quantity << 8 | UInt32(meter)
    self.width = width
    self.height = height
  }

  /// Seconds.
  public var quantity: UInt32 { quantityAndMeter >> 8 }

  /// The meter's place in the catalog, or `UsageRecord.video`.
  public var meter: UInt8 { UInt8(truncatingIfNeeded: quantityAndMeter) }

  /// A record that counts as the one it was made of does; it has no texts.
  public var record: UsageRecord {
    var record = UsageRecord()
    record.app = app
    record.time = Int64(time)
    record.quantity = Int64(quantity)
    record.meter = meter
    (record.width, record.height) = (width, height)
    return record
  }
}

/// That records of a dump claim an identity and say the same about it.
///
/// All claims to an identity, in the order of dumps and lines, tell what stands, what is a duplicate
/// and what a conflict. A dump by itself decides its claims, so that those of several dumps can be
/// put together in any way.
public struct IdentityClaim: Hashable, Sendable, BitwiseCopyable {
  /// Stands for `sdk_app_id` and `record_id`.
  public let identity: Fingerprint
  /// Stands for everything else that the records say.
  public let content: ContentFingerprint
  /// The dump, as an index into those of whatever the claim is part of.
  public var dump: Int32
  /// What each of the records puts on usage lines.
  public let contribution: Contribution
  /// How many records of the dump say so, at least 1.
  public var records: UInt32

  /// A claim of some records of a dump.
  @inline(__always)
  public init(
    identity: Fingerprint, content: ContentFingerprint, dump: Int32, contribution: Contribution,
    records: UInt32
  ) {
    self.identity = identity
    self.content = content
    self.dump = dump
    self.contribution = contribution
    self.records = records
  }
}

/// What a dump puts on one usage line with records that have no identity: those of `unique` and
/// `peak` meters, or of all meters where identities are not kept.
public struct DumpLine: Hashable, Sendable, BitwiseCopyable {
  /// The dump, as an index into those of whatever the line is part of.
  public var dump: Int32
  /// App, day and meter.
  public let key: UsageKey
  /// Records of the dump.
  public var records: Int64
  /// Seconds of a `sum` meter, the highest count of a `peak` one, 0 of a `unique` one.
  public var quantity: Int64

  /// What a dump puts on a line.
  public init(dump: Int32, key: UsageKey, records: Int64, quantity: Int64) {
    self.dump = dump
    self.key = key
    self.records = records
    self.quantity = quantity
  }
}

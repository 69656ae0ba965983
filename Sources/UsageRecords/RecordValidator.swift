import ByteStreams
import Catalog
import Quantities

/// Decides whether what a line says is a usage record, or why not.
struct RecordValidator {
  /// The longest interval: 31 days, in seconds.
  static let longestSeconds: Int64 = 2_678_400
  /// The highest count: 2^53, the last whole number that every JSON reader keeps.
  static let highestCount: Int64 = 1 << 53

  private let meters: MeterNames
  private var times: TimeReader
  /// The second from which on identities are remembered.
  private var rememberedFrom: Int64

  init(_ catalog: Catalog, assumedOffset: ZoneOffset?, forgottenBefore: Timestamp?) {
    self.meters = MeterNames(catalog)
    self.times = TimeReader(zone: catalog.zone, assumedOffset: assumedOffset)
    self.rememberedFrom = forgottenBefore?.epochSeconds ?? .min
  }

  /// Sets the offset of times that name none, and from when on identities are remembered.
  mutating func turn(assumedOffset: ZoneOffset?, forgottenBefore: Timestamp?) {
    times.assume(assumedOffset)
    rememberedFrom = forgottenBefore?.epochSeconds ?? .min
  }

  /// Fills a record from the fields of a line.
  ///
  /// Checks stand in the order of `RejectReason`, so that the first reason that applies is told.
  /// - Returns: why the line is no record, `nil` when it is one.
  @inline(__always)
  mutating func validate(_ fields: RawFields, into record: inout UsageRecord) -> RejectReason? {
    let meter = fields.meter.kind == .text ? meters.find(fields.meter.bytes) : nil
    if fields.recordID.kind == .absent {
      if let meter, meter.kind == .sum { return .recordID }
    } else {
      guard isName(fields.recordID) else { return .recordID }
    }
    guard let time = times.read(fields.time) else { return .time }
    guard let app = whole(fields.sdkAppID), app >= 1, app <= 0xFFFF_FFFF else { return .sdkAppID }
    guard let meter else { return .meter }
    if fields.userID.kind == .absent {
      if meter.kind == .unique { return .userID }
    } else {
      guard isName(fields.userID) else { return .userID }
    }
    guard let quantity = quantity(fields.quantity, meter.kind) else { return .quantity }
    record.time = time
    record.app = UInt32(truncatingIfNeeded: app)
    record.meter = meter.meter
    record.quantity = quantity
    record.recordID = fields.recordID.bytes
    record.userID = fields.userID.bytes
    if meter.meter == UsageRecord.video {
      if let reason = picture(fields, into: &record) { return reason }
    } else {
      // The record may have been that of a picture before.
      (record.width, record.height) = (0, 0)
    }
    // Nobody can tell any more whether it was counted; other meters have no identities.
    return time < rememberedFrom && meter.kind == .sum ? .tooOld : nil
  }

  private func picture(_ fields: RawFields, into record: inout UsageRecord) -> RejectReason? {
    guard let width = whole(fields.width), width >= 1, width <= 65_535 else { return .width }
    guard let height = whole(fields.height), height >= 1, height <= 65_535 else { return .height }
    record.width = UInt16(truncatingIfNeeded: width)
    record.height = UInt16(truncatingIfNeeded: height)
    return nil
  }

  /// A string of 1-64 bytes.
  @inline(__always)
  private func isName(_ value: RawValue) -> Bool {
    value.kind == .text && value.bytes.count >= 1 && value.bytes.count <= 64
  }

  /// A whole number, as such or in a string.
  @inline(__always)
  private func whole(_ value: RawValue) -> Int64? {
    switch value.kind {
    case .text, .number: Decimal.value(of: value.bytes)
    case .absent, .unusable: nil
    }
  }

  @inline(__always)
  private func quantity(_ value: RawValue, _ kind: MeterKind) -> Int64? {
    switch kind {
    case .sum:
      guard let seconds = whole(value), seconds <= Self.longestSeconds else { return nil }
      return seconds
    case .peak:
      guard let count = whole(value), count <= Self.highestCount else { return nil }
      return count
    case .unique:
      if value.kind == .absent { return 1 }
      return whole(value) == 1 ? 1 : nil
    }
  }
}

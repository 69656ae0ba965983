import ByteStreams
public import Catalog
public import Quantities
public import UsageRecords

/// Boils the identity, the content and the user of records down to fingerprints.
///
/// All parts of a key are laid side by side and hashed together: XXH3 mixes a seed too weakly into
/// short texts to tell apps apart by seed alone.
public struct RecordFingerprints {
  private let zone: ZoneOffset
  /// What a meter's name hashes to; a catalog may change the order of its meters, and contents in
  /// a ledger outlive that.
  private let meterNames: [UInt64]
  private let key = ByteBuffer(capacity: 128)

  /// Fingerprints of records of a catalog's meters.
  public init(_ catalog: Catalog) {
    zone = catalog.zone
    let scratch = ByteBuffer(capacity: 256)
    func hash(_ name: String) -> UInt64 {
      let bytes = Array(name.utf8.prefix(256))
      for (index, byte) in bytes.enumerated() { scratch[index] = byte }
      return fingerprint(of: scratch.view(0, bytes.count)).low
    }
    var names = catalog.meters.map { hash($0.name) }
    names += Array(repeating: 0, count: Int(UsageRecord.video) - names.count)
    meterNames = names + [hash("video")]
  }

  /// Who a `sum` record is: its app and its `record_id`.
  @inline(__always)
  public func identity(of record: UsageRecord) -> Fingerprint {
    key.store(UInt64(record.app), at: 0)
    key.copyShort(record.recordID, to: 4)
    return fingerprint(of: key.view(0, 4 &+ record.recordID.count))
  }

  /// What a `sum` record says beside its identity; width and height only of `video`.
  @inline(__always)
  public func content(of record: UsageRecord) -> ContentFingerprint {
    key.store(UInt64(bitPattern: record.time), at: 0)
    key.store(UInt64(bitPattern: record.quantity), at: 8)
    key.store(meterNames[Int(record.meter)], at: 16)
    let picture = UInt64(record.width) << 16 | UInt64(record.height)
    key.store(picture << 8 | UInt64(record.userID.count), at: 24)
    key.copyShort(record.userID, to: 32)
    let print = fingerprint(of: key.view(0, 32 &+ record.userID.count))
    return ContentFingerprint(high: print.high, low: UInt32(truncatingIfNeeded: print.low))
  }

  /// The identity entry of a `sum` record of a month in a dump.
  @inline(__always)
  func entry(of record: UsageRecord, month: CalendarMonth, dump: Int32) -> IdentityEntry {
    IdentityEntry(
      identity: identity(of: record), content: content(of: record), month: month, dump: dump)
  }

  /// A user on a usage line.
  @inline(__always)
  func user(of record: UsageRecord, on line: UsageKey) -> Fingerprint {
    key.store(line.packed & ~0xFF, at: 0)
    key.store(meterNames[Int(line.meter.index)], at: 8)
    key.copyShort(record.userID, to: 16)
    return fingerprint(of: key.view(0, 16 &+ record.userID.count))
  }
}

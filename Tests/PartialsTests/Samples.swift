import Aggregation
import ByteStreams
import Catalog
import Partials
import Quantities
import TestSupport

/// A partial as a test writes it down.
struct SamplePartial {
  var dumps = [Self.dump(1, read: 4), Self.dump(2, read: 3, rejected: 1, offset: "+08:00")]
  var lines = [
    DumpLine(dump: 0, key: Self.key("login"), records: 2, quantity: 0),
    DumpLine(dump: 1, key: Self.key("groups"), records: 1, quantity: 77),
  ]
  /// By partition.
  var claims: [Int: [IdentityClaim]] = [
    0: [Self.claim(1, dump: 0)],
    7: [Self.claim(7 << 56, dump: 0), Self.claim(7 << 56, dump: 1, content: 8)],
  ]
  /// By partition.
  var users: [Int: [UserEntry]] = [
    255: [UserEntry(user: Fingerprint(high: .max, low: 3), line: Self.key("login"))]
  ]
  var names = [(place: 1, source: "b.csv"), (place: 0, source: "ä.ndjson")]
  var hasIdentities = true
  var catalog = Catalog.builtIn

  static func dump(
    _ number: UInt64, read: Int64, rejected: Int64 = 0, oversize: Int64 = 0, offset: String? = nil
  ) -> PartialDump {
    PartialDump(
      receipt: DumpReceipt(
        source: "", digest: Fingerprint(high: number, low: ~number), storedBytes: 99,
        recordsRead: read, recordsRejected: rejected),
      oversize: oversize, assumedOffset: offset.flatMap { ZoneOffset($0) })
  }

  static func key(_ meter: String, app: UInt32 = 1_400_000_001, day: String = "2025-10-01")
    -> UsageKey
  {
    UsageKey(
      app: AppID(app), day: CalendarDay(day) ?? UsageKey.firstDay,
      meter: Catalog.builtIn.ordinal(ofMeter: meter) ?? MeterOrdinal(0))
  }

  static func claim(
    _ high: UInt64, dump: Int32, content: UInt64 = 5, app: UInt32 = 9,
    time: UInt32 = 1_759_276_800, quantity: UInt32 = 930, meter: UInt8 = 0, width: UInt16 = 0,
    height: UInt16 = 0, records: UInt32 = 1
  ) -> IdentityClaim {
    IdentityClaim(
      identity: Fingerprint(high: high, low: 11),
      content: ContentFingerprint(high: content, low: 6), dump: dump,
      contribution: Contribution(
        app: app, time: time, quantity: quantity, meter: meter, width: width, height: height),
      records: records)
  }

  /// Writes it and returns its address.
  @discardableResult
  func write(to path: String) throws -> String {
    let writer = try PartialWriter(
      at: path, catalog: catalog, hasIdentities: hasIdentities, dumps: dumps, lines: lines)
    let encoder = try PartialEncoder()
    for partition in 0..<256 {
      try writer.write(
        encoder.encode(
          partition: partition, claims: claims[partition] ?? [], users: users[partition] ?? []))
    }
    return try writer.finish(names: names)
  }
}

/// Opens a partial and reads all of it.
@discardableResult
func readAll(_ path: String, catalog: Catalog = .builtIn) throws -> PartialFile {
  let file = try PartialFile(DumpFile(path, spillFolder: "/var/tmp"), catalog: catalog)
  _ = try file.lines()
  for partition in 0..<256 {
    _ = try file.claims(ofPartition: partition)
    _ = try file.users(ofPartition: partition)
  }
  return file
}

import Aggregation
import ByteStreams
import Catalog
import Ingest
import Partials
import Quantities
import TestSupport
import Testing

/// A partial of rows that nobody has counted, with checksums that are right.
private struct ForgedPartial {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func write(to path: String) throws {
    let count = random.pick(1...3)
    let dumps = (0..<count).map { index in
      PartialDump(
        receipt: DumpReceipt(
          source: "", digest: Fingerprint(high: UInt64(index), low: random.next()),
          storedBytes: 1, recordsRead: Int64(random.pick([0, 1, 2, 5, 1 << 40])),
          recordsRejected: 0),
        oversize: 0, assumedOffset: nil)
    }
    let writer = try PartialWriter(
      at: path, catalog: .builtIn, hasIdentities: true, dumps: dumps,
      lines: lines(count).sorted { ($0.dump, $0.key) < ($1.dump, $1.key) })
    let encoder = try PartialEncoder()
    try writer.write(encoder.encode(partition: 0, claims: claims(count), users: []))
    _ = try writer.finish(names: (0..<count).map { ($0, "dump\($0)") })
  }

  private mutating func claims(_ dumps: Int) -> [IdentityClaim] {
    (0..<random.pick(0...6)).map { _ in
      let meter = UInt8(random.pick([0, 1, 255, random.pick(0...255)]))
      return IdentityClaim(
        identity: Fingerprint(high: UInt64(random.pick(0...2)), low: 0),
        content: ContentFingerprint(high: UInt64(random.pick(0...2)), low: 0),
        dump: Int32(random.pick(0...dumps - 1)),
        contribution: Contribution(
          app: random.pick([1, .max]), time: random.pick([1_262_275_200, 4_102_415_999, 0, .max]),
          quantity: random.pick([0, 1, 2_678_400]), meter: meter,
          width: meter == 255 ? .max : 0, height: meter == 255 ? .max : 0),
        records: random.pick([1, 2, .max]))
    }.sorted { ($0.identity, $0.dump) < ($1.identity, $1.dump) }
  }

  private mutating func lines(_ dumps: Int) -> [DumpLine] {
    (0..<random.pick(0...3)).map { _ in
      let meter = MeterOrdinal(UInt8(random.pick(0...40)))
      let day = CalendarDay(number: random.pick([14_610, 47_482, 47_513, 14_610 + 0xFF_FFFF]))
      return DumpLine(
        dump: Int32(random.pick(0...dumps - 1)),
        key: UsageKey(app: AppID(random.pick([0, 1, .max])), day: day, meter: meter),
        records: random.pick([1, 1 << 40, .max]), quantity: random.pick([0, 1 << 53, .max]))
    }
  }
}

@Suite("A forged partial")
struct ForgedPartialTests {
  @Test("is refused or counted as it is, and stops nothing", arguments: 0..<300)
  func forged(seed: UInt64) throws {
    let workshop = try Workshop()
    var partial = ForgedPartial(seed: seed)
    try partial.write(to: workshop.directory.path("partial"))
    do {
      let result = try workshop.result([]) {
        ($0.sources, $0.takesDumps) = ([workshop.directory.path("partial")], false)
      }
      #expect(result.counts.isConserved, "seed \(seed)")
      #expect(result.counts.counted >= 0, "seed \(seed)")
    } catch let error as UntrustedInput {
      #expect(error.failures.count == 1, "seed \(seed)")
    }
  }
}

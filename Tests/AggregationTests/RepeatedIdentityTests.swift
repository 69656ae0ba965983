import Catalog
import Quantities
import TestSupport
import Testing
import UsageRecords

@testable import Aggregation

@Suite("identities that are met again")
struct RepeatedIdentityTests {
  private static func identity(_ number: UInt64) -> Fingerprint {
    Fingerprint(high: number << 56, low: number)
  }

  private static func claim(
    _ identity: Fingerprint, content: UInt64 = 1, records: UInt32 = 1
  ) -> IdentityClaim {
    IdentityClaim(
      identity: identity, content: ContentFingerprint(high: content, low: 0), dump: 0,
      contribution: Contribution(
        app: 1, time: 1_759_248_000, quantity: 60, meter: 0, width: 0, height: 0),
      records: records)
  }

  @Test("a set of marks is a set", arguments: UInt64(0)..<20)
  func marks(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var (marks, expected) = (MarkSet(), Set<UInt64>())
    for _ in 0..<random.pick([0, 1, 9, 3000]) {
      // Marks that lie close together run into each other's slots; 0 is the empty slot.
      let bits = random.oneIn(2) ? UInt64(random.pick(0...600)) : random.next()
      marks.insert(IdentityMark(Fingerprint(high: 0, low: bits)))
      expected.insert(bits)
    }
    #expect(marks.isEmpty == expected.isEmpty, "seed \(seed)")
    for bits in Array(expected) + (0..<700).map({ UInt64($0) }) {
      let mark = IdentityMark(Fingerprint(high: 1, low: bits))
      #expect(marks.contains(mark) == expected.contains(bits), "seed \(seed), mark \(bits)")
    }
  }

  @Test("known identities are found")
  func known() {
    var repeated = RepeatedIdentities()
    for number in stride(from: UInt64(1), to: 200, by: 2) {
      repeated.note(
        KnownIdentity(index: 0, content: ContentFingerprint(high: 0, low: 0), source: "old"),
        of: Self.identity(number), agrees: number != 7)
    }
    for number in UInt64(0)..<202 {
      #expect(repeated.isKnown(Self.identity(number)) == (number % 2 == 1 && number < 200))
    }
    #expect(repeated.disputed.keys.map(\.low) == [7])
    #expect(repeated.disputed.values.first?.standing?.source == "old")
  }

  @Test("one of the records that agree stands, or that of an earlier run")
  func agreed() {
    var repeated = RepeatedIdentities()
    repeated.note(
      KnownIdentity(index: 0, content: ContentFingerprint(high: 1, low: 0), source: "old"),
      of: Self.identity(9), agrees: true)
    var sums = AgreedSums(.builtIn, repeated)
    sums.settle([
      // Shares the mark of another identity and stands alone.
      Self.claim(Fingerprint(high: 0, low: 5)),
      Self.claim(Self.identity(5)), Self.claim(Self.identity(5)), Self.claim(Self.identity(5)),
      Self.claim(Self.identity(9)), Self.claim(Self.identity(9)),
      Self.claim(Self.identity(6), content: 1), Self.claim(Self.identity(6), content: 2),
      Self.claim(Self.identity(6), content: 1),
    ])
    #expect(sums.duplicates == 2 + 2)
    #expect(sums.disagreedUpon == [Self.identity(6)])
    var lines: [String] = []
    sums.table.forEach { key, line in
      lines.append("\(key.app) \(key.day) \(line.records) \(line.quantity)")
    }
    #expect(lines == ["1 2025-10-01 -4 -240"])
  }
}

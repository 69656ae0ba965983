import Catalog
import Quantities
import TestSupport
import Testing

@testable import Aggregation

/// Claims that lie in memory.
private struct Claims: ClaimSource {
  var claims: [IdentityClaim]

  func rows(ofPartition partition: Int) -> Int { partition == 0 ? claims.count : 0 }
  func claims(ofPartition partition: Int) -> [IdentityClaim] { partition == 0 ? claims : [] }
  func users(ofPartition partition: Int) -> [UserEntry] { [] }
  func lines() -> [DumpLine] { [] }
}

@Suite("Of the claims to an identity the first one stands")
struct ClaimTallyTests {
  private static func claim(
    _ identity: UInt64, dump: Int32, says content: UInt64, records: UInt32 = 1,
    time: UInt32 = 1_759_276_800
  ) -> IdentityClaim {
    IdentityClaim(
      identity: Fingerprint(high: identity, low: 1),
      content: ContentFingerprint(high: content, low: 0), dump: dump,
      contribution: Contribution(
        app: 7, time: time, quantity: UInt32(content), meter: 0, width: 0, height: 0),
      records: records)
  }

  /// The tally of claims in parts whose dumps are all new, and what was not counted.
  private func settle(
    _ parts: [[IdentityClaim]], dumps: [ClaimDump], known: [KnownIdentity] = [],
    forgottenBefore: Timestamp? = nil
  ) throws -> (tally: ClaimTally, settled: SettledClaims, united: UnitedClaims) {
    let places = dumps.indices.map { Int32($0) }
    let union = ClaimUnion(
      parts.map { ClaimPart(Claims(claims: $0), places: places) }, zone: Catalog.builtIn.zone,
      forgottenBefore: forgottenBefore)
    let tally = ClaimTally(.builtIn, dumps: dumps)
    let united = try union.claims(ofPartition: 0)
    return (tally, tally.settle(united, known: known), united)
  }

  private let read = ClaimDump(group: nil, isReadable: true)
  private let held = ClaimDump(group: 3, isReadable: false)

  @Test("in the order of dumps, whatever part they come in")
  func order() throws {
    let (tally, settled, united) = try settle(
      [
        [Self.claim(1, dump: 1, says: 5), Self.claim(2, dump: 1, says: 9, records: 2)],
        [Self.claim(1, dump: 0, says: 6, records: 3), Self.claim(1, dump: 2, says: 6)],
      ], dumps: [held, read, held])
    #expect(tally.counted == 2 && tally.duplicates == 4 && tally.conflicts == 1)
    #expect(tally.recordsOfDumps == [3, 3, 1])
    #expect(united.identities.map(\.dump) == [0, 1])
    #expect(settled.uncounted.map(\.claim.dump) == [1])
    #expect(settled.disagreedUpon.map(\.high) == [1])
  }

  @Test("an earlier run's stands in front of all")
  func known() throws {
    let earlier = KnownIdentity(
      index: 0, content: ContentFingerprint(high: 5, low: 0), source: "old")
    let (tally, settled, _) = try settle(
      [[Self.claim(1, dump: 0, says: 5), Self.claim(1, dump: 1, says: 6)]], dumps: [read, read],
      known: [earlier])
    #expect(tally.counted == 0 && tally.duplicates == 1 && tally.conflicts == 1)
    guard case .conflictWithEarlier("old") = settled.uncounted.first?.reason else {
      Issue.record("\(settled.uncounted)")
      return
    }
  }

  @Test("what contradicted in its partial was told with it")
  func told() throws {
    let (_, settled, _) = try settle(
      [
        [
          Self.claim(1, dump: 0, says: 4), Self.claim(1, dump: 1, says: 5),
          Self.claim(1, dump: 2, says: 6), Self.claim(1, dump: 2, says: 5),
        ]
      ], dumps: [read, held, held])
    #expect(settled.uncounted.map(\.wasTold) == [false, true, false])
    #expect(settled.uncounted.map(\.claim.content.high) == [5, 6, 5])
  }

  @Test("records whose identities are forgotten are too old, and claim nothing")
  func tooOld() throws {
    let (tally, settled, united) = try settle(
      [
        [
          Self.claim(1, dump: 0, says: 5, records: 2, time: 1_759_276_799),
          Self.claim(1, dump: 1, says: 6), Self.claim(2, dump: 1, says: 7, time: 1_500_000_000),
        ]
      ], dumps: [held, held], forgottenBefore: Timestamp(epochSeconds: 1_759_276_800))
    #expect(tally.counted == 1 && tally.duplicates == 0 && tally.conflicts == 0)
    #expect(tally.tooOldOfDumps == [2, 1] && tally.recordsOfDumps == [2, 2])
    #expect(united.identities.map(\.content.high) == [6])
    #expect(
      settled.uncounted.map { if case .tooOld = $0.reason { true } else { false } } == [true, true])
  }
}

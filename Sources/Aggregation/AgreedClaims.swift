import ByteStreams
import Catalog
import Concurrency
import Quantities
import UsageRecords

/// What has to be taken off again because records repeat one that stands and say the same: the sums
/// of one worker.
struct AgreedSums: ~Copyable {
  var table = UsageTable()
  /// Records that were taken off.
  private(set) var duplicates: Int64 = 0
  /// Of those, the ones above the largest area the catalog knows.
  private(set) var oversize: Int64 = 0
  /// Identities about which records turned out to disagree; nothing of them was taken off.
  private(set) var disagreedUpon: [Fingerprint] = []

  private var placement: RecordPlacement
  private let repeated: RepeatedIdentities

  init(_ catalog: Catalog, _ repeated: RepeatedIdentities) {
    placement = RecordPlacement(catalog)
    self.repeated = repeated
  }

  /// Lets one record of each identity stand, or that of an earlier run.
  ///
  /// - Parameter claims: all claims to the identities of a part.
  mutating func settle(_ claims: [IdentityClaim]) {
    var disputed: Set<Fingerprint> = []
    let distinct = DistinctEntries(claims, fingerprint: \.identity) { kept, dropped in
      kept.records += dropped.records
      if kept.content != dropped.content { disputed.insert(kept.identity) }
    }
    for claim in distinct.entries where !disputed.contains(claim.identity) {
      takeOff(claim, records: Int64(claim.records) - (repeated.isKnown(claim.identity) ? 0 : 1))
    }
    disagreedUpon += disputed
  }

  private mutating func takeOff(_ claim: IdentityClaim, records: Int64) {
    guard records > 0 else { return }
    duplicates += records
    let record = claim.contribution.record
    if placement.isOversize(record) { oversize += records }
    placement.spread(record, from: placement.day(of: record.time), sign: -records, onto: &table)
  }
}

/// The claims of all workers to identities about which records are not known to disagree.
struct AgreedClaims: Sendable {
  let found: [FoundRepeats]
  let memory: MemoryBudget?

  /// Settles all of them.
  ///
  /// - Returns: the sums of each worker; which claims are in which of them depends on timing, their
  ///   total does not.
  /// - Throws: `IOFailure` when what went to disk cannot be read.
  func settle(
    _ catalog: Catalog, _ repeated: RepeatedIdentities, workers: Int
  ) throws(IOFailure) -> [SettledShare] {
    let parts = parts(workers: workers)
    let turns = Turns(parts.count)
    return try onWorkers(workers) { _ throws(IOFailure) in
      var sums = AgreedSums(catalog, repeated)
      while let part = turns.next() { sums.settle(try parts.all(part: part)) }
      return SettledShare(sums)
    }
  }

  /// Sums of one worker; a class, since arrays do not hold noncopyable values.
  ///
  /// `@unchecked Sendable`: it does not change any more.
  final class SettledShare: @unchecked Sendable {
    let sums: AgreedSums

    init(_ sums: consuming AgreedSums) {
      self.sums = sums
    }
  }

  private func parts(workers: Int) -> DistinctParts<IdentityClaim> {
    let found = found
    return DistinctParts(
      workers: workers, memory: memory, fingerprint: \.identity,
      count: { part in found.reduce(0) { $0 + $1.collector.agreed.count(ofPartition: part) } },
      entries: { part, claims throws(IOFailure) in
        for share in found {
          try share.collector.agreed.appendEntries(ofPartition: part, to: &claims)
        }
      },
      keepsFirst: { _, _ in true })
  }
}

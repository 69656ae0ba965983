public import ByteStreams
public import Catalog
import Quantities

/// What all workers have gathered of some dumps, as claims.
///
/// `@unchecked Sendable`: nothing in it changes any more once workers read it.
public final class CollectedClaims: ClaimSource, @unchecked Sendable {
  /// One worker's share; a class, since arrays do not hold noncopyable values.
  private final class Share {
    let collector: ClaimCollector

    init(_ collector: consuming ClaimCollector) {
      self.collector = collector
    }
  }

  private var shares: [Share] = []
  private let peakMeters: [Bool]
  /// The places of records whose order decides, once they were looked for.
  public var order: ClaimPlaces?

  /// Nothing gathered yet, of a catalog's meters.
  public init(_ catalog: Catalog) {
    peakMeters = catalog.meters.map { $0.kind == .peak }
  }

  /// Takes in what one worker has gathered.
  ///
  /// - Throws: `IOFailure` when the disk refuses what does not fit in memory.
  public func add(_ collector: consuming ClaimCollector) throws(IOFailure) {
    try collector.finish()
    shares.append(Share(collector))
  }

  /// Records of a dump above the largest area the catalog knows, where identities are not kept.
  public func oversize(ofDump dump: Int32) -> Int64 {
    shares.reduce(0) { $0 + ($1.collector.oversize[dump] ?? 0) }
  }

  public func rows(ofPartition partition: Int) -> Int {
    shares.reduce(0) {
      $0 + $1.collector.claims.count(ofPartition: partition)
        + $1.collector.users.count(ofPartition: partition)
    }
  }

  /// The claims of a partition; what one dump says in several ways of one identity is in the order
  /// of its lines once that is known, and in any order that does not depend on workers before.
  public func claims(ofPartition partition: Int) throws -> [IdentityClaim] {
    var all: [IdentityClaim] = []
    all.reserveCapacity(
      shares.reduce(0) { $0 + $1.collector.claims.count(ofPartition: partition) })
    for share in shares {
      try share.collector.claims.appendEntries(ofPartition: partition, to: &all)
    }
    all.sort(by: IdentityClaim.contentOrder)
    var count = 0
    for claim in all {
      if count > 0, all[count - 1].saysTheSame(as: claim) {
        all[count - 1].records += 1
      } else {
        all[count] = claim
        count += 1
      }
    }
    all.removeSubrange(count...)
    if let order { order.arrange(&all) }
    return all
  }

  public func users(ofPartition partition: Int) throws -> [UserEntry] {
    var all: [UserEntry] = []
    for share in shares {
      try share.collector.users.appendEntries(ofPartition: partition, to: &all)
    }
    var distinct = DistinctEntries(all, fingerprint: \.user) { _, _ in }
    distinct.sort(by: \.user)
    return distinct.entries
  }

  public func lines() -> [DumpLine] {
    var all = shares.flatMap { $0.collector.lines }
    all.sort { ($0.dump, $0.key) < ($1.dump, $1.key) }
    var count = 0
    for line in all {
      guard count > 0, all[count - 1].dump == line.dump, all[count - 1].key == line.key else {
        all[count] = line
        count += 1
        continue
      }
      all[count - 1].records += line.records
      if peakMeters[Int(line.key.meter.index)] {
        all[count - 1].quantity = max(all[count - 1].quantity, line.quantity)
      } else {
        all[count - 1].quantity += line.quantity
      }
    }
    all.removeSubrange(count...)
    return all
  }
}

extension IdentityClaim {
  /// By identity, then by dump, then by content.
  fileprivate static func contentOrder(_ left: IdentityClaim, _ right: IdentityClaim) -> Bool {
    if left.identity != right.identity { return left.identity < right.identity }
    if left.dump != right.dump { return left.dump < right.dump }
    return (left.content.high, left.content.low) < (right.content.high, right.content.low)
  }

  fileprivate func saysTheSame(as other: IdentityClaim) -> Bool {
    identity == other.identity && dump == other.dump && content == other.content
  }
}

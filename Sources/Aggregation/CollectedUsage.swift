import Concurrency
import Quantities

/// What all workers have gathered, not yet freed of duplicates.
///
/// `@unchecked Sendable`: nothing in it changes any more; workers only read it.
public final class CollectedUsage: @unchecked Sendable {
  /// One worker's share; a class, since arrays do not hold noncopyable values.
  final class Share: @unchecked Sendable {
    let collector: UsageCollector

    init(_ collector: consuming UsageCollector) {
      self.collector = collector
    }
  }

  private(set) var shares: [Share] = []

  /// Nothing gathered yet.
  public init() {}

  /// Takes in what one worker has gathered.
  public func add(_ collector: consuming UsageCollector) {
    shares.append(Share(collector))
  }

  /// Records gathered, whatever becomes of them.
  public var recordsCollected: Int64 { shares.reduce(0) { $0 + $1.collector.recordsCollected } }

  /// Records above the largest area the catalog knows, duplicates included.
  public var oversize: Int64 { shares.reduce(0) { $0 + $1.collector.oversize } }

  /// The identities of all workers, partition by partition without repetitions, and those that
  /// were met more than once.
  func identities(workers: Int) -> (partitions: [[IdentityEntry]], repeated: [RepeatedIdentity]) {
    let parts = inParallel(PartitionedList<IdentityEntry>.partitions, workers: workers) { part in
      var all: [IdentityEntry] = []
      all.reserveCapacity(
        self.shares.reduce(0) {
          $0 + $1.collector.identities.count(ofPartition: part)
        })
      for share in self.shares {
        share.collector.identities.appendEntries(ofPartition: part, to: &all)
      }
      var repeated: [Fingerprint: RepeatedIdentity] = [:]
      var distinct = DistinctEntries(all, fingerprint: \.identity) { kept, dropped in
        let isMixed = kept.content != dropped.content
        if isMixed || repeated[kept.identity] == nil {
          repeated[kept.identity] = RepeatedIdentity(identity: kept.identity, isMixed: isMixed)
        }
        // Of records that say the same the first dump's stands, whichever worker was faster.
        if dropped.dump < kept.dump { kept = dropped }
      }
      distinct.sort(by: \.identity)
      return (distinct.entries, Array(repeated.values))
    }
    return (parts.map(\.0), parts.flatMap(\.1))
  }

  /// The distinct users of all workers, partition by partition.
  func users(workers: Int) -> [[UserEntry]] {
    inParallel(PartitionedList<UserEntry>.partitions, workers: workers) { part in
      var all: [UserEntry] = []
      for share in self.shares { share.collector.users.appendEntries(ofPartition: part, to: &all) }
      var distinct = DistinctEntries(all, fingerprint: \.user) { _, _ in }
      distinct.sort(by: \.user)
      return distinct.entries
    }
  }
}

public import ByteStreams
import Quantities

/// What all workers have gathered, not yet freed of duplicates.
///
/// `@unchecked Sendable`: nothing in it changes any more once it is complete; workers only read it.
public final class CollectedUsage: @unchecked Sendable {
  /// One worker's share; a class, since arrays do not hold noncopyable values.
  final class Share: @unchecked Sendable {
    let collector: UsageCollector

    init(_ collector: consuming UsageCollector) {
      self.collector = collector
    }
  }

  private(set) var shares: [Share] = []
  /// What identities and users may take of memory when they are compared; `nil` sets no bound.
  let memory: MemoryBudget?

  /// Nothing gathered yet.
  public init(memory: MemoryBudget? = nil) {
    self.memory = memory
  }

  /// Takes in what one worker has gathered.
  ///
  /// - Throws: `IOFailure` when the disk refuses what does not fit in memory.
  public func add(_ collector: consuming UsageCollector) throws(IOFailure) {
    try collector.finish()
    shares.append(Share(collector))
  }

  /// Records gathered, whatever becomes of them.
  public var recordsCollected: Int64 { shares.reduce(0) { $0 + $1.collector.recordsCollected } }

  /// Records above the largest area the catalog knows, duplicates included.
  public var oversize: Int64 { shares.reduce(0) { $0 + $1.collector.oversize } }

  /// The identities of all workers, each once.
  func identities(workers: Int) -> DistinctParts<IdentityEntry> {
    let shares = shares
    return DistinctParts(
      workers: workers, memory: memory, fingerprint: \.identity,
      count: { part in
        shares.reduce(0) { $0 + $1.collector.identities.count(ofPartition: part) }
      },
      entries: { part, entries throws(IOFailure) in
        for share in shares {
          try share.collector.identities.appendEntries(ofPartition: part, to: &entries)
        }
      },
      // Of records that say the same the first dump's stands, whichever worker was faster.
      keepsFirst: { $0.dump <= $1.dump })
  }

  /// The marks of all workers.
  func marks(workers: Int) -> DistinctParts<IdentityMark> {
    let shares = shares
    return DistinctParts(
      workers: workers, memory: memory, fingerprint: \.fingerprint,
      count: { part in shares.reduce(0) { $0 + $1.collector.marks.count(ofPartition: part) } },
      entries: { part, marks throws(IOFailure) in
        for share in shares {
          try share.collector.marks.appendEntries(ofPartition: part, to: &marks)
        }
      },
      keepsFirst: { _, _ in true })
  }

  /// The users of all workers, each once.
  func users(workers: Int) -> DistinctParts<UserEntry> {
    let shares = shares
    return DistinctParts(
      workers: workers, memory: memory, fingerprint: \.user,
      count: { part in shares.reduce(0) { $0 + $1.collector.users.count(ofPartition: part) } },
      entries: { part, entries throws(IOFailure) in
        for share in shares {
          try share.collector.users.appendEntries(ofPartition: part, to: &entries)
        }
      },
      keepsFirst: { _, _ in true })
  }
}

import ByteStreams
import Concurrency
import Quantities

/// The users that `unique` meters met, each once, worked out when they are asked for.
public struct DistinctUsers: Sendable {
  /// Hands parts on, each user once.
  typealias Source = @Sendable (_ body: ([UserEntry]) throws -> Void) throws -> Void

  private let source: Source
  private let memory: MemoryBudget?

  /// Users that are handed on part by part.
  init(within memory: MemoryBudget?, _ source: @escaping Source) {
    self.source = source
    self.memory = memory
  }

  init(_ parts: DistinctParts<UserEntry>, within memory: MemoryBudget?) {
    self.init(within: memory) { try parts.forEachPart($0) }
  }

  /// Hands on all of them, in batches as large as memory allows, in no order that means anything.
  ///
  /// - Throws: `IOFailure` when what went to disk cannot be read, `DumpFailure` when a partial cannot,
  ///   or what `body` throws.
  public func forEachBatch(_ body: ([UserEntry]) throws -> Void) throws {
    let most = (memory?.bytes ?? 256 << 20) / (2 * MemoryLayout<UserEntry>.stride)
    var batch: [UserEntry] = []
    try source { part in
      batch += part
      guard batch.count >= most else { return }
      try body(batch)
      batch.removeAll(keepingCapacity: true)
    }
    if !batch.isEmpty { try body(batch) }
  }
}

extension DistinctParts<UserEntry> {
  /// How many users each usage line has, as several workers counted them.
  func counts(workers: Int) throws(IOFailure) -> [LineSource] {
    let turns = Turns(count)
    let shares = try onWorkers(workers) { _ throws(IOFailure) in
      var counts = UsageTable()
      while let part = turns.next() {
        for user in try distinct(part: part).entries {
          counts.add(user.line, records: 0, quantity: 1)
        }
      }
      return CountedUsers(counts)
    }
    return shares.map { share in
      LineSource(count: share.counts.count) { share.counts.forEach($0) }
    }
  }
}

/// What one worker counted; a class, since arrays do not hold noncopyable values.
///
/// `@unchecked Sendable`: it does not change any more.
private final class CountedUsers: @unchecked Sendable {
  let counts: UsageTable

  init(_ counts: consuming UsageTable) {
    self.counts = counts
  }
}

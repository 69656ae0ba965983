/// Which dumps have to stay in front of which others, because they contradict each other.
///
/// The order of dumps decides nothing else. So it is boiled down to what it decides: equal dumps give
/// equal orders unless something else stands.
public struct DumpOrder: Sendable {
  /// Pairs of dumps, the first in the upper half.
  private var pairs: Set<UInt64> = []
  /// Dumps that have to stay in front of others, all in front of all.
  private var groups: [(first: [Int32], then: [Int32])] = []

  /// Nothing has to stay anywhere.
  public init() {}

  /// Takes in the claims to an identity that contradict each other, in the order of dumps.
  mutating func add(_ claims: ArraySlice<IdentityClaim>) {
    var runs: [(content: ContentFingerprint?, dumps: [Int32])] = []
    var index = claims.startIndex
    while index < claims.endIndex {
      let claim = claims[index]
      let end = claims[index...].firstIndex { $0.dump != claim.dump } ?? claims.endIndex
      // A dump that contradicts itself is equal to no other one.
      let content = end - index == 1 ? claim.content : nil
      if let content, runs.last?.content == content {
        runs[runs.count - 1].dumps.append(claim.dump)
      } else {
        runs.append((content, [claim.dump]))
      }
      index = end
    }
    for (first, then) in zip(runs, runs.dropFirst()) {
      if first.dumps.count == 1, then.dumps.count == 1 {
        pairs.insert(UInt64(first.dumps[0]) << 32 | UInt64(then.dumps[0]))
      } else {
        groups.append((first.dumps, then.dumps))
      }
    }
  }

  /// Takes in what another worker has found.
  public mutating func merge(_ other: DumpOrder) {
    pairs.formUnion(other.pairs)
    groups += other.groups
  }

  /// The dumps in the first of all orders, by their ranks, in which each stays where it has to.
  ///
  /// - Parameter dumps: the numbers of all dumps in the order of their ranks.
  /// - Returns: numbers of dumps.
  /// - Complexity: O(n) in dumps and what has to stay, unless dumps of low rank have to stay behind
  ///   many others.
  public func firstOrder(of dumps: [Int]) -> [Int] {
    // Behind the dumps there is a node for each group, through which it goes from all to all.
    var followers = [[Int]](repeating: [], count: dumps.count + groups.count)
    var waitingFor = [Int](repeating: 0, count: followers.count)
    func stay(_ first: Int, before then: Int) {
      followers[first].append(then)
      waitingFor[then] += 1
    }
    for pair in pairs { stay(Int(pair >> 32), before: Int(pair & 0xFFFF_FFFF)) }
    for (index, group) in groups.enumerated() {
      for dump in group.first { stay(Int(dump), before: dumps.count + index) }
      for dump in group.then { stay(dumps.count + index, before: Int(dump)) }
    }
    var ranks = [Int](repeating: 0, count: dumps.count)
    for (rank, dump) in dumps.enumerated() { ranks[dump] = rank }
    var isFree = dumps.map { waitingFor[$0] == 0 }
    var (order, rank) = ([Int](), 0)
    order.reserveCapacity(dumps.count)
    while rank < dumps.count {
      guard isFree[rank] else {
        rank += 1
        continue
      }
      isFree[rank] = false
      order.append(dumps[rank])
      var released = [dumps[rank]]
      while let node = released.popLast() {
        for follower in followers[node] {
          waitingFor[follower] -= 1
          guard waitingFor[follower] == 0 else { continue }
          if follower >= dumps.count {
            released.append(follower)
          } else {
            isFree[ranks[follower]] = true
            rank = min(rank, ranks[follower])
          }
        }
      }
    }
    precondition(order.count == dumps.count, "dumps that were in an order have one")
    return order
  }
}

public import Quantities

/// The claims of a partition, put together from all parts, with what they compete for.
public struct UnitedClaims: Sendable {
  /// By identity, then in the order of dumps and lines.
  public fileprivate(set) var claims: [IdentityClaim] = []
  /// The identities in rising order, each with what its first claim says.
  public fileprivate(set) var identities: [IdentityEntry] = []
  /// Claims of records whose identities are forgotten.
  public fileprivate(set) var tooOld: [IdentityClaim] = []
}

/// Sources of claims, put together: what each dump says counts once, whatever part it comes in.
///
/// Since everything in a source belongs to a dump, or is a set, the union is the same however parts
/// were put together before; only which of two contradicting records stands depends on the order of
/// dumps.
public struct ClaimUnion: Sendable {
  private let parts: [ClaimPart]
  private let zone: ZoneOffset
  /// Seconds since 1970 from which on identities are remembered.
  private let rememberedFrom: Int64

  /// A union of parts.
  ///
  /// - Parameters:
  ///   - parts: the dumps read, and the partials.
  ///   - zone: decides the months of identities.
  ///   - forgottenBefore: records of `sum` meters with an earlier `time` are too old to count,
  ///     because it is forgotten which of them were counted; `nil` takes all.
  public init(_ parts: [ClaimPart], zone: ZoneOffset, forgottenBefore: Timestamp? = nil) {
    self.parts = parts.filter(\.counts)
    self.zone = zone
    rememberedFrom = forgottenBefore?.epochSeconds ?? .min
  }

  /// How many partitions may be in memory at once.
  public func partitionsAtOnce(workers: Int, memory: MemoryBudget?) -> Int {
    let most = workers * 4
    guard let memory else { return most }
    let rows =
      (0..<Self.partitions).map { partition in
        parts.reduce(0) { $0 + $1.source.rows(ofPartition: partition) }
      }.max() ?? 0
    // As they come from the sources, and put together.
    let bytes = max(1, rows * 2 * MemoryLayout<IdentityClaim>.stride)
    return max(1, min(most, memory.bytes / bytes))
  }

  /// Partitions of fingerprints.
  public static var partitions: Int { PartitionedList<IdentityClaim>.partitions }

  /// The claims of a partition.
  ///
  /// - Throws: what a source throws.
  /// - Complexity: O(n log k) for n claims in k parts.
  public func claims(ofPartition partition: Int) throws -> UnitedClaims {
    var shares: [[IdentityClaim]] = []
    for part in parts {
      let claims = try part.source.claims(ofPartition: partition)
      shares.append(part.placing(claims, by: \.dump))
    }
    var united = UnitedClaims()
    united.claims = merge(shares) { $0.identity < $1.identity }
    if rememberedFrom > .min {
      united.tooOld = united.claims.filter { isTooOld($0) }
      if !united.tooOld.isEmpty { united.claims.removeAll { isTooOld($0) } }
    }
    order(&united)
    return united
  }

  private func isTooOld(_ claim: IdentityClaim) -> Bool {
    Int64(claim.contribution.time) < rememberedFrom
  }

  /// Puts the claims to each identity in the order of dumps, and notes what the first of them says.
  private func order(_ united: inout UnitedClaims) {
    var months = MonthMemory()
    united.identities.reserveCapacity(united.claims.count)
    united.claims.orderDumps { united.identities.append(entry($0, &months)) }
  }

  private func entry(_ claim: IdentityClaim, _ months: inout MonthMemory) -> IdentityEntry {
    let day = zone.day(of: Timestamp(epochSeconds: Int64(claim.contribution.time)))
    return IdentityEntry(
      identity: claim.identity, content: claim.content, month: months.month(ofDay: day.number),
      dump: claim.dump)
  }

  /// The users of a partition, each once, in rising order.
  ///
  /// - Throws: what a source throws.
  public func users(ofPartition partition: Int) throws -> [UserEntry] {
    var shares: [[UserEntry]] = []
    for part in parts { shares.append(try part.source.users(ofPartition: partition)) }
    let all = merge(shares) { $0.user < $1.user }
    guard shares.count > 1 else { return all }
    var distinct: [UserEntry] = []
    distinct.reserveCapacity(all.count)
    for entry in all where distinct.last?.user != entry.user { distinct.append(entry) }
    return distinct
  }

  /// Lines of records without identity, in the order of dumps.
  ///
  /// - Throws: what a source throws.
  public func lines() throws -> [DumpLine] {
    var all: [DumpLine] = []
    for part in parts { all += part.placing(try part.source.lines(), by: \.dump) }
    return all.sorted { ($0.dump, $0.key) < ($1.dump, $1.key) }
  }

  /// Merges sorted lists two by two; of equal elements those of the earlier list come first.
  private func merge<Element>(
    _ lists: [[Element]], _ precedes: (Element, Element) -> Bool
  ) -> [Element] {
    var lists = lists
    while lists.count > 1 {
      lists = stride(from: 0, to: lists.count, by: 2).map { index in
        index + 1 < lists.count
          ? merge(lists[index], lists[index + 1], precedes) : lists[index]
      }
    }
    return lists.first ?? []
  }

  private func merge<Element>(
    _ left: [Element], _ right: [Element], _ precedes: (Element, Element) -> Bool
  ) -> [Element] {
    guard !left.isEmpty else { return right }
    var merged: [Element] = []
    merged.reserveCapacity(left.count + right.count)
    var next = 0
    for element in right {
      while next < left.count, !precedes(element, left[next]) {
        merged.append(left[next])
        next += 1
      }
      merged.append(element)
    }
    merged += left[next...]
    return merged
  }
}

extension UnitedClaims {
  /// The claims with other numbers for their dumps: by identity, then in the order of those numbers
  /// and of lines.
  ///
  /// - Parameter numbers: the new number of each dump.
  public func renumbered(_ numbers: [Int32]) -> [IdentityClaim] {
    var renumbered = claims
    for index in renumbered.indices {
      renumbered[index].dump = numbers[Int(renumbered[index].dump)]
    }
    renumbered.orderDumps { _ in }
    return renumbered
  }
}

extension [IdentityClaim] {
  /// Puts the claims to each identity, which lie together, in the order of dumps; claims of one dump
  /// stay as they are, in the order of its lines.
  ///
  /// - Parameter body: called with the first claim of each identity.
  fileprivate mutating func orderDumps(_ body: (IdentityClaim) -> Void) {
    var start = 0
    while start < count {
      let identity = self[start].identity
      var end = start + 1
      var isOrdered = true
      while end < count, self[end].identity == identity {
        isOrdered = isOrdered && self[end - 1].dump <= self[end].dump
        end += 1
      }
      if !isOrdered {
        let sorted = self[start..<end].enumerated()
          .sorted { ($0.element.dump, $0.offset) < ($1.element.dump, $1.offset) }
        replaceSubrange(start..<end, with: sorted.map(\.element))
      }
      body(self[start])
      start = end
    }
  }
}

extension ClaimPart {
  /// Rows of the source with the places of their dumps in the union; those of dumps that are left
  /// out are dropped.
  fileprivate func placing<Row>(_ rows: [Row], by dump: WritableKeyPath<Row, Int32>) -> [Row] {
    let isUnchanged = places.enumerated().allSatisfy { $1 == Int32($0) }
    guard !isUnchanged else { return rows }
    return rows.compactMap { row in
      guard let place = places[Int(row[keyPath: dump])] else { return nil }
      var row = row
      row[keyPath: dump] = place
      return row
    }
  }
}

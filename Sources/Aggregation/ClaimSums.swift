import Catalog
import Quantities
import UsageRecords

/// The sums of a `ClaimTally`.
struct ClaimSums: ~Copyable {
  var table = UsageTable()
  private(set) var counted: Int64 = 0
  private(set) var duplicates: Int64 = 0
  private(set) var conflicts: Int64 = 0
  private(set) var oversize: Int64 = 0
  private(set) var order = DumpOrder()
  private(set) var recordsOfDumps: [Int64]
  private(set) var tooOldOfDumps: [Int64]

  private var placement: RecordPlacement
  private let dumps: [ClaimDump]

  /// Sums of nothing yet, for a union of dumps.
  init(_ catalog: Catalog, dumps: [ClaimDump]) {
    placement = RecordPlacement(catalog)
    self.dumps = dumps
    recordsOfDumps = Array(repeating: 0, count: dumps.count)
    tooOldOfDumps = recordsOfDumps
  }

  /// Settles the claims of a partition.
  ///
  /// - Parameter known: those of the identities that earlier runs counted, in their order.
  mutating func settle(_ united: UnitedClaims, known: [KnownIdentity]) -> SettledClaims {
    var settled = SettledClaims()
    for claim in united.tooOld { reject(claim, &settled) }
    var (start, nextKnown) = (0, 0)
    for (index, entry) in united.identities.enumerated() {
      var end = start + 1
      while end < united.claims.count, united.claims[end].identity == entry.identity { end += 1 }
      var earlier: KnownIdentity?
      if nextKnown < known.count, known[nextKnown].index == index {
        earlier = known[nextKnown]
        nextKnown += 1
      }
      settle(united.claims[start..<end], earlier, &settled)
      start = end
    }
    return settled
  }

  /// Counts the users of a partition.
  mutating func count(_ users: [UserEntry]) {
    for user in users { table.add(user.line, records: 0, quantity: 1) }
  }

  private mutating func reject(_ claim: IdentityClaim, _ settled: inout SettledClaims) {
    recordsOfDumps[Int(claim.dump)] &+= Int64(claim.records)
    tooOldOfDumps[Int(claim.dump)] &+= Int64(claim.records)
    settled.uncounted.append(UncountedClaim(claim: claim, reason: .tooOld, wasTold: false))
  }

  /// Settles the claims to one identity, in the order of dumps and lines.
  private mutating func settle(
    _ claims: ArraySlice<IdentityClaim>, _ earlier: KnownIdentity?, _ settled: inout SettledClaims
  ) {
    guard let first = claims.first else { return }
    let standing = earlier?.content ?? first.content
    if earlier == nil { count(first) }
    let firstOfGroups = claims.count > 1 ? firstOfGroups(claims) : [:]
    var isDisputed = false
    for claim in claims {
      recordsOfDumps[Int(claim.dump)] &+= Int64(claim.records)
      guard claim.content != standing else {
        duplicates &+= Int64(claim.records)
        continue
      }
      isDisputed = true
      conflicts &+= Int64(claim.records)
      settled.uncounted.append(
        UncountedClaim(
          claim: claim,
          reason: earlier.map { .conflictWithEarlier(source: $0.source) }
            ?? .conflict(dump: first.dump, content: standing),
          wasTold: wasTold(claim, firstOfGroups)))
    }
    if isDisputed { order.add(claims) }
    if isDisputed, claims.contains(where: { dumps[Int($0.dump)].isReadable }) {
      settled.disagreedUpon.append(first.identity)
    }
  }

  /// Counts the record that stands; it is not the duplicate that it is counted as afterwards.
  private mutating func count(_ claim: IdentityClaim) {
    counted &+= 1
    duplicates &-= 1
    let record = claim.contribution.record
    if placement.isOversize(record) { oversize &+= 1 }
    placement.spread(record, from: placement.day(of: record.time), sign: 1, onto: &table)
  }

  /// What the first claim of each partial says, that is, what stood in it.
  private func firstOfGroups(
    _ claims: ArraySlice<IdentityClaim>
  ) -> [Int32: ContentFingerprint] {
    var first: [Int32: ContentFingerprint] = [:]
    for claim in claims {
      guard let group = dumps[Int(claim.dump)].group, first[group] == nil else { continue }
      first[group] = claim.content
    }
    return first
  }

  /// Whether a claim already contradicted what stood in its partial, and was told when that was
  /// made.
  private func wasTold(
    _ claim: IdentityClaim, _ firstOfGroups: [Int32: ContentFingerprint]
  ) -> Bool {
    guard let group = dumps[Int(claim.dump)].group, let first = firstOfGroups[group] else {
      return false
    }
    return first != claim.content
  }
}

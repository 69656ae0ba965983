public import Quantities

/// The identities that need a second look, because one record of each stands and the others go.
public struct RepeatedIdentities: Sendable {
  /// Marks of all of them, and by chance of others.
  var marks = MarkSet()
  /// Those that an earlier run counted, in rising order.
  var known: [Fingerprint] = []
  /// Those about which records are known to disagree.
  var disputed: [Fingerprint: Dispute] = [:]

  /// What stands where records disagree.
  struct Dispute: Sendable {
    /// The record of an earlier run, if there is one; else the first of this run.
    var standing: KnownIdentity?
  }

  /// Whether every identity was met once only.
  public var isEmpty: Bool { marks.isEmpty }

  /// None.
  init() {}

  /// Identities about which records disagree, whose places are looked for.
  public init(disagreedUpon identities: [Fingerprint]) {
    for identity in identities { dispute(identity) }
  }

  /// Notes that records of the run disagree about an identity.
  mutating func dispute(_ identity: Fingerprint) {
    marks.insert(IdentityMark(identity))
    if disputed[identity] == nil { disputed[identity] = Dispute() }
  }

  /// Notes that an earlier run counted a record.
  ///
  /// - Parameters:
  ///   - identity: greater than those that were noted before.
  ///   - agrees: whether it says the same as a record of this run.
  mutating func note(_ standing: KnownIdentity, of identity: Fingerprint, agrees: Bool) {
    marks.insert(IdentityMark(identity))
    known.append(identity)
    if !agrees || disputed[identity] != nil { disputed[identity] = Dispute(standing: standing) }
  }

  /// Whether an earlier run counted an identity.
  ///
  /// - Complexity: O(log n) for n known identities.
  func isKnown(_ identity: Fingerprint) -> Bool {
    var (low, high) = (0, known.count)
    while low < high {
      let middle = (low + high) / 2
      if known[middle] < identity { low = middle + 1 } else { high = middle }
    }
    return low < known.count && known[low] == identity
  }
}

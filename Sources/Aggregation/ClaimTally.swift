public import Catalog
public import Quantities

/// Records that claims stand for and that were not counted, in a form that outlives their dump.
public struct UncountedClaim: Sendable {
  /// Why.
  public enum Reason: Sendable {
    /// The claim stands that a dump makes with another content.
    case conflict(dump: Int32, content: ContentFingerprint)
    /// A record of an earlier run stands, in a dump given by that name.
    case conflictWithEarlier(source: String)
    /// It is forgotten whether they were counted.
    case tooOld
  }

  /// The claim.
  public let claim: IdentityClaim
  /// Why it does not count.
  public let reason: Reason
  /// Whether whoever made the partial was told already.
  public let wasTold: Bool
}

/// What became of the claims of a partition, beside sums.
public struct SettledClaims: Sendable {
  /// What contradicts something that stands, or is too old.
  public var uncounted: [UncountedClaim] = []
  /// Identities about which records disagree, some of them in dumps that can be read again.
  public var disagreedUpon: [Fingerprint] = []
}

/// What dumps of a union are, as far as it matters for their claims.
public struct ClaimDump: Sendable {
  /// The partial that the dump came in, by its place among the arguments; `nil` for a dump that was
  /// given by itself.
  public let group: Int32?
  /// Whether it is there to be read again.
  public let isReadable: Bool

  /// A dump of a union.
  public init(group: Int32?, isReadable: Bool) {
    self.group = group
    self.isReadable = isReadable
  }
}

/// Lets one record of each identity stand, and adds up what stands: the sums of one worker.
///
/// `@unchecked Sendable`: one worker has it at a time.
public final class ClaimTally: @unchecked Sendable {
  /// A value, so that a partition is settled in one access to it.
  private(set) var sums: ClaimSums

  /// Sums of nothing yet, for a union of dumps.
  public init(_ catalog: Catalog, dumps: [ClaimDump]) {
    sums = ClaimSums(catalog, dumps: dumps)
  }

  /// Records that stand.
  public var counted: Int64 { sums.counted }
  /// Records equal to one that stands.
  public var duplicates: Int64 { sums.duplicates }
  /// Records that contradict one that stands.
  public var conflicts: Int64 { sums.conflicts }
  /// Records that stand above the largest area the catalog knows.
  public var oversize: Int64 { sums.oversize }
  /// Which dumps have to stay in front of which.
  public var order: DumpOrder { sums.order }
  /// Records of each dump, whatever became of them.
  public var recordsOfDumps: [Int64] { sums.recordsOfDumps }
  /// Of those, the ones that are too old.
  public var tooOldOfDumps: [Int64] { sums.tooOldOfDumps }

  /// Settles the claims of a partition.
  ///
  /// - Parameters:
  ///   - united: the claims of the partition.
  ///   - known: those of the identities that earlier runs counted, in their order.
  public func settle(_ united: UnitedClaims, known: [KnownIdentity]) -> SettledClaims {
    sums.settle(united, known: known)
  }

  /// Counts the users of a partition.
  public func count(_ users: [UserEntry]) { sums.count(users) }
}

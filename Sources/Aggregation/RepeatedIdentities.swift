import Quantities

/// An identity that more than one record claims, here or in an earlier run.
struct RepeatedIdentity: Sendable {
  let identity: Fingerprint
  /// Whether the records that claim it say different things.
  var isMixed: Bool
  /// The record of an earlier run that stands; `nil` when none does.
  var standing: KnownIdentity?

  /// Notes the record of an earlier run that stands.
  ///
  /// - Parameter isMixed: whether it says something else than a record of this run.
  mutating func stand(_ record: KnownIdentity, isMixed: Bool) {
    standing = record
    self.isMixed = self.isMixed || isMixed
  }
}

/// The identities that need a second look, because one record of each stands and the others go.
public struct RepeatedIdentities: Sendable {
  let byIdentity: [Fingerprint: RepeatedIdentity]

  /// Whether every identity was met once only.
  public var isEmpty: Bool { byIdentity.isEmpty }
}

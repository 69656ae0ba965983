import Quantities

/// An identity that more than one record claims, here or in an earlier run.
struct RepeatedIdentity: Sendable {
  let identity: Fingerprint
  /// Whether the records that claim it say different things.
  var isMixed: Bool
  /// The record of an earlier run that stands; `nil` when none does.
  var standing: KnownIdentity?
}

/// The identities that need a second look, because one record of each stands and the others go.
public struct RepeatedIdentities: Sendable {
  let byIdentity: [Fingerprint: RepeatedIdentity]

  init(_ repeated: [RepeatedIdentity]) {
    byIdentity = Dictionary(repeated.map { ($0.identity, $0) }) { first, _ in first }
  }

  /// Whether every identity was met once only.
  public var isEmpty: Bool { byIdentity.isEmpty }
}

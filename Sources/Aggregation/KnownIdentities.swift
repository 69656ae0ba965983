/// An identity that was counted in an earlier run.
public struct KnownIdentity: Sendable {
  /// The index of the entry that claims it again.
  public let index: Int
  /// What the record said that stands.
  public let content: ContentFingerprint
  /// The dump it came in, as it was given then.
  public let source: String

  /// A claim to a known identity.
  public init(index: Int, content: ContentFingerprint, source: String) {
    self.index = index
    self.content = content
    self.source = source
  }
}

/// Identities that were counted before this ingest: the ledger's, or none.
public protocol KnownIdentities {
  /// Whether no identity is known, so that none has to be looked for.
  var isEmpty: Bool { get throws }

  /// Those of the entries whose identity is known, in the order of the entries.
  ///
  /// - Parameter entries: distinct identities in rising order.
  /// - Throws: what the keeper of the identities throws when it cannot be read.
  func known(among entries: [IdentityEntry]) throws -> [KnownIdentity]
}

/// Nothing was counted before.
public struct NoKnownIdentities: KnownIdentities {
  /// No identities.
  public init() {}

  public var isEmpty: Bool { true }

  public func known(among entries: [IdentityEntry]) -> [KnownIdentity] { [] }
}

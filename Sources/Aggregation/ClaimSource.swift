/// Holds what some dumps say, in a form that can be put together with that of other dumps: claims to
/// identities, users, and lines of records without identity.
///
/// Partitions are cut by the top eight bits of fingerprints and are independent of each other.
public protocol ClaimSource: Sendable {
  /// How many claims and users a partition has, repetitions included.
  func rows(ofPartition partition: Int) -> Int

  /// The claims of a partition: by identity, then by dump, then in the order of lines.
  ///
  /// - Throws: `DumpFailure` when a partial cannot be trusted, `IOFailure` when what went to disk
  ///   cannot be read.
  func claims(ofPartition partition: Int) throws -> [IdentityClaim]

  /// The users of a partition, each once, in rising order.
  ///
  /// - Throws: what `claims` throws.
  func users(ofPartition partition: Int) throws -> [UserEntry]

  /// Lines of records without identity, by dump and then by key, each once.
  ///
  /// - Throws: what `claims` throws.
  func lines() throws -> [DumpLine]
}

/// A source, and which of its dumps count as which of a union.
public struct ClaimPart: Sendable {
  /// Holds the claims.
  public let source: any ClaimSource
  /// For each dump of the source its place in the union; `nil` for one that is left out, because it
  /// came in an earlier part or was counted before.
  public let places: [Int32?]

  /// A part of a union.
  public init(_ source: any ClaimSource, places: [Int32?]) {
    self.source = source
    self.places = places
  }

  /// Whether any dump of it counts.
  var counts: Bool { places.contains { $0 != nil } }
}

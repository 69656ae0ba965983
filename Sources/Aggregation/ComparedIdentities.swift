import ByteStreams
import Quantities

/// Identities of a run that were compared with each other and with those of earlier runs.
public struct ComparedIdentities: Sendable {
  /// Those that more than one record claims.
  public let repeated: RepeatedIdentities
}

extension CollectedUsage {
  /// Compares identities with each other and with those of earlier runs.
  ///
  /// - Throws: what `known` throws, or `IOFailure` when what went to disk cannot be read.
  public func compareIdentities(
    with known: some KnownIdentities, workers: Int
  ) throws -> ComparedIdentities {
    let identities = identities(workers: workers)
    var repeated: [Fingerprint: RepeatedIdentity] = [:]
    if try known.isEmpty {
      try identities.forEachPart(
        { part throws(IOFailure) in try identities.repeated(part: part).repeated },
        { repeated.merge($0) { first, _ in first } })
    } else {
      try identities.forEachPart({ part throws(IOFailure) in
        var (distinct, repeated) = try identities.repeated(part: part)
        distinct.sort(by: \.identity)
        return (distinct: distinct.entries, repeated: repeated)
      }) { part in
        repeated.merge(part.repeated) { first, _ in first }
        for match in try known.known(among: part.distinct) {
          let entry = part.distinct[match.index]
          let isMixed = entry.content != match.content
          repeated[
            entry.identity,
            default: RepeatedIdentity(identity: entry.identity, isMixed: false)
          ].stand(match, isMixed: isMixed)
        }
      }
    }
    return ComparedIdentities(repeated: RepeatedIdentities(byIdentity: repeated))
  }
}

extension DistinctParts<IdentityEntry> {
  /// The identities of a part, and those among them that were met more than once.
  fileprivate func repeated(
    part: Int
  ) throws(IOFailure) -> (
    distinct: DistinctEntries<IdentityEntry>, repeated: [Fingerprint: RepeatedIdentity]
  ) {
    var repeated: [Fingerprint: RepeatedIdentity] = [:]
    let distinct = try distinct(part: part) { kept, dropped in
      let isMixed = kept.content != dropped.content
      if isMixed || repeated[kept.identity] == nil {
        repeated[kept.identity] = RepeatedIdentity(identity: kept.identity, isMixed: isMixed)
      }
    }
    return (distinct, repeated)
  }
}

/// The identities that a run adds to those that are known, worked out when they are asked for.
public struct NewIdentities: Sendable {
  /// Hands parts on, in rising order.
  typealias Source = @Sendable (_ body: ([IdentityEntry]) throws -> Void) throws -> Void

  private let source: Source

  /// Identities that are handed on part by part.
  init(_ source: @escaping Source) {
    self.source = source
  }

  /// - Parameter settled: the content that stands for identities about which records of this run
  ///   disagreed.
  init(
    parts: DistinctParts<IdentityEntry>, repeated: RepeatedIdentities,
    settled: [Fingerprint: IdentityEntry]
  ) {
    self.init { body in
      try parts.forEachPart { part in
        guard !repeated.isEmpty else { return try body(part) }
        try body(
          part.compactMap { entry in
            guard let match = repeated.byIdentity[entry.identity] else { return entry }
            return match.standing == nil ? settled[entry.identity] ?? entry : nil
          })
      }
    }
  }

  /// Hands on all of them, part by part, in rising order.
  ///
  /// - Throws: `IOFailure` when what went to disk cannot be read, `DumpFailure` when a partial cannot,
  ///   or what `body` throws.
  public func forEachPart(_ body: ([IdentityEntry]) throws -> Void) throws { try source(body) }
}

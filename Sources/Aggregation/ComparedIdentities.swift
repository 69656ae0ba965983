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
  /// - Parameters:
  ///   - known: those of earlier runs; none where only marks were gathered.
  ///   - workers: how many threads compare.
  /// - Throws: what `known` throws, or `IOFailure` when what went to disk cannot be read.
  public func compareIdentities(
    with known: some KnownIdentities, workers: Int
  ) throws -> ComparedIdentities {
    var repeated = try repeatedMarks(workers: workers)
    let identities = identities(workers: workers)
    let sortsParts = try !known.isEmpty
    try identities.forEachPart({ part throws(IOFailure) in
      try identities.compared(part: part, sorted: sortsParts)
    }) { part in
      for identity in part.agreedUpon { repeated.marks.insert(IdentityMark(identity)) }
      for identity in part.disagreedUpon { repeated.dispute(identity) }
      guard sortsParts else { return }
      for match in try known.known(among: part.distinct) {
        let entry = part.distinct[match.index]
        repeated.note(match, of: entry.identity, agrees: entry.content == match.content)
      }
    }
    return ComparedIdentities(repeated: repeated)
  }

  /// The marks that more than one record has.
  private func repeatedMarks(workers: Int) throws -> RepeatedIdentities {
    var repeated = RepeatedIdentities()
    let marks = marks(workers: workers)
    try marks.forEachPart({ part throws(IOFailure) in
      var repetitions: [IdentityMark] = []
      _ = try marks.distinct(part: part) { mark, _ in repetitions.append(mark) }
      return repetitions
    }) { repetitions in
      for mark in repetitions { repeated.marks.insert(mark) }
    }
    return repeated
  }
}

/// The identities of a part, compared with each other.
private struct ComparedPart: Sendable {
  /// Each once.
  var distinct: [IdentityEntry] = []
  /// Those of records that say the same as one met before, once for each such record.
  var agreedUpon: [Fingerprint] = []
  /// Those of records that say something else.
  var disagreedUpon: [Fingerprint] = []
}

extension DistinctParts<IdentityEntry> {
  /// Compares the identities of a part.
  ///
  /// - Parameter sorted: whether the distinct ones are wanted, in rising order.
  fileprivate func compared(part: Int, sorted: Bool) throws(IOFailure) -> ComparedPart {
    var compared = ComparedPart()
    var distinct = try distinct(part: part) { kept, dropped in
      if kept.content == dropped.content {
        compared.agreedUpon.append(kept.identity)
      } else {
        compared.disagreedUpon.append(kept.identity)
      }
    }
    guard sorted else { return compared }
    distinct.sort(by: \.identity)
    compared.distinct = distinct.entries
    return compared
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
            guard repeated.marks.contains(IdentityMark(entry.identity)) else { return entry }
            return repeated.isKnown(entry.identity) ? nil : settled[entry.identity] ?? entry
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

public import Quantities

/// Where the records stand that claim identities about which records disagree.
///
/// Those are few, and only of them somebody is told where they stand.
public struct ClaimPlaces: Sendable {
  /// One record.
  public struct Place: Sendable {
    /// What it says beside its identity.
    public let content: ContentFingerprint
    /// Where it stands.
    public let location: LineLocation
    /// The line as it is written, at most 4096 bytes of it.
    public let text: [UInt8]
  }

  private struct Key: Hashable {
    let identity: Fingerprint
    let content: ContentFingerprint
    let dump: Int32
  }

  private let byClaim: [Key: [Place]]

  /// The places that all workers found on the second look.
  public init(_ found: [FoundRepeats]) {
    let claims = found.flatMap { $0.collector.claims }.sorted { $0.location < $1.location }
    byClaim = Dictionary(grouping: claims) { claim in
      Key(identity: claim.identity, content: claim.entry.content, dump: claim.location.dump)
    }.mapValues { claims in
      claims.map { Place(content: $0.entry.content, location: $0.location, text: $0.text) }
    }
  }

  /// The records of a dump that claim an identity and say that, in the order of lines.
  ///
  /// - Parameters:
  ///   - identity: what they claim.
  ///   - content: what they say.
  ///   - dump: its place among the dumps that were read.
  public func places(
    of identity: Fingerprint, saying content: ContentFingerprint, inDump dump: Int32
  ) -> [Place] {
    byClaim[Key(identity: identity, content: content, dump: dump)] ?? []
  }

  /// Puts the claims of one dump to one identity in the order of its lines.
  ///
  /// - Parameter claims: by identity and dump; dumps are those that were read.
  func arrange(_ claims: inout [IdentityClaim]) {
    guard !byClaim.isEmpty else { return }
    var start = 0
    while start < claims.count {
      let first = claims[start]
      var end = start + 1
      while end < claims.count, claims[end].identity == first.identity,
        claims[end].dump == first.dump
      {
        end += 1
      }
      if end - start > 1 {
        let placed = claims[start..<end].map { (claim: $0, place: firstPlace(of: $0)) }
          .sorted { $0.place < $1.place }
        claims.replaceSubrange(start..<end, with: placed.map(\.claim))
      }
      start = end
    }
  }

  private func firstPlace(of claim: IdentityClaim) -> LineLocation {
    places(of: claim.identity, saying: claim.content, inDump: claim.dump).first?.location ?? .end
  }
}

extension LineLocation {
  /// Behind every line.
  fileprivate static let end = LineLocation(
    dump: .max, unit: .max, offsetInUnit: .max, chunk: .max, line: .max, frame: .max)
}

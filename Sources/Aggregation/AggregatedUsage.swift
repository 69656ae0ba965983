import Concurrency
public import Quantities

/// The usage of a run: every record counted once.
public struct AggregatedUsage: Sendable {
  /// Usage lines by app, day and meter.
  public let lines: [UsageLine]
  /// Identities that were not known before, partition by partition in rising order.
  public let identities: [[IdentityEntry]]
  /// Distinct users, partition by partition in rising order.
  public let users: [[UserEntry]]
}

/// Identities of a run that were compared with each other and with those of earlier runs.
public struct ComparedIdentities: Sendable {
  /// Identities that were not known before, partition by partition in rising order.
  let partitions: [[IdentityEntry]]
  /// Those that more than one record claims.
  public let repeated: RepeatedIdentities
}

extension CollectedUsage {
  /// Compares identities with each other and with those of earlier runs.
  ///
  /// - Throws: what `known` throws.
  public func compareIdentities(
    with known: some KnownIdentities, workers: Int
  ) throws -> ComparedIdentities {
    var (partitions, repeated) = identities(workers: workers)
    var indices: [Fingerprint: Int] = [:]
    for (index, identity) in repeated.enumerated() { indices[identity.identity] = index }
    for part in partitions.indices {
      let matches = try known.known(among: partitions[part])
      guard !matches.isEmpty else { continue }
      for match in matches {
        let entry = partitions[part][match.index]
        let isMixed = entry.content != match.content
        if let index = indices[entry.identity] {
          repeated[index].standing = match
          repeated[index].isMixed = repeated[index].isMixed || isMixed
        } else {
          repeated.append(
            RepeatedIdentity(identity: entry.identity, isMixed: isMixed, standing: match))
        }
      }
      let knownPlaces = Set(matches.map(\.index))
      partitions[part] = partitions[part].enumerated()
        .filter { !knownPlaces.contains($0.offset) }.map(\.element)
    }
    return ComparedIdentities(
      partitions: partitions, repeated: RepeatedIdentities(repeated))
  }

  /// The usage of the run, once duplicates and conflicts are known.
  public func aggregate(
    _ compared: ComparedIdentities, _ corrections: borrowing Corrections, workers: Int
  ) -> AggregatedUsage {
    let settled = corrections.settledContents
    let identities =
      settled.isEmpty
      ? compared.partitions
      : compared.partitions.map { $0.map { settled[$0.identity] ?? $0 } }
    let users = users(workers: workers)
    return AggregatedUsage(
      lines: mergedLines(corrections, users), identities: identities, users: users)
  }

  /// The lines of all workers, corrected, with users counted, by app, day and meter.
  private func mergedLines(
    _ corrections: borrowing Corrections, _ users: [[UserEntry]]
  ) -> [UsageLine] {
    var merged = UsageTable(expecting: shares.reduce(0) { $0 + $1.collector.table.count })
    for share in shares {
      let peaks = share.collector.peakMeters
      share.collector.table.forEach { key, line in
        if peaks[Int(key.meter.index)] {
          merged.raise(key, records: line.records, to: line.quantity)
        } else {
          merged.add(key, records: line.records, quantity: line.quantity)
        }
      }
    }
    corrections.table.forEach { key, line in
      merged.add(key, records: line.records, quantity: line.quantity)
    }
    for part in users {
      for user in part { merged.add(user.line, records: 0, quantity: 1) }
    }
    return merged.sortedLines()
  }
}

extension UsageTable {
  /// The lines that hold a record, by app, day and meter.
  fileprivate func sortedLines() -> [UsageLine] {
    var sorted: [(key: UInt64, records: Int64, quantity: Int64)] = []
    sorted.reserveCapacity(count)
    forEach { key, line in
      if line.records != 0 { sorted.append((key.packed, line.records, line.quantity)) }
    }
    sorted.sort { $0.key < $1.key }
    return sorted.map { line in
      let key = UsageKey(packed: line.key)
      return UsageLine(
        app: key.app, day: key.day, meter: key.meter, records: line.records,
        quantity: line.quantity)
    }
  }
}

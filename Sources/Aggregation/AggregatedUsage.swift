public import ByteStreams
public import Quantities

/// The usage of a run: every record counted once.
public struct AggregatedUsage: Sendable {
  /// Usage lines by app, day and meter.
  public let lines: [UsageLine]
  /// Identities that were not known before.
  public let identities: NewIdentities
  /// Distinct users.
  public let users: DistinctUsers
}

extension CollectedUsage {
  /// The usage of the run, once duplicates and conflicts are known.
  ///
  /// - Throws: `IOFailure` when what went to disk cannot be read.
  public func aggregate(
    _ compared: ComparedIdentities, _ corrections: borrowing Corrections, workers: Int
  ) throws(IOFailure) -> AggregatedUsage {
    let users = users(workers: workers)
    return AggregatedUsage(
      lines: mergedLines(corrections, userCounts: try users.counts(workers: workers)),
      identities: NewIdentities(
        parts: identities(workers: workers), repeated: compared.repeated,
        settled: corrections.settledContents),
      users: DistinctUsers(users, within: memory))
  }

  /// The lines of all workers, corrected, with users counted, by app, day and meter.
  private func mergedLines(
    _ corrections: borrowing Corrections, userCounts: borrowing UsageTable
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
    userCounts.forEach { key, line in
      merged.add(key, records: 0, quantity: line.quantity)
    }
    return merged.sortedLines()
  }
}

extension UsageTable {
  /// The lines that hold a record, by app, day and meter.
  func sortedLines() -> [UsageLine] {
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

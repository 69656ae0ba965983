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
    let tables = shares.map { share in
      LineSource(count: share.collector.table.count) { share.collector.table.forEach($0) }
    }
    let merging = LineMerging(
      peakMeters: shares.first?.collector.peakMeters ?? [], workers: workers)
    return AggregatedUsage(
      lines: merging.merge(
        tables + (try users.counts(workers: workers)) + [LineSource(corrections.table)]),
      identities: NewIdentities(
        parts: identities(workers: workers), repeated: compared.repeated,
        settled: corrections.settledContents),
      users: DistinctUsers(users, within: memory))
  }
}

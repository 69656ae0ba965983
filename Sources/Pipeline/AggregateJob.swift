import Aggregation
public import Ingest

/// Reads dumps into usage without a ledger; partials among them are counted as their dumps.
///
/// - Throws: `UntrustedInput` when an input cannot be trusted, `IOFailure` when a disk refuses the
///   partial that was asked for, or what does not fit in memory.
public func aggregateJob(_ options: IngestOptions, progress: Progress) throws -> IngestResult {
  var options = options
  options.keepsIdentities = false
  return try ingest(options, before: NoKnownIdentities(), progress: progress)
}

/// Puts partials together without a ledger.
///
/// - Throws: what `aggregateJob` throws; a dump among the partials cannot be trusted either.
public func mergeJob(_ options: IngestOptions, progress: Progress) throws -> IngestResult {
  var options = options
  options.takesDumps = false
  return try aggregateJob(options, progress: progress)
}

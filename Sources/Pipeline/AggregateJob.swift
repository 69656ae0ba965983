import Aggregation
public import Ingest

/// Reads dumps into usage without a ledger.
///
/// - Throws: `UntrustedInput` when a dump cannot be trusted.
public func aggregateJob(_ options: IngestOptions, progress: Progress) throws -> IngestResult {
  try ingest(options, before: NoKnownIdentities(), progress: progress)
}

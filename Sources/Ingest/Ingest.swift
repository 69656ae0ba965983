public import Aggregation
import ByteStreams
import Concurrency
public import Quantities

/// What was posted before, as far as reading dumps has to know.
public protocol PostedBefore: KnownIdentities {
  /// How the dump with these bytes was given when it was posted; `nil` when it never was.
  func source(ofDump digest: Fingerprint) throws -> String?
}

extension NoKnownIdentities: PostedBefore {
  public func source(ofDump digest: Fingerprint) -> String? { nil }
}

/// Reads dumps and counts every record once.
///
/// 1. Each dump is walked over: hashed, its frames found and proved whole, its first lines looked
///    at. Dumps whose bytes were counted before are passed over.
/// 2. Workers decode, scan and gather in private.
/// 3. Identities are compared, with each other and with those of earlier runs.
/// 4. Only if some are repeated, the dumps are read once more to find these records, and all but
///    the one that stands are taken off again.
///
/// - Throws: `UntrustedInput` with everything that is wrong, or what `before` throws.
public func ingest(
  _ options: IngestOptions, before: some PostedBefore, progress: Progress
) throws -> IngestResult {
  var failures: [DumpFailure] = []
  let opened = try openDumps(options, before, &failures)
  var dumps = opened.dumps
  while true {
    guard failures.isEmpty || options.keepsGoing else { throw UntrustedInput(failures: failures) }
    let reading = Reading(dumps, options, progress)
    let collected = reading.firstLook()
    let bad = reading.states.map(\.failure)
    // What a bad dump holds is mixed into the tables, so the others are read anew without it.
    guard bad.contains(where: { $0 != nil }) else {
      try reading.expect(options.expectedRecords)
      return try reading.result(
        collected, before: before, skipped: opened.skipped, failures: failures)
    }
    failures += bad.compactMap { $0 }
    dumps = zip(dumps, bad).filter { $0.1 == nil }.map(\.0)
  }
}

/// Opens all dumps; those whose bytes were met before are put aside.
private func openDumps(
  _ options: IngestOptions, _ before: some PostedBefore, _ failures: inout [DumpFailure]
) throws -> (dumps: [OpenDump], skipped: [SkippedDump]) {
  let opened = inParallel(options.sources.count, workers: options.workers) { index in
    Result { () throws(DumpFailure) in try OpenDump.open(options.sources[index], options) }
  }
  var dumps: [OpenDump] = []
  var skipped: [SkippedDump] = []
  var sources: [Fingerprint: String] = [:]
  for result in opened {
    switch result {
    case .failure(let failure):
      failures.append(failure)
    case .success(let dump):
      let digest = dump.layout.digest
      if let same = try sources[digest] ?? before.source(ofDump: digest) {
        skipped.append(SkippedDump(source: dump.source, sameAs: same))
      } else {
        sources[digest] = dump.source
        dumps.append(dump)
      }
    }
  }
  return (dumps, skipped)
}

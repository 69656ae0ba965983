import Aggregation
import ByteStreams
import Exports
public import Ingest

/// Measures the stages of reading dumps.
///
/// One repetition goes through all stages, so that what else happens on the machine hits all of them
/// alike. Before the first one the dumps have been read once, so that their bytes are in memory.
///
/// - Parameters:
///   - options: the dumps and how they are read; whether identities are checked is up to the stage.
///     Each dump is a file, since it is read many times.
///   - repetitions: how often, at least 1.
///   - output: the file to which the last stage writes.
/// - Throws: `UntrustedInput` when a dump cannot be trusted or changes between two stages,
///   `IOFailure` when the disk refuses the output or what does not fit in memory.
public func measureStages(
  _ options: IngestOptions, repetitions: Int, output: String
) throws -> StageReport {
  precondition(repetitions >= 1, "something is measured")
  let stages = try ReadingStages(walking: options)
  let decodedBytes = try stages.decode()
  let records = try stages.scan()
  var times: [Stage: [Int64]] = [:]
  for _ in 0..<repetitions {
    for stage in Stage.allCases {
      var read = records
      times[stage, default: []].append(
        try Times.elapsed { read = try run(stage, stages, options, output) ?? records })
      guard read == records else { throw changed(options) }
    }
  }
  return StageReport(
    records: records, storedBytes: stages.storedBytes, decodedBytes: decodedBytes,
    rows: Stage.allCases.compactMap { stage in
      times[stage].map { StageReport.Row(stage: stage, times: Times(nanoseconds: $0)) }
    })
}

/// Does the work up to a stage; returns the records it read, `nil` when it knows no records.
private func run(
  _ stage: Stage, _ stages: ReadingStages, _ options: IngestOptions, _ output: String
) throws -> Int64? {
  var options = options
  options.checksIdentity = stage != .count
  options.keepsIdentities = false
  switch stage {
  case .walk:
    _ = try ReadingStages(walking: options)
    return nil
  case .decode:
    _ = try stages.decode()
    return nil
  case .scan:
    return try stages.scan()
  case .count, .identity:
    return try ingest(options, before: NoKnownIdentities(), progress: Progress()).counts.read
  case .aggregate:
    let result = try ingest(options, before: NoKnownIdentities(), progress: Progress())
    let file = try DurableFile(at: output)
    try exportUsage(
      result.usage.lines, catalog: options.catalog, format: .csv, workers: options.workers
    ) { try file.write($0) }
    try file.commit()
    return result.counts.read
  }
}

private func changed(_ options: IngestOptions) -> UntrustedInput {
  UntrustedInput(failures: [
    DumpFailure(
      source: options.sources.joined(separator: ", "),
      reason: "another number of records was read each time; measure files that nobody writes")
  ])
}

public import Aggregation
import ByteStreams
import Concurrency
import Partials
public import Quantities
import UsageRecords

/// A dump that was looked through.
public struct TracedDump: Sendable {
  /// Its path as given.
  public let source: String
  /// Stands for its bytes as stored.
  public let digest: Fingerprint
}

/// Where a line stands, as the rejects file tells it.
public struct LinePosition: Hashable, Sendable {
  /// The dump, as an index into those that were looked through.
  public let dump: Int
  /// The physical line, from 1.
  public let line: Int64
  /// The frame that holds its first byte, from 1; `nil` in a plain dump.
  public let frame: Int64?
  /// Bytes of the decoded dump in front of it.
  public let offset: Int64
}

/// A line that is no record and names the `record_id` that was looked for.
public struct TracedReject: Sendable {
  /// Where it stands.
  public let position: LinePosition
  /// Why it is no record, as the rejects file names it.
  public let reason: String
  /// The line as it is written, at most 4096 bytes of it.
  public let text: String
}

/// What a search through dumps has found, in argument and line order.
public struct Trace: Sendable {
  /// The dumps, without those that have the same bytes as one in front of them.
  public let dumps: [TracedDump]
  /// The records, each with its place.
  public let records: [(record: TracedRecord, position: LinePosition)]
  /// Lines that are no records; only when one `record_id` was looked for.
  public let rejects: [TracedReject]
}

/// Looks for records in dumps, with the scanner that a run reads them with.
///
/// - Parameters:
///   - query: what is looked for.
///   - options: the dumps and how they are read.
/// - Returns: everything that was found, whether or not a run would count it.
/// - Throws: `UntrustedInput` when a dump cannot be read to its end.
/// - Complexity: reads all of the dumps; memory grows with what is found only.
public func trace(_ query: RecordQuery, in options: IngestOptions) throws -> Trace {
  let dumps = try OpenedInputs.dumpsAlone(options)
  let states = dumps.enumerated().map { DumpState($1, place: Int32($0), options.limits) }
  let schedule = Schedule(dumps, options.limits, workers: options.workers)
  let shares = try onWorkers(options.workers) { _ throws(IOFailure) in
    var worker = IngestWorker(
      schedule, states, options, Progress(), TraceLook(options.catalog, query))
    worker.run()
    return try worker.end().found
  }
  let failures = states.compactMap(\.failure)
  guard failures.isEmpty else { throw UntrustedInput(failures: failures) }
  return Trace(dumps, states, shares)
}

extension Trace {
  fileprivate init(_ dumps: [OpenDump], _ states: [DumpState], _ shares: [TraceLook.Found]) {
    let indexes = states.map(\.index)
    func position(_ location: LineLocation) -> LinePosition {
      let index = indexes[Int(location.dump)]
      return LinePosition(
        dump: Int(location.dump), line: index.lineNumber(of: location),
        frame: location.frame > 0 ? location.frame : nil,
        offset: index.offset(unit: location.unit, offsetInUnit: location.offsetInUnit))
    }
    self.dumps = dumps.map { TracedDump(source: $0.source, digest: $0.layout.digest) }
    records = shares.flatMap(\.records).sorted { $0.location < $1.location }
      .map { ($0, position($0.location)) }
    rejects = shares.flatMap(\.rejects).sorted { $0.location < $1.location }
      .map {
        TracedReject(position: position($0.location), reason: $0.reason.description, text: $0.text)
      }
  }
}

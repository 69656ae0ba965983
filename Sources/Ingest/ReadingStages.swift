import Aggregation
import ByteStreams
import Concurrency
import UsageRecords

/// Dumps whose reading can be measured stage by stage: each stage does its own work and that of the
/// stages it needs, and nothing of what follows.
///
/// A stage takes the same units, by as many workers, with the same decoder and scanner as `ingest`,
/// so that its time is a part of that of a whole run.
///
/// ```
/// walk      hash the stored bytes, find and prove the frames, look at the first lines
/// decode    the units to bytes, which are thrown away: what no reader of the file can beat
/// scan      decode, cut into lines, parse and check the records, which are thrown away
/// ```
/// What follows `scan` is `ingest` itself, without identities or with them.
public struct ReadingStages: Sendable {
  private let dumps: [OpenDump]
  private let options: IngestOptions

  /// Walks over the dumps of a run, each kind of bytes once.
  ///
  /// - Throws: `UntrustedInput` with what is wrong with each bad dump.
  public init(walking options: IngestOptions) throws {
    dumps = try OpenedInputs.dumpsAlone(options)
    self.options = options
  }

  /// Bytes of the dumps as stored.
  public var storedBytes: Int64 { dumps.reduce(0) { $0 + $1.layout.storedBytes } }

  /// Decodes everything and throws the bytes away.
  ///
  /// A unit is the work of one worker, so that a dump of one large frame keeps one busy.
  ///
  /// - Returns: how many bytes there are.
  /// - Throws: `UntrustedInput` when a frame is damaged.
  public func decode() throws(UntrustedInput) -> Int64 {
    let units = dumps.flatMap { dump in dump.layout.units.map { (dump: dump, unit: $0) } }
    let next = Monitor(0)
    do throws(DumpFailure) {
      let shares = try onWorkers(options.workers) { _ throws(DumpFailure) in
        var decoder = UnitDecoder(limits: options.limits)
        let buffer = ByteBuffer(capacity: options.limits.chunkBytes)
        var bytes: Int64 = 0
        while let (dump, unit) = Self.take(from: units, next) {
          decoder.begin(unit)
          bytes += try Self.decode(dump, &decoder, buffer)
        }
        return bytes
      }
      return shares.reduce(0, +)
    } catch {
      throw UntrustedInput(failures: [error])
    }
  }

  private static func take(
    from units: [(dump: OpenDump, unit: StoredUnit)], _ next: Monitor<Int>
  ) -> (dump: OpenDump, unit: StoredUnit)? {
    next.withLock { next in
      guard next < units.count else { return nil }
      defer { next += 1 }
      return units[next]
    }
  }

  /// Decodes the unit that the decoder was turned to; returns its bytes.
  private static func decode(
    _ dump: OpenDump, _ decoder: inout UnitDecoder, _ buffer: ByteBuffer
  ) throws(DumpFailure) -> Int64 {
    var bytes: Int64 = 0
    while true {
      let read = unsafe try decoder.read(from: dump.file, into: buffer.tail(from: 0))
      bytes += Int64(read)
      guard read == buffer.capacity else { return bytes }
    }
  }

  /// Decodes and scans everything and throws the records away.
  ///
  /// - Returns: how many records there are, the rejected ones included.
  /// - Throws: `UntrustedInput` when a dump cannot be trusted.
  public func scan() throws -> Int64 {
    let schedule = Schedule(dumps, options.limits, workers: options.workers)
    let states = dumps.enumerated().map { DumpState($1, place: Int32($0), options.limits) }
    _ = try onWorkers(options.workers) { _ throws(IOFailure) in
      var worker = IngestWorker(schedule, states, options, Progress(), HeedlessLook())
      worker.run()
      _ = try worker.end()
    }
    let failures = states.compactMap(\.failure)
    guard failures.isEmpty else { throw UntrustedInput(failures: failures) }
    return states.reduce(0) { $0 + $1.counts.read }
  }
}

/// A look at records of which nothing is kept.
private struct HeedlessLook: RecordGatherer, ~Copyable {
  mutating func gather(_ batch: RecordBatch, from chunk: Chunk) {}
}

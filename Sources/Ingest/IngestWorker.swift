import Aggregation
import ByteStreams
import UsageRecords

/// What a worker does with the records it reads.
protocol RecordGatherer: ~Copyable {
  /// Takes the records of a batch that was scanned from a chunk.
  ///
  /// - Throws: `IOFailure` when what goes beyond the memory cannot be written to disk.
  mutating func gather(_ batch: RecordBatch, from chunk: Chunk) throws(IOFailure)
}

/// One worker: takes units and chunks from the schedule until there are none.
struct IngestWorker<Gatherer: RecordGatherer & ~Copyable>: ~Copyable {
  private let schedule: Schedule
  private let states: [DumpState]
  private let limits: ReadingLimits
  private let progress: Progress
  private var scanner: RecordScanner
  private var decoder: UnitDecoder
  private let batch: RecordBatch
  private var gatherer: Gatherer
  /// Why the worker stopped early.
  private var trouble: IOFailure?

  init(
    _ schedule: Schedule, _ states: [DumpState], _ options: IngestOptions, _ progress: Progress,
    _ gatherer: consuming Gatherer
  ) {
    self.schedule = schedule
    self.states = states
    self.progress = progress
    limits = options.limits
    scanner = RecordScanner(
      options.catalog, assumedOffset: options.assumedOffset, longestLine: limits.lineBytes,
      forgottenBefore: options.forgottenBefore)
    decoder = UnitDecoder(limits: limits)
    batch = RecordBatch(largestChunk: limits.lineBytes + 2 + limits.chunkBytes)
    self.gatherer = gatherer
  }

  /// Works until everything is done.
  mutating func run() {
    while let task = schedule.nextTask() {
      switch task {
      case .scan(let chunk):
        scan(chunk)
        schedule.recycle(chunk)
      case .decode(let dump, let unit):
        decode(dump: dump, unit: unit)
        schedule.finishDecoding()
      }
    }
  }

  /// What the worker has gathered.
  ///
  /// - Throws: `IOFailure` when it could not keep all of it.
  consuming func end() throws(IOFailure) -> Gatherer {
    if let trouble { throw trouble }
    return gatherer
  }

  private mutating func decode(dump: Int, unit: Int) {
    let state = states[dump]
    do throws(UnitFailure) {
      decoder.begin(state.dump.layout.units[unit])
      let fresh = freshChunk
      var chunker = UnitChunker(
        state.dump, unit: unit, limits, first: fresh(dump, unit))
      while let chunk = try chunker.next(&decoder, fresh: { fresh(dump, unit) }) {
        deliver(chunk)
      }
      schedule.recycle(chunker.spare)
      progress.add(storedBytes: state.dump.layout.units[unit].size)
      for line in try state.finish(unit: unit, chunker.remains) { scan(line) }
    } catch {
      state.fail(unit: Int32(unit), error)
      schedule.giveUp(dump: dump)
    }
  }

  /// Gives an empty chunk for a unit; a closure of its own, so that it does not hold the worker.
  private var freshChunk: (_ dump: Int, _ unit: Int) -> Chunk {
    let schedule = schedule
    return { dump, unit in
      let chunk = schedule.freshChunk()
      (chunk.dump, chunk.unit) = (Int32(dump), Int32(unit))
      return chunk
    }
  }

  private mutating func deliver(_ chunk: Chunk) {
    if schedule.handOver(chunk) { return }
    scan(chunk)
    schedule.recycle(chunk)
  }

  /// Scans a line that crosses the border of units.
  private mutating func scan(_ line: StitchedLine) {
    let chunk = schedule.freshChunk()
    for (index, byte) in line.bytes.enumerated() { chunk.buffer[index] = byte }
    chunk.dump = line.location.dump
    chunk.unit = line.location.unit
    chunk.number = line.location.chunk
    chunk.offsetInUnit = line.location.offsetInUnit
    chunk.lines = 0..<line.bytes.count
    chunk.frames = [FrameStart(offsetInUnit: 0, frame: line.location.frame)]
    // The last line of a dump may lack its line feed.
    chunk.buffer[line.bytes.count] = UInt8(ascii: "\n")
    scan(chunk)
    schedule.recycle(chunk)
  }

  /// Gathers the batch; false when that is no use any more.
  private mutating func gather(from chunk: Chunk) -> Bool {
    guard trouble == nil else { return false }
    do throws(IOFailure) {
      try gatherer.gather(batch, from: chunk)
      return true
    } catch {
      trouble = error
      schedule.stop()
      return false
    }
  }

  private mutating func scan(_ chunk: Chunk) {
    let state = states[Int(chunk.dump)]
    if let shape = state.dump.shape { scanner.turn(to: shape) }
    let view = chunk.view
    var place = RecordScanner.Progress()
    var read: Int64 = 0
    var rejected: Int64 = 0
    repeat {
      batch.removeAll()
      scanner.scan(view, &place, into: batch)
      read += batch.recordsRead
      rejected += Int64(batch.rejected.count)
      guard gather(from: chunk) else { return }
    } while place.index < view.count && place.overlongLine == nil
    state.note(chunk: chunk, lines: place.lines, read: read, rejected: rejected)
    progress.add(records: read)
    if let overlong = place.overlongLine {
      let offset = chunk.offsetInUnit + Int64(chunk.lines.lowerBound + overlong)
      state.fail(unit: chunk.unit, .overlongLine(unit: chunk.unit, offsetInUnit: offset))
      schedule.giveUp(dump: Int(chunk.dump))
    }
  }
}

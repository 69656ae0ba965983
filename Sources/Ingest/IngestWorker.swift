import Aggregation
import ByteStreams
import Quantities
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
  private let forgottenBefore: Timestamp?
  private var scanner: RecordScanner
  private var decoder: UnitDecoder
  private let batch: RecordBatch
  private var gatherer: Gatherer
  /// Memory for a whole unit, kept from one to the next.
  private var whole: Chunk?
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
    forgottenBefore = options.forgottenBefore
    scanner = RecordScanner(
      options.catalog, assumedOffset: nil, longestLine: limits.lineBytes,
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
      case .decode(let dump, let unit, let isLate):
        decode(dump: dump, unit: unit, isLate: isLate)
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

  private mutating func decode(dump: Int, unit: Int, isLate: Bool) {
    let state = states[dump]
    let stored = state.dump.layout.units[unit]
    let isWhole =
      !isLate && stored.mostDecodedBytes > 0 && stored.mostDecodedBytes <= limits.wholeUnitBytes
    do throws(UnitFailure) {
      let remains =
        isWhole
        ? try readWhole(dump, unit, Int(stored.mostDecodedBytes)) : try readInChunks(dump, unit)
      progress.add(storedBytes: stored.size)
      for line in try state.finish(unit: unit, remains) { scan(line) }
    } catch {
      state.fail(unit: Int32(unit), error)
      schedule.giveUp(dump: dump)
    }
  }

  /// Reads a unit into one piece of memory.
  private mutating func readWhole(
    _ dump: Int, _ unit: Int, _ bytes: Int
  ) throws(UnitFailure) -> UnitRemains {
    let state = states[dump]
    decoder.begin(state.dump.layout.units[unit], inPlace: true)
    let memory: Chunk
    if let whole, whole.buffer.capacity >= bytes {
      memory = whole
    } else {
      memory = Chunk(wholeUnitOf: bytes)
      whole = memory
    }
    (memory.dump, memory.unit) = (Int32(dump), Int32(unit))
    var reader = WholeUnitReader(state.dump, unit: unit, limits, into: memory)
    while let chunk = try reader.next(&decoder) { scan(chunk) }
    return reader.remains
  }

  /// Reads a unit chunk by chunk.
  private mutating func readInChunks(
    _ dump: Int, _ unit: Int
  ) throws(UnitFailure) -> UnitRemains {
    let state = states[dump]
    decoder.begin(state.dump.layout.units[unit])
    let fresh = freshChunk
    var chunker = UnitChunker(state.dump, unit: unit, limits, first: fresh(dump, unit))
    while let chunk = try chunker.next(&decoder, fresh: { fresh(dump, unit) }) {
      deliver(chunk)
    }
    schedule.recycle(chunker.spare)
    return chunker.remains
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
    if let shape = state.dump.shape {
      // What a partial held is asked for its age when it is united, as it was then.
      scanner.turn(
        to: shape, assumedOffset: state.dump.assumedOffset,
        forgottenBefore: state.dump.origin == nil ? forgottenBefore : nil)
    }
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

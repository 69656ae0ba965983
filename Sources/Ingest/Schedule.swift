import ByteStreams
import Concurrency

/// Who does what: units of dumps to decode, chunks to scan, and memory for chunks.
///
/// A worker that decodes also scans, chunk by chunk, while its bytes are in the cache. Only when no
/// unit is left to begin - the end of a run, or a dump of one large frame - chunks are handed to
/// workers that have nothing to do, and when enough of them lie there the decoder scans one itself.
/// So no worker ever waits for another but at the end, and memory is bounded by the chunks.
final class Schedule: Sendable {
  /// Something for a worker to do.
  enum Task {
    /// - Parameter isLate: whether so few units are left that others may soon wait for chunks of it.
    ///   It follows from the dumps alone, so that each look over them cuts a unit in the same way.
    case decode(dump: Int, unit: Int, isLate: Bool)
    case scan(Chunk)
  }

  private struct State {
    var units: [(dump: Int, unit: Int)]
    var nextUnit = 0
    var decoding = 0
    var ready: [Chunk] = []
    var spare: [Chunk] = []
    var failed: Set<Int> = []
  }

  private let state: Monitor<State>
  private let limits: ReadingLimits
  private let mostReady: Int
  private let workers: Int

  /// A schedule of all units that hold records.
  init(_ dumps: [OpenDump], _ limits: ReadingLimits, workers: Int) {
    let units = dumps.enumerated().flatMap { index, dump in
      dump.shape == nil ? [] : (dump.start.unit..<dump.layout.units.count).map { (index, $0) }
    }
    state = Monitor(State(units: units))
    self.limits = limits
    mostReady = workers > 1 ? workers * 2 : 0
    self.workers = workers
  }

  /// The next task, `nil` when everything is done; waits while others may still hand chunks over.
  func nextTask() -> Task? {
    state.wait { state -> Task?? in
      if !state.ready.isEmpty { return .scan(state.ready.removeFirst()) }
      while state.nextUnit < state.units.count {
        let (dump, unit) = state.units[state.nextUnit]
        state.nextUnit += 1
        // Of a dump that cannot be trusted nothing more is read.
        guard !state.failed.contains(dump) else { continue }
        state.decoding += 1
        return .decode(
          dump: dump, unit: unit, isLate: state.nextUnit > state.units.count - workers)
      }
      return state.decoding == 0 ? .some(nil) : nil
    }
  }

  /// Hands a chunk to whoever is free; false when the caller should scan it itself.
  func handOver(_ chunk: Chunk) -> Bool {
    guard mostReady > 0 else { return false }
    return state.withLock { state in
      guard state.nextUnit == state.units.count, state.ready.count < mostReady else { return false }
      state.ready.append(chunk)
      return true
    }
  }

  /// Ends a `decode` task.
  func finishDecoding() {
    state.withLock { $0.decoding -= 1 }
  }

  /// Reads no further units of a dump.
  func giveUp(dump: Int) {
    _ = state.withLock { $0.failed.insert(dump) }
  }

  /// Begins no further unit of any dump.
  func stop() {
    state.withLock { $0.nextUnit = $0.units.count }
  }

  /// An empty chunk.
  func freshChunk() -> Chunk {
    state.withLock { $0.spare.popLast() } ?? Chunk(limits)
  }

  /// Takes a chunk back that has been scanned.
  func recycle(_ chunk: Chunk) {
    state.withLock { $0.spare.append(chunk) }
  }
}

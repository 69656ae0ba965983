import Aggregation
import ByteStreams
import Concurrency

/// What the workers know of one dump while they read it.
final class DumpState: Sendable {
  private struct State {
    var index: DumpIndex
    var stitcher: BorderStitcher
    var recordsRead: Int64 = 0
    var recordsRejected: Int64 = 0
    var failures: [(unit: Int32, failure: UnitFailure)] = []
  }

  let dump: OpenDump
  private let state: Monitor<State>
  private let longestLine: Int

  init(_ dump: OpenDump, place: Int32, _ limits: ReadingLimits) {
    self.dump = dump
    longestLine = limits.lineBytes
    let units = dump.layout.units.count
    state = Monitor(
      State(
        index: DumpIndex(dump.start, units: units),
        stitcher: BorderStitcher(
          dump: place, units: units, longestLine: limits.lineBytes)))
  }

  /// Notes a unit that was read to its end; returns lines across its borders that are complete now.
  func finish(unit: Int, _ remains: UnitRemains) throws(UnitFailure) -> [StitchedLine] {
    try state.withLock { state throws(UnitFailure) in
      state.index.finish(unit: unit, remains)
      return try state.stitcher.finish(
        unit: unit, remains, beginsLine: unit == dump.start.unit)
    }
  }

  /// Notes what a chunk held.
  func note(chunk: Chunk, lines: Int32, read: Int64, rejected: Int64) {
    state.withLock { state in
      state.index.add(lines: lines, chunk: chunk.number, unit: chunk.unit)
      state.recordsRead += read
      state.recordsRejected += rejected
    }
  }

  /// Notes that a unit could not be read.
  func fail(unit: Int32, _ failure: UnitFailure) {
    state.withLock { $0.failures.append((unit, failure)) }
  }

  /// The first thing that is wrong with the dump, in the order of its bytes.
  ///
  /// Units are begun in their order, so all units in front of the first bad one are finished.
  var failure: DumpFailure? {
    state.withLock { state in
      guard let first = state.failures.min(by: { $0.unit < $1.unit }) else {
        return dump.manifest?.disagreement(
          with: state.recordsRead, dump.layout, of: dump.source)
      }
      switch first.failure {
      case .untrusted(let failure):
        return failure
      case .overlongLine(let unit, let offsetInUnit):
        return overlongLine(state.index.offset(unit: unit, offsetInUnit: offsetInUnit))
      case .overlongLineInto(let unit):
        let start = state.stitcher.start(ofLineInto: unit)
        return overlongLine(
          state.index.offset(unit: start.unit, offsetInUnit: start.offsetInUnit))
      }
    }
  }

  private func overlongLine(_ decodedOffset: Int64) -> DumpFailure {
    DumpFailure(source: dump.source, overlongLineAt: decodedOffset, limit: longestLine)
  }

  /// What is wrong with the dump on a second look, after a first one that went well.
  func changes(since first: DumpState) -> DumpFailure? {
    if let failure { return failure }
    guard counts == first.counts else {
      return DumpFailure(
        source: dump.source, storedOffset: 0,
        reason: "the file changed while it was read; run again when nobody writes it")
    }
    return nil
  }

  /// Records met and records rejected.
  var counts: (read: Int64, rejected: Int64) {
    state.withLock { ($0.recordsRead, $0.recordsRejected) }
  }

  /// What is kept of a dump that was read to its end.
  var receipt: DumpReceipt {
    DumpReceipt(
      source: dump.source, digest: dump.layout.digest, storedBytes: dump.layout.storedBytes,
      recordsRead: counts.read, recordsRejected: counts.rejected)
  }

  /// How many decoded bytes and lines lie where.
  var index: DumpIndex { state.withLock { $0.index } }
}

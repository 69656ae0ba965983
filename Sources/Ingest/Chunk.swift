import Aggregation
import ByteStreams
import UsageRecords

/// Decoded bytes of a unit on their way to be scanned: whole lines.
///
/// `@unchecked Sendable`: it is handed from worker to worker through the lock of the schedule, and
/// whoever has it has it alone.
final class Chunk: @unchecked Sendable {
  let buffer: ByteBuffer
  /// Which of the run's dumps it is from.
  var dump: Int32 = 0
  /// Which unit of the dump it is from.
  var unit: Int32 = 0
  /// Which piece of the unit it is.
  var number: Int32 = 0
  /// Decoded bytes of the unit in front of the buffer's first byte.
  var offsetInUnit: Int64 = 0
  /// Where the lines lie in the buffer.
  var lines = 0..<0
  /// Frames of the unit, from the one that holds the first line on; none in a plain dump.
  var frames: [FrameStart] = []

  /// A piece of memory for all of a unit.
  init(wholeUnitOf bytes: Int) {
    buffer = ByteBuffer(capacity: bytes)
  }

  init(_ limits: ReadingLimits) {
    // A line that is carried over with its end, a step of decoding, and a line feed behind it all.
    buffer = ByteBuffer(capacity: limits.lineBytes + 2 + limits.chunkBytes + 1)
  }

  /// The lines, ready to be scanned.
  var view: ByteView { buffer.view(lines.lowerBound, lines.upperBound) }

  /// Where a line that was scanned from it stands.
  func location(of line: LinePlace) -> LineLocation {
    let offset = offsetInUnit + Int64(lines.lowerBound) + Int64(line.start)
    return LineLocation(
      dump: dump, unit: unit, offsetInUnit: offset, chunk: number, line: line.index,
      frame: frames.last { $0.offsetInUnit <= offset }?.frame ?? 0)
  }

  /// A line that was scanned from it, as it is written, at most 4096 bytes of it.
  func text(of line: LinePlace) -> [UInt8] {
    let start = lines.lowerBound + Int(line.start)
    let end = lines.lowerBound + Int(line.end)
    return buffer.view(start, min(end, start + 4096)).bytes
  }
}

import Aggregation
import ByteStreams

/// A line that crosses the border of units, put together.
struct StitchedLine: Sendable {
  /// Its bytes, its line feed included when it has one.
  let bytes: [UInt8]
  /// Where it begins.
  let location: LineLocation
}

/// Puts the lines together that cross borders of the units of one dump, as units are finished.
///
/// A line begins in the tail of one unit, goes on through units without any line feed, and ends in
/// the head of a later one or at the end of the dump. It is complete when the last of these units
/// is, so exactly one of the workers gets it.
struct BorderStitcher: Sendable {
  private enum State {
    case open
    /// Behind the last of its line feeds stands the tail; without one, the tail is all of it.
    case finished(head: Fragment?, tail: Fragment, beginsLine: Bool)
  }

  private var states: [State]
  private let dump: Int32
  private let longestLine: Int
  private var chunkCounts: [Int32]

  /// A stitcher for a dump of that many units.
  init(dump: Int32, units: Int, longestLine: Int) {
    self.dump = dump
    self.longestLine = longestLine
    states = Array(repeating: .open, count: units)
    chunkCounts = Array(repeating: 0, count: units)
  }

  /// Takes what is left of a unit; returns the lines that are complete now.
  ///
  /// - Parameter beginsLine: whether the unit holds the first record of the dump, so that what
  ///   stands in front of its first line feed goes on with no earlier line.
  /// - Throws: `UnitFailure` when a line is too long.
  mutating func finish(
    unit: Int, _ remains: UnitRemains, beginsLine: Bool
  ) throws(UnitFailure) -> [StitchedLine] {
    let hasTailOfOwn = beginsLine || remains.head != nil
    states[unit] = .finished(
      head: remains.head, tail: remains.tail, beginsLine: hasTailOfOwn)
    chunkCounts[unit] = remains.chunks
    var lines: [StitchedLine] = []
    if !beginsLine, let first = lineStart(before: unit), let line = try line(from: first) {
      lines.append(line)
    }
    if hasTailOfOwn, let line = try line(from: unit) { lines.append(line) }
    return lines
  }

  /// The unit in whose tail the line begins that reaches a unit; `nil` when that is not known yet.
  private func lineStart(before unit: Int) -> Int? {
    var unit = unit - 1
    while unit >= 0 {
      guard case .finished(_, _, let beginsLine) = states[unit] else { return nil }
      if beginsLine { return unit }
      unit -= 1
    }
    return nil
  }

  /// Where the line begins that goes on in a unit, all units before it being finished.
  func start(ofLineInto unit: Int32) -> (unit: Int32, offsetInUnit: Int64) {
    guard let start = lineStart(before: Int(unit)), case .finished(_, let tail, _) = states[start]
    else { return (unit, 0) }
    return (Int32(start), tail.offsetInUnit)
  }

  /// The line that begins in a unit's tail, once its end is known.
  private mutating func line(from start: Int) throws(UnitFailure) -> StitchedLine? {
    guard case .finished(_, let tail, _) = states[start] else { return nil }
    let offsetInUnit = tail.offsetInUnit
    var bytes = tail.bytes
    // A line that begins exactly at the border has its first byte in a later unit's frame.
    var frame = tail.frame
    var next = start + 1
    while next < states.count {
      guard case .finished(let head, let tail, _) = states[next] else { return nil }
      let piece = head ?? tail
      if bytes.isEmpty { frame = piece.frame }
      bytes += piece.bytes
      // The line's own end, CRLF at most, is allowed on top.
      guard bytes.count <= longestLine + 2 else {
        throw .overlongLine(unit: Int32(start), offsetInUnit: offsetInUnit)
      }
      if head != nil { break }
      next += 1
    }
    guard !bytes.isEmpty else { return nil }
    let location = LineLocation(
      dump: dump, unit: Int32(start), offsetInUnit: offsetInUnit,
      chunk: chunkCounts[start] + 1, line: 0, frame: frame)
    return StitchedLine(bytes: bytes, location: location)
  }
}

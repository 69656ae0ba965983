import Aggregation
import ByteStreams

/// How many decoded bytes and lines the units of a dump hold, as far as they have been read.
///
/// Places are told by unit and chunk while workers run; what they come to in the whole dump is
/// worked out at the end, for the few lines that somebody is told about.
struct DumpIndex: Sendable {
  private struct Unit {
    var decodedBytes: Int64 = 0
    /// Lines of each chunk by its number, which counts from 1.
    ///
    /// A line that goes on in later units is a chunk of its own, the last one of the unit that it
    /// begins in.
    var lines: [Int32] = [0]
  }

  private let start: RecordsStart
  private var units: [Unit]

  init(_ start: RecordsStart, units: Int) {
    self.start = start
    self.units = Array(repeating: Unit(), count: units)
  }

  /// Notes what is left of a unit that was read to its end.
  mutating func finish(unit: Int, _ remains: UnitRemains) {
    units[unit].decodedBytes = remains.decodedBytes
  }

  /// Notes the lines of a chunk.
  mutating func add(lines: Int32, chunk: Int32, unit: Int32) {
    let missing = Int(chunk) + 1 - units[Int(unit)].lines.count
    if missing > 0 { units[Int(unit)].lines += Array(repeating: 0, count: missing) }
    units[Int(unit)].lines[Int(chunk)] = lines
  }

  /// Decoded bytes of the dump in front of a place in a unit.
  func offset(unit: Int32, offsetInUnit: Int64) -> Int64 {
    units[start.unit..<Int(unit)].reduce(start.unitOffset + offsetInUnit) { $0 + $1.decodedBytes }
  }

  /// The number of a line in the dump, from 1.
  func lineNumber(of location: LineLocation) -> Int64 {
    let unitsBefore = units[start.unit..<Int(location.unit)].lazy.flatMap(\.lines)
    let chunksBefore = units[Int(location.unit)].lines.prefix(Int(location.chunk))
    let before =
      unitsBefore.reduce(0) { $0 + Int64($1) } + chunksBefore.reduce(0) { $0 + Int64($1) }
    return start.lines + before + Int64(location.line) + 1
  }
}

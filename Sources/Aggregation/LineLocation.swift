/// Where a line stands among the dumps of a run, in argument and line order.
public struct LineLocation: Hashable, Comparable, Sendable {
  /// The dump, by its place among the arguments.
  public var dump: Int32
  /// The unit of the dump.
  public var unit: Int32
  /// Decoded bytes of the unit in front of it.
  public var offsetInUnit: Int64
  /// The chunk of the unit it was scanned from.
  public var chunk: Int32
  /// Lines of that chunk in front of it.
  public var line: Int32
  /// The frame that holds its first byte, from 1; 0 in a plain dump.
  public var frame: Int64

  /// A line of a chunk of a unit.
  public init(
    dump: Int32, unit: Int32, offsetInUnit: Int64, chunk: Int32, line: Int32, frame: Int64
  ) {
    self.dump = dump
    self.unit = unit
    self.offsetInUnit = offsetInUnit
    self.chunk = chunk
    self.line = line
    self.frame = frame
  }

  public static func < (left: LineLocation, right: LineLocation) -> Bool {
    (left.dump, left.unit, left.offsetInUnit) < (right.dump, right.unit, right.offsetInUnit)
  }
}

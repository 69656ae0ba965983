/// Turns byte offsets of a text into lines and columns, for messages about places in files.
public struct LineIndex: Sendable {
  /// A place in a text as editors show it.
  public struct Location: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The physical line, from 1.
    public let line: Int
    /// The byte within the line, from 1.
    public let column: Int

    /// A line and a column, both from 1.
    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    public static func < (left: Location, right: Location) -> Bool {
      (left.line, left.column) < (right.line, right.column)
    }

    /// `line:column`.
    public var description: String { "\(line):\(column)" }
  }

  /// Offsets at which lines begin, rising; the first is the start of the text.
  private let lineStarts: [Int]

  /// Finds the lines of a text, which LF ends.
  ///
  /// - Complexity: O(n) in the bytes.
  public init(_ text: ArraySlice<UInt8>) {
    self.lineStarts =
      [text.startIndex]
      + text.indices.filter { text[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// Finds the lines of a whole text.
  public init(_ text: [UInt8]) {
    self.init(text[...])
  }

  /// The place of an offset; one past the end of the text belongs to its last line.
  ///
  /// - Complexity: O(log n) in the lines.
  public func location(of offset: Int) -> Location {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return Location(line: low + 1, column: offset - lineStarts[low] + 1)
  }
}

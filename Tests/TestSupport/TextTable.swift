import Foundation

/// Cases written as text, one a line, columns parted by `|`; hundreds fit on a page and align.
///
///     # what is proved    | input   | result
///     half goes up        | 0.005   | 0.01
///
/// Empty lines and lines that begin with `#` are for people.
public struct TextTable: Sendable {
  /// One case.
  public struct Row: Sendable, CustomStringConvertible {
    /// Its line in the file, from 1.
    public let line: Int
    /// Its cells, without the blanks around them.
    public let cells: [String]

    /// The cell of a column, from 0.
    public subscript(column: Int) -> String { cells[column] }

    /// The first cell and the line, which name the case in a failure.
    public var description: String { "line \(line): \(cells.first ?? "")" }
  }

  /// The cases in the order of the file.
  public let rows: [Row]

  /// Reads a table from text.
  ///
  /// - Precondition: every row has that many columns.
  public init(_ text: String, columns: Int) {
    var rows: [Row] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let bare = line.trimmingCharacters(in: .whitespaces)
      guard !bare.isEmpty, !bare.hasPrefix("#") else { continue }
      let cells = bare.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      precondition(cells.count == columns, "line \(index + 1) has \(columns) columns: \(bare)")
      rows.append(Row(line: index + 1, cells: cells))
    }
    self.rows = rows
  }

  /// Reads the table `Tables/NAME.txt` beside the test that asks for it.
  public static func rows(
    _ name: String, columns: Int, beside testFile: String = #filePath
  ) -> [Row] {
    let file = URL(fileURLWithPath: testFile).deletingLastPathComponent()
      .appendingPathComponent("Tables/\(name).txt")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      preconditionFailure("cannot read the table \(file.path)")
    }
    return TextTable(text, columns: columns).rows
  }
}

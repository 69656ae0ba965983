/// Lines of text with indents and columns.
struct TextPage {
  private(set) var lines: [String] = []
  /// How far all that is added stands in.
  var margin = 0

  /// All of it, a line ending behind each line.
  var text: String { lines.map { $0 + "\n" }.joined() }

  /// Adds a line.
  mutating func line(_ text: String, indent: Int = 0) {
    lines.append(String(repeating: " ", count: margin + indent) + text)
  }

  /// Adds an empty line, unless nothing is there yet.
  mutating func gap() {
    if !lines.isEmpty { lines.append("") }
  }

  /// Adds rows with their cells in columns; those named by `numbers` are flush right.
  mutating func table(_ rows: [[String]], numbers: Set<Int> = [], indent: Int) {
    for row in TextColumns.aligned(rows, numbers: numbers).split(separator: "\n") {
      line(String(row), indent: indent)
    }
  }

  /// A name from outside, whose control characters neither steer a terminal nor break a line.
  static func shown(_ text: String) -> String {
    Console.visible(text).replacing("\n", with: "\\u{a}")
  }

  /// A count with its unit: `1 record`, `2 records`.
  static func count(_ number: some BinaryInteger, _ unit: String) -> String {
    "\(number) \(unit)\(number == 1 ? "" : "s")"
  }
}

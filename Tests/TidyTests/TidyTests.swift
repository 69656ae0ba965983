import Foundation
import Testing

/// The rules of CONTRIBUTING.md that a program can check.
@Suite("The tree is tidy")
struct TidyTests {
  /// Words that have no place in `Sources`, with the reason.
  static let banned: [(pattern: String, reason: String)] = [
    (#"\btry!"#, "an error is handled or thrown on"),
    (#"\bas!"#, "a cast may fail"),
    (#"\bfatalError\("#, "a broken rule is a precondition that says which"),
    (#"\bFIXME\b|\bTODO\b|\bXXX\b"#, "what is open is mended or written down elsewhere"),
    (#"^(public |internal |@preconcurrency )*import Foundation"#, "Foundation stays in tests"),
    (#"^\s*print\("#, "only the console prints"),
    (#""/(home|root|tmp|work|usr/local)/"#, "no path of one machine"),
  ]

  @Test("no banned word in Sources", arguments: banned.indices)
  func bannedWords(_ index: Int) throws {
    let (pattern, reason) = Self.banned[index]
    let expression = try NSRegularExpression(pattern: pattern)
    for file in try SourceTree.files(below: "Sources") {
      for (number, line) in file.lines.enumerated() {
        let range = NSRange(line.startIndex..., in: line)
        #expect(
          expression.firstMatch(in: line, range: range) == nil,
          "\(file.path):\(number + 1): \(reason): \(line)")
      }
    }
  }

  @Test("no floating point near quantities or money")
  func floatingPoint() throws {
    let exact: Set<String> = [
      "Quantities", "Catalog", "Book", "Deduction", "Rating", "Settlement", "Ledger", "Exports",
      "Aggregation", "UsageRecords", "Generation", "Reports",
      "Forecasting", "Reconciliation",
    ]
    let expression = try NSRegularExpression(pattern: #"\b(Double|Float|Float16|CGFloat)\b"#)
    for file in try SourceTree.files(below: "Sources") where exact.contains(file.target) {
      for (number, line) in file.lines.enumerated() {
        let code = line.components(separatedBy: "//").first ?? line
        let range = NSRange(code.startIndex..., in: code)
        #expect(
          expression.firstMatch(in: code, range: range) == nil, "\(file.path):\(number + 1)")
      }
    }
  }

  @Test("a file holds one concept")
  func fileLength() throws {
    for file in try SourceTree.files(below: "Sources") {
      #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test("a function fits on a screen")
  func functionLength() throws {
    for folder in ["Sources", "Tests"] {
      for file in try SourceTree.files(below: folder) {
        for function in functions(of: file) {
          #expect(
            function.length <= 70, "\(file.path):\(function.line) has \(function.length) lines")
        }
      }
    }
  }

  /// Functions by their first line; one ends at the brace that stands in its own column.
  private func functions(of file: SourceTree.File) -> [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    for (index, line) in file.lines.enumerated() {
      let indent = line.prefix { $0 == " " }
      let words = line.dropFirst(indent.count)
      guard words.contains("func ") || words.hasPrefix("init") || words.contains(" init("),
        !words.hasPrefix("//")
      else { continue }
      let end = file.lines[index...].firstIndex { $0 == indent + "}" }
      if let end { found.append((index + 1, end - index + 1)) }
    }
    return found
  }

  @Test("every fixture is mentioned in a README: its folder's own, or that of all fixtures")
  func fixturesAreExplained() throws {
    let fixtures = SourceTree.root.appendingPathComponent("fixtures")
    let overview = try SourceTree.text("fixtures/README.md")
    for folder in try FileManager.default.contentsOfDirectory(atPath: fixtures.path).sorted()
    where !folder.hasSuffix(".md") {
      #expect(overview.contains("`\(folder)/`"), "fixtures/README.md does not mention \(folder)")
      guard let readme = try? SourceTree.text("fixtures/\(folder)/README.md") else { continue }
      let files = try FileManager.default.contentsOfDirectory(
        atPath: fixtures.appendingPathComponent(folder).path)
      for file in files where file != "README.md" {
        #expect(readme.contains(file), "fixtures/\(folder)/README.md does not mention \(file)")
      }
    }
  }
}

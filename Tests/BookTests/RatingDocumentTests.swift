import Foundation
import TestSupport
import Testing

@Suite("Documentation/RATING.md")
struct RatingDocumentTests {
  /// Rows of tables with a rule: four cells, the last of which names tests.
  private let rows: [[String]]

  init() throws {
    let file = Fixtures.packageDirectory.appendingPathComponent("Documentation/RATING.md")
    rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| rule |") }
      .map { $0.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast() }
      .filter { $0.count == 4 }
      .map { $0.map { $0.trimmingCharacters(in: .whitespaces) } }
  }

  /// The words between backticks.
  private func quoted(_ cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  @Test("every rule has a source and a test that exists")
  func tests() throws {
    #expect(rows.count > 60)
    let tests = Set(
      try TestNames.all().compactMap { $0.split(separator: "/").last.map(String.init) })
    for row in rows {
      #expect(!row[0].isEmpty && !row[1].isEmpty, "\(row)")
      #expect(!quoted(row[3]).isEmpty, "\(row)")
      for name in quoted(row[3]) { #expect(tests.contains(name), "\(name)") }
    }
  }

  @Test("every source is one of the list")
  func sources() throws {
    let file = Fixtures.packageDirectory.appendingPathComponent("Documentation/RATING.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let list = try #require(text.split(separator: "## Sources").last)
    var known: Set<String> = []
    for line in list.split(separator: "\n") where line.hasPrefix("| ") {
      let tags = line.split(separator: "|")[0].split(separator: ",")
        .map { $0.trimmingCharacters(in: .whitespaces) }
      for tag in tags {
        let ends = tag.components(separatedBy: " to ")
        guard ends.count == 2, let first = Int(ends[0].dropFirst()),
          let last = Int(ends[1].dropFirst())
        else {
          known.insert(tag)
          continue
        }
        known.formUnion((first...last).map { "P\($0)" })
      }
    }
    for tag in rows.flatMap({ quoted($0[1]) }) {
      let page = tag.split(separator: ":").last.map(String.init) ?? ""
      #expect(tag.contains(":") && known.contains(page), "\(tag)")
    }
  }
}

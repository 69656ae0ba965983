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
    let tests = try testFunctions()
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

  /// `Suite.function` for every function of a suite in `Tests`.
  private func testFunctions() throws -> Set<String> {
    let folder = Fixtures.packageDirectory.appendingPathComponent("Tests")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    var names: Set<String> = []
    for case let path as String in files where path.hasSuffix("Tests.swift") {
      let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      var suite = ""
      for line in text.split(separator: "\n") {
        let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
        if let place = words.firstIndex(of: "struct"), !line.hasPrefix(" "), words.count > place + 1
        {
          suite = words[place + 1]
        } else if let place = words.firstIndex(of: "func"), words.count > place + 1 {
          names.insert("\(suite).\(words[place + 1])")
        }
      }
    }
    return names
  }
}

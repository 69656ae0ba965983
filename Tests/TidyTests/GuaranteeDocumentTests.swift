import Foundation
import TestSupport
import Testing

@Suite("Documentation/GUARANTEES.md")
struct GuaranteeDocumentTests {
  /// Rows of tables with a failure, what holds instead, and tests.
  private let rows: [[String]]

  init() throws {
    rows = try SourceTree.text("Documentation/GUARANTEES.md").split(separator: "\n")
      .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| elsewhere |") }
      .map { Self.parts($0, by: "|").dropFirst().dropLast() }.map { Array($0) }
  }

  private static func parts(_ text: some StringProtocol, by separator: String) -> [String] {
    text.components(separatedBy: separator).map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test("every failure has its guarantee, and every guarantee tests that exist")
  func tests() throws {
    let known = try TestNames.all()
    #expect(rows.count >= 20)
    for row in rows {
      #expect(row.count == 3 && !row.contains(""), "\(row)")
      let names = Self.parts(row[2], by: ",")
      for name in names {
        #expect(name.hasPrefix("`") && name.hasSuffix("`"), "\(name)")
        #expect(known.contains(String(name.dropFirst().dropLast())), "\(name)")
      }
      #expect(Set(names).count == names.count, "\(row)")
    }
  }

  @Test("the README names the page")
  func readme() throws {
    #expect(try SourceTree.text("README.md").contains("(Documentation/GUARANTEES.md)"))
  }
}

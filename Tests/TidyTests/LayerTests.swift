import Foundation
import TestSupport
import Testing

/// The layers of `Package.swift`, of `Documentation/ARCHITECTURE.md` and of the code are the same.
@Suite("Layers")
struct LayerTests {
  /// What a target may import, by target.
  typealias Edges = [String: Set<String>]

  /// Targets and their dependencies, by the package manager's own reading of the manifest.
  private static func declared() throws -> (order: [String], edges: Edges) {
    // A scratch folder of its own: the tests hold the lock of the usual one.
    let scratch = try WorkDirectory()
    let result = try runProgram(
      URL(fileURLWithPath: "/usr/bin/env"),
      [
        "swift", "package", "--package-path", SourceTree.root.path, "--scratch-path",
        scratch.path("build"), "dump-package",
      ])
    let object = try JSONSerialization.jsonObject(with: Data(result.standardOutput))
    let package = try #require(object as? [String: Any])
    let targets = try #require(package["targets"] as? [[String: Any]])
    var order: [String] = []
    var edges: Edges = [:]
    for target in targets where target["type"] as? String != "test" {
      // Libraries for tests stand beside the layers.
      if (target["path"] as? String)?.hasPrefix("Tests/") ?? false { continue }
      let name = try #require(target["name"] as? String)
      let dependencies = target["dependencies"] as? [[String: Any]] ?? []
      order.append(name)
      edges[name] = Set(dependencies.compactMap { ($0["byName"] as? [Any])?.first as? String })
    }
    return (order, edges)
  }

  /// The rows of the table in ARCHITECTURE.md.
  private static func documented() throws -> Edges {
    var edges: Edges = [:]
    for line in try SourceTree.text("Documentation/ARCHITECTURE.md").components(separatedBy: "\n") {
      let cells = line.components(separatedBy: "|")
      guard cells.count == 6, Int(cells[1].trimmingCharacters(in: .whitespaces)) != nil else {
        continue
      }
      for name in quoted(cells[2]) { edges[name] = Set(quoted(cells[4])) }
    }
    return edges
  }

  private static func quoted(_ cell: String) -> [String] {
    cell.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  @Test("a target stands behind everything that it imports")
  func order() throws {
    let (order, edges) = try Self.declared()
    for (index, target) in order.enumerated() {
      let above = Set(order[..<index])
      let missing = edges[target, default: []].subtracting(above)
      #expect(missing.isEmpty, "\(target) imports \(missing), which stand below it")
    }
  }

  @Test("the table of ARCHITECTURE.md is the manifest")
  func documentation() throws {
    let (_, edges) = try Self.declared()
    let documented = try Self.documented()
    #expect(Set(documented.keys) == Set(edges.keys))
    for (target, imports) in edges {
      #expect(documented[target] == imports, "\(target)")
    }
  }

  @Test("a target imports everything that it declares")
  func declaredIsUsed() throws {
    let (_, edges) = try Self.declared()
    let files = try SourceTree.files(below: "Sources")
    for (target, imports) in edges {
      let sources = files.filter { $0.target == target }
      guard !sources.isEmpty else { continue }
      for name in imports {
        let isUsed = sources.contains { $0.lines.contains { $0.hasSuffix("import \(name)") } }
        #expect(isUsed, "\(target) declares \(name) and never imports it")
      }
    }
  }
}

import Foundation

/// The tests that there are, by the names under which documents speak of them.
public enum TestNames {
  /// `Target/Suite.function` for every test function in `Tests`.
  ///
  /// - Throws: what Foundation says when a file cannot be read.
  public static func all() throws -> Set<String> {
    let folder = Fixtures.packageDirectory.appendingPathComponent("Tests")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    var names: Set<String> = []
    for path in paths ?? [] where path.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      let target = path.split(separator: "/").first.map(String.init) ?? ""
      names.formUnion(functions(of: text).map { "\(target)/\($0)" })
    }
    return names
  }

  /// `Suite.function` for every function behind a `@Test` in a file.
  static func functions(of text: String) -> [String] {
    var names: [String] = []
    var suite = ""
    var isTest = false
    for line in text.split(separator: "\n") {
      let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
      if let place = words.firstIndex(of: "struct"), !line.hasPrefix(" "), words.count > place + 1 {
        suite = words[place + 1]
      }
      if line.contains("@Test") { isTest = true }
      if isTest, let place = words.firstIndex(of: "func"), words.count > place + 1 {
        names.append("\(suite).\(words[place + 1])")
        isTest = false
      }
    }
    return names
  }
}

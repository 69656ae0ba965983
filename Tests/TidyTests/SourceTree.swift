import Foundation
import TestSupport

/// The files of the project, read as text.
struct SourceTree {
  /// One Swift file.
  struct File {
    /// Its path below the project's folder.
    let path: String
    /// Its lines, without their ends.
    let lines: [String]

    /// The folder of the target it belongs to: `Ledger`.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
  }

  /// The folder of the project.
  static let root = Fixtures.packageDirectory

  /// The Swift files below a folder of the project, by path.
  static func files(below folder: String) throws -> [File] {
    let top = root.appendingPathComponent(folder)
    let paths = FileManager.default.enumerator(atPath: top.path)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".swift") && !$0.hasPrefix(".") }.sorted().map { path in
      let text = try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8)
      return File(path: "\(folder)/\(path)", lines: text.components(separatedBy: "\n"))
    }
  }

  /// A text file of the project.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}

import Foundation

/// Finds the files in `fixtures/`, which belong to no target.
public enum Fixtures {
  /// The folder: `DRAWDOWN_FIXTURES` when set, else `fixtures` at the root of the source tree.
  public static var directory: URL {
    if let path = ProcessInfo.processInfo.environment["DRAWDOWN_FIXTURES"] {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    return packageDirectory.appendingPathComponent("fixtures", isDirectory: true)
  }

  /// The root of the source tree, three levels above this file.
  public static var packageDirectory: URL {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  /// A file or folder by its path inside `fixtures/`.
  public static func url(_ path: String) -> URL { directory.appendingPathComponent(path) }

  /// The bytes of a file by its path inside `fixtures/`.
  ///
  /// - Throws: what Foundation says when it cannot be read.
  public static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url(path)))
  }
}

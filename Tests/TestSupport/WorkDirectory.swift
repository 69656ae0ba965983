import Foundation

/// A fresh, empty directory that disappears with its owner.
public final class WorkDirectory: Sendable {
  /// Where it is.
  public let url: URL

  /// Makes the directory.
  ///
  /// - Parameter name: the start of its name, for those who look into it while a test stands still.
  /// - Throws: what Foundation says when it cannot be made.
  public init(_ name: String = "drawdown") throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(name)-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// The path of a file inside it, whether it exists or not.
  public func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Whether a file or folder of that name is there.
  public func holds(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The names of the files and folders in it, sorted.
  public var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.sorted() ?? []
  }

  /// Removes a file or folder, if it is there.
  public func remove(_ name: String) { try? FileManager.default.removeItem(atPath: path(name)) }

  /// Writes a file, in folders that are made when missing.
  ///
  /// - Parameters:
  ///   - bytes: what it holds.
  ///   - name: its path inside the directory.
  /// - Returns: its path.
  /// - Throws: what Foundation says when it cannot be written.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  /// Writes a file of text.
  ///
  /// - Parameters:
  ///   - text: what it holds.
  ///   - name: its path inside the directory.
  /// - Returns: its path.
  /// - Throws: what Foundation says when it cannot be written.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write([UInt8](text.utf8), to: name)
  }

  /// The bytes of a file.
  ///
  /// - Parameter name: its path inside the directory.
  /// - Returns: what it holds.
  /// - Throws: what Foundation says when it cannot be read.
  public func bytes(of name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url.appendingPathComponent(name)))
  }

  /// The text of a file.
  ///
  /// - Parameter name: its path inside the directory.
  /// - Returns: what it holds, bad UTF-8 replaced.
  /// - Throws: what Foundation says when it cannot be read.
  public func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }
}

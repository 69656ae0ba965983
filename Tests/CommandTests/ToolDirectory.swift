import Foundation
import TestSupport

/// A fresh directory in which the built tool runs as a user runs it, with file names without
/// folders in front of them.
final class ToolDirectory: Sendable {
  /// The files in it.
  let files: WorkDirectory

  init() throws {
    files = try WorkDirectory("commands")
  }

  /// Runs the tool in the directory.
  func drawdown(
    _ words: [String], stdin: [UInt8] = [], environment: [String: String] = [:]
  ) throws -> ToolResult {
    let environment = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    return try runTool(words, stdin: stdin, in: files.url, environment: environment)
  }

  /// Runs the tool in the directory.
  func drawdown(_ words: String..., stdin: [UInt8] = []) throws -> ToolResult {
    try drawdown(words, stdin: stdin)
  }

  /// All files and what they hold, by name: equal before and after means that nothing happened.
  func snapshot() throws -> [String: [UInt8]] {
    var snapshot: [String: [UInt8]] = [:]
    for name in files.names { snapshot[name] = try files.bytes(of: name) }
    return snapshot
  }

  /// The exports that do not tell in which file a record came.
  static let figures = ["usage", "deductions", "charges", "grants", "invoices"]

  /// What a ledger exports, by the name of the export.
  func exports(of ledger: String, _ kinds: [String] = figures) throws -> [String: String] {
    var exports: [String: String] = [:]
    for kind in kinds {
      let result = try drawdown("export", kind, "--ledger", ledger)
      exports[kind] =
        result.exitCode == 0 ? result.output : "exit \(result.exitCode): \(result.errorOutput)"
    }
    return exports
  }
}

extension ToolResult {
  /// Everything that was said, for the message of a failed expectation.
  var told: String { "exit \(exitCode)\n\(output)\n\(errorOutput)" }
}

/// Lines of text, a line feed behind each.
func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

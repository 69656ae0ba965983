import Foundation
import TestSupport

/// The programs in `Tests/Durability`, which put the built tool through trouble.
enum DurabilityPrograms {
  /// Runs one of them on the tool that the tests run; it exits 0 when there was no damage.
  static func run(_ name: String, _ words: [String]) throws -> ToolResult {
    let program = Fixtures.packageDirectory.appendingPathComponent("Tests/Durability/\(name)").path
    return try runProgram(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["python3", program, "--tool", try toolURL().path] + words, deadlineSeconds: 600)
  }

  /// The highest resident memory of a run of the tool in bytes, and its result.
  static func peak(
    _ words: [String], in directory: ToolDirectory, stdin: [UInt8] = []
  ) throws -> (bytes: Int, result: ToolResult) {
    let program = Fixtures.packageDirectory.appendingPathComponent("Tests/Durability/peak.py").path
    let place = directory.files.path("peak")
    defer { directory.files.remove("peak") }
    let result = try runProgram(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["python3", program, place, try toolURL().path] + words, stdin: stdin,
      in: directory.files.url, environment: ["SWIFT_BACKTRACE": "enable=no"])
    guard let kibibytes = Int(try directory.files.text(of: "peak")) else {
      throw ToolFailure(description: result.told)
    }
    return (kibibytes << 10, result)
  }
}

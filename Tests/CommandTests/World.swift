import Foundation
import TestSupport

/// The world in `fixtures/world`.
enum FixtureWorld {
  static let ledger = "world.db"
  static let book = "book.ndjson"
  static let dumps = ["usage-a.csv.zst", "usage-b.ndjson.zst"]
  static let plainDumps = ["usage-a.csv", "usage-b.ndjson"]

  /// The words of the run that everything in `expected/` comes from.
  static let run = ["run", "--ledger", ledger, "--book", book] + dumps

  /// A fresh directory with the inputs of the world.
  static func directory() throws -> ToolDirectory {
    let directory = try ToolDirectory()
    for name in [book] + dumps + plainDumps {
      try directory.files.write(try Fixtures.bytes("world/\(name)"), to: name)
    }
    return directory
  }

  /// A fresh directory in which the world has been run.
  static func settledDirectory() throws -> ToolDirectory {
    let directory = try directory()
    let result = try directory.drawdown(run)
    guard result.exitCode == 1 else { throw ToolFailure(description: result.told) }
    return directory
  }

  /// An export as it was worked out by hand.
  static func expected(_ kind: String) throws -> String {
    let isText = kind == "invoices" || kind == "rejects"
    let bytes = try Fixtures.bytes("world/expected/\(kind).\(isText ? "ndjson" : "csv")")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The exports that do not tell in which file a record came.
  static func expectedFigures() throws -> [String: String] {
    var expected: [String: String] = [:]
    for kind in ToolDirectory.figures { expected[kind] = try self.expected(kind) }
    return expected
  }
}

import Foundation
import FuzzChecks
import TestSupport
import Testing

@Suite("Inputs of the fuzzer")
struct ReplayTests {
  /// The files of a check in `seeds` or `regressions`, by name; none where there is no folder.
  private static func inputs(_ folder: String, of check: FuzzCheck) throws -> [URL] {
    let path = Fixtures.packageDirectory.appendingPathComponent("Fuzzing/\(folder)/\(check.name)")
    guard FileManager.default.fileExists(atPath: path.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(at: path, includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  @Test("what was found once does not come back", arguments: FuzzCheck.all.map(\.name))
  func regressions(name: String) throws {
    let check = try #require(FuzzCheck.named(name))
    for file in try Self.inputs("regressions", of: check) {
      #expect(throws: Never.self, "\(name)/\(file.lastPathComponent)") {
        try check.check([UInt8](Data(contentsOf: file)))
      }
    }
  }

  @Test(
    "what the fuzzer begins with holds, cut short anywhere", arguments: FuzzCheck.all.map(\.name))
  func seeds(name: String) throws {
    let check = try #require(FuzzCheck.named(name))
    let files = try Self.inputs("seeds", of: check)
    #expect(!files.isEmpty)
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: file))
      // Every length of a very short seed, some of a longer one.
      for size in stride(from: bytes.count, through: 0, by: -max(1, bytes.count / 5)) {
        #expect(throws: Never.self, "\(name)/\(file.lastPathComponent), \(size) bytes") {
          try check.check(Array(bytes[..<size]))
        }
      }
    }
  }

  @Test("every folder of inputs belongs to a check")
  func folders() throws {
    for folder in ["seeds", "regressions"] {
      let path = Fixtures.packageDirectory.appendingPathComponent("Fuzzing/\(folder)").path
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      for name in names { #expect(FuzzCheck.named(name) != nil, "\(folder)/\(name)") }
    }
  }
}

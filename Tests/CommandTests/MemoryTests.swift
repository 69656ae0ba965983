import Foundation
import TestSupport
import Testing

@Suite("state beyond --memory goes to disk and changes nothing")
struct MemoryTests {
  /// A folder with a generated dump of more identities and users than a mebibyte holds.
  static func directory() throws -> (directory: ToolDirectory, dump: String) {
    let directory = try ToolDirectory()
    let result = try directory.drawdown(
      "generate", "--seed", "3", "--records", "60000", "--users", "40000", "--duplicates", "2000",
      "--conflicts", "500", "--broken", "300", "--frames", "7", "-o", "sample")
    #expect(result.exitCode == 0, "\(result.told)")
    return (directory, "sample/usage-2025-10-01.csv.zst")
  }

  @Test("aggregate", arguments: [1, 3])
  func aggregate(threads: Int) throws {
    let (directory, dump) = try Self.directory()
    func usage(_ words: [String]) throws -> [String] {
      let words = ["aggregate", dump, "--threads", "\(threads)", "--rejects", "rejects"] + words
      let result = try directory.drawdown(words)
      #expect(result.exitCode == 1)
      return [result.output, result.errorOutput, try directory.files.text(of: "rejects")]
    }
    let expected = try usage([])
    #expect(expected[0].count > 100_000)
    #expect(try usage(["--memory", "1M"]) == expected)
  }

  @Test("run")
  func run() throws {
    let (directory, dump) = try Self.directory()
    for (ledger, words) in [("a.db", []), ("b.db", ["--memory", "1M"])] {
      let result = try directory.drawdown(
        ["run", "--ledger", ledger, "--book", "sample/book.ndjson", dump] + words)
      #expect(result.exitCode == 1, "\(result.told)")
    }
    #expect(try directory.exports(of: "a.db") == directory.exports(of: "b.db"))
    let verified = try directory.drawdown("verify", "--ledger", "b.db", "--dumps", "sample")
    #expect(verified.exitCode == 0, "\(verified.told)")
  }

  @Test("a folder for it that is not there is told, and nothing is posted")
  func nowhere() throws {
    let (directory, dump) = try Self.directory()
    let result = try directory.drawdown(
      ["run", "--ledger", "l.db", "--book", "sample/book.ndjson", dump, "--memory", "1M"],
      environment: ["TMPDIR": "/nowhere"])
    #expect(result.exitCode == 4, "\(result.told)")
    #expect(result.errorOutput.contains("/nowhere/"))
    let exported = try directory.exports(of: "l.db", ["usage"])
    #expect(exported["usage"]?.split(separator: "\n").count == 1)
  }
}

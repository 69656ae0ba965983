import Foundation
import TestSupport
import Testing

@Suite("Running programs")
struct ProgramTests {
  private func shell(_ script: String, stdin: [UInt8] = [], in directory: URL? = nil) throws
    -> ToolResult
  {
    try runProgram(
      URL(fileURLWithPath: "/bin/sh"), ["-c", script], stdin: stdin, in: directory,
      environment: ["DRAWDOWN_WORD": "word"])
  }

  @Test("output, errors, exit code and environment come back")
  func result() throws {
    let result = try shell("echo out $DRAWDOWN_WORD; echo err >&2; exit 3")
    #expect(result.output == "out word\n")
    #expect(result.errorOutput == "err\n")
    #expect(result.exitCode == 3)
  }

  @Test("standard input goes through, and both outputs are drained however long they are")
  func drains() throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    let result = try shell("tee /dev/stderr", stdin: bytes)
    #expect(result.standardOutput == bytes)
    #expect(result.standardError == bytes)
    #expect(result.exitCode == 0)
  }

  @Test("a program need not read its input")
  func unreadInput() throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    #expect(try shell("exit 0", stdin: bytes).exitCode == 0)
  }

  @Test("a signal is told as shells do")
  func signal() throws {
    #expect(try shell("kill -9 $$").exitCode == 137)
  }

  @Test("runs side by side do not wait for each other's pipes", arguments: 1...16)
  func sideBySide(number: Int) throws {
    #expect(try shell("cat", stdin: [UInt8(number)]).standardOutput == [UInt8(number)])
  }

  @Test("a program that ended holds no descriptor")
  func descriptors() throws {
    func open() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    let before = try open()
    for _ in 1...100 { _ = try shell("true") }
    // Programs that run beside this test hold some.
    #expect(try open() < before + 100)
  }

  @Test("a work directory is fresh, holds files and disappears")
  func workDirectory() throws {
    var directory: WorkDirectory? = try WorkDirectory()
    let url = try #require(directory?.url)
    try directory?.write("text", to: "folder/file")
    #expect(try directory?.text(of: "folder/file") == "text")
    #expect(try shell("cat folder/file", in: url).output == "text")
    #expect(directory?.holds("folder") == true)
    directory = nil
    #expect(!FileManager.default.fileExists(atPath: url.path))
  }

  @Test("tables keep their lines and leave out what is for people")
  func tables() {
    let table = TextTable("# head\n\n a | b c |\n  # more\nd|e|f", columns: 3)
    #expect(table.rows.map(\.cells) == [["a", "b c", ""], ["d", "e", "f"]])
    #expect(table.rows.map(\.line) == [3, 5])
    #expect(table.rows[0].description == "line 3: a")
  }

  @Test("the generator's numbers are fixed for ever")
  func generator() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
    var again = SplitMix64(seed: 1)
    #expect((1...200).allSatisfy { _ in (3...7).contains(again.pick(3...7)) })
    #expect(again.shuffled(Array(1...50)).sorted() == Array(1...50))
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Measuring throughput")
struct BenchTests {
  private static let stages = ["walk", "decode", "scan", "count", "identity", "aggregate"]

  private func object(_ result: ToolResult) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: Data(result.standardOutput))
    return try #require(json as? [String: Any])
  }

  @Test("a dump that is made: its figures and every stage, and nothing stays behind")
  func made() throws {
    let directory = try ToolDirectory()
    let words = [
      "bench", "--records", "3000", "--seed", "7", "--format", "ndjson", "--frames", "3", "--apps",
      "20", "--users", "50", "--threads", "2", "--repetitions", "2", "--memory", "1M",
    ]
    let temporary = ["TMPDIR": directory.files.url.path]
    let text = try directory.drawdown(words, environment: temporary)
    #expect(text.exitCode == 0, "\(text.told)")
    #expect(text.errorOutput == "")
    #expect(text.output.hasPrefix("dumps:    made from seed 7 as ndjson, frames: 3\n"))
    #expect(text.output.contains("\nrecords:  3000 in "))
    #expect(text.output.contains("threads: 2, 1048576 bytes of memory, repetitions: 2\n"))
    #expect(directory.files.names.isEmpty)

    let figures = try object(try directory.drawdown(words + ["--json"], environment: temporary))
    #expect(figures["records"] as? Int == 3000)
    #expect(figures["memory"] as? Int == 1_048_576)
    let rows = try #require(figures["stages"] as? [[String: Any]])
    #expect(rows.map { $0["stage"] as? String } == Self.stages)
    for row in rows {
      let best = try #require(row["best_ns"] as? Int)
      let median = try #require(row["median_ns"] as? Int)
      #expect(best > 0 && best <= median)
    }
    #expect(rows[1]["ratio_to_decode"] as? String == "1.00")
  }

  @Test("dumps of one's own are read and stay as they are")
  func given() throws {
    let directory = try FixtureWorld.directory()
    let before = try directory.snapshot()
    let words = ["bench", "--json", "--repetitions", "1"] + FixtureWorld.dumps
    let figures = try object(try directory.drawdown(words))
    #expect(figures["dumps"] as? [String] == FixtureWorld.dumps)
    #expect(figures["memory"] is NSNull)
    let read = try directory.drawdown(["aggregate", "--json"] + FixtureWorld.dumps).standardError
    let summary = try JSONSerialization.jsonObject(with: Data(read)) as? [String: Any]
    let records = summary?["records"] as? [String: Any]
    #expect(figures["records"] as? Int == records?["read"] as? Int)
    #expect(try directory.snapshot() == before)
  }

  @Test("a dump that cannot be trusted exits 3 with its name")
  func untrusted() throws {
    let directory = try ToolDirectory()
    try directory.files.write(Array(ZstdFrames.frame([1, 2, 3]).dropLast()), to: "cut.zst")
    let result = try directory.drawdown("bench", "cut.zst")
    #expect(result.exitCode == 3)
    #expect(result.output == "")
    #expect(result.errorOutput.contains("cut.zst"))
  }
}

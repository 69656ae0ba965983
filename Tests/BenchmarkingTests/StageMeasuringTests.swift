import ByteStreams
import Catalog
import Ingest
import TestSupport
import Testing

@testable import Benchmarking

@Suite("Stages of reading are measured")
struct StageMeasuringTests {
  private let directory: WorkDirectory

  init() throws {
    directory = try WorkDirectory("bench")
  }

  private func options(_ dumps: [String]) -> IngestOptions {
    IngestOptions(
      catalog: .builtIn, sources: dumps, workers: 2, spillFolder: directory.url.path)
  }

  @Test("every stage, as often as asked; the usage is written", arguments: [1, 3])
  func stages(repetitions: Int) throws {
    let text = """
      {"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":61}
      {"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":61}
      no record

      """
    let stored = ZstdFrames.frame(Array(text.utf8))
    let dump = try directory.write(stored, to: "dump")
    let output = directory.path("usage.csv")
    let report = try measureStages(options([dump]), repetitions: repetitions, output: output)
    #expect(report.records == 3)
    #expect(report.storedBytes == Int64(stored.count))
    #expect(report.decodedBytes == Int64(text.utf8.count))
    #expect(report.rows.map(\.stage) == Stage.allCases)
    #expect(report.rows.allSatisfy { $0.times.sorted.count == repetitions })
    let usage = try directory.text(of: "usage.csv")
    #expect(usage.hasSuffix("\n,1,2025-10-01,audio,1,61,2\n"), "\(usage)")
  }

  @Test("a dump that cannot be trusted ends it")
  func untrusted() throws {
    let dump = try directory.write(Array(ZstdFrames.frame([1, 2]).dropLast()), to: "dump")
    #expect(throws: UntrustedInput.self) {
      try measureStages(options([dump]), repetitions: 1, output: directory.path("usage.csv"))
    }
    #expect(!directory.holds("usage.csv"))
  }
}

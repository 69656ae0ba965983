import ByteStreams
import Foundation
import Ingest
import TestSupport
import Testing

@Suite("stages of reading, done alone")
struct ReadingStagesTests {
  /// Writes dumps and walks over them.
  private func stages(
    _ dumps: [TestDump], in directory: WorkDirectory,
    _ configure: (inout IngestOptions) -> Void = { _ in }
  ) throws -> ReadingStages {
    let sources = try dumps.map { try directory.write($0.bytes, to: $0.name) }
    var options = IngestOptions(
      catalog: .builtIn, sources: sources, workers: 1, spillFolder: directory.url.path)
    configure(&options)
    return try ReadingStages(walking: options)
  }

  @Test("they meet the bytes and records that a run meets", arguments: 1...8)
  func sameRecords(block: Int) throws {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let dumps = RandomRun(seed: seed).dumps
      var random = SplitMix64(seed: seed ^ 0xBE)
      let workers = random.pick([1, 2, 5])
      let limits = random.pick([ReadingLimits(), .tiny()])
      let stages = try stages(dumps, in: WorkDirectory("stages")) {
        ($0.workers, $0.limits) = (workers, limits)
      }
      // Equal files are read once.
      let distinct = Dictionary(dumps.map { ($0.bytes, $0) }) { first, _ in first }.values
      let decoded = distinct.reduce(0) { $0 + $1.frames.reduce(0) { $0 + $1.count } }
      let context: Comment = "seed \(seed), workers \(workers), \(limits)"
      #expect(stages.storedBytes == Int64(distinct.reduce(0) { $0 + $1.bytes.count }), context)
      // Nothing is used up: a stage can be repeated.
      for _ in 1...2 {
        #expect(try stages.decode() == Int64(decoded), context)
        #expect(try stages.scan() == Int64(outcome(dumps).read), context)
      }
    }
  }

  @Test("a dump that cannot be trusted is named by the stage that sees it")
  func untrusted() throws {
    let directory = try WorkDirectory("stages")
    let sound = UntrustedFrameTests.frame(1)
    let cut = TestDump(stored: Array(sound.dropLast()), name: "cut")
    #expect(throws: UntrustedInput.self) { try stages([cut], in: directory) }

    var damaged = sound
    damaged[damaged.count - 1] ^= 1
    let second = TestDump(stored: sound + damaged, name: "damaged")
    // Small units, so that the damage lies behind what the walk looks at.
    let walked = try stages([second], in: directory) { $0.limits = .tiny() }
    for stage in [{ try walked.decode() }, { try walked.scan() }] {
      let error = #expect(throws: UntrustedInput.self) { _ = try stage() }
      let place = error.map { ($0.failures.first?.source ?? "") as NSString }
      #expect(place?.lastPathComponent == "damaged")
      #expect(error?.failures.first?.storedOffset == Int64(sound.count))
    }
  }

  @Test("a line that is too long is met by scanning and not by decoding")
  func longLine() throws {
    let dump = TestDump(lines: [#"{"record_id":"\#(String(repeating: "x", count: 900))"}"#])
    let stages = try stages([dump], in: WorkDirectory("stages")) { $0.limits = .tiny() }
    #expect(try stages.decode() == Int64(dump.bytes.count))
    #expect(throws: UntrustedInput.self) { try stages.scan() }
  }
}

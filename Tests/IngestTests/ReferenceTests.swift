import ByteStreams
import TestSupport
import Testing

@Suite("seeded runs agree with a slow reference")
struct ReferenceTests {
  @Test("usage lines, counts and rejects", arguments: 1...22)
  func agree(block: Int) throws {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let run = RandomRun(seed: seed)
      let expected = Outcome(ReferenceIngest(run.dumps.map(\.reference)))
      var random = SplitMix64(seed: seed ^ 0xABCD)
      let workers = random.pick([1, 2, 3, 7])
      var limits = random.pick([
        ReadingLimits(), .tiny(), .tiny(lineBytes: 900, chunkBytes: 64, unitBytes: 40),
      ])
      limits.wholeUnitBytes = random.pick([0, 300, 24 << 20])
      let memory = random.pick([nil, 200, 2000, 1 << 20])
      let outcome = try outcome(run.dumps) {
        ($0.workers, $0.limits, $0.memory) = (workers, limits, memory)
      }
      let differences = outcome.differences(from: expected)
      #expect(
        differences == "", "seed \(seed), workers \(workers), \(limits), memory \(memory ?? 0)")
    }
  }
}

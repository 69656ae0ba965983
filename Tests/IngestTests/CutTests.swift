import ByteStreams
import TestSupport
import Testing

@Suite("the cut of a dump shows in nothing but frame numbers")
struct CutTests {
  /// Good lines, bad ones, a duplicate, a conflict and a blank line.
  static let lines = [
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":60}"#,
    #"{"record_id":"b","time":1,"sdk_app_id":1,"meter":"audio"}"#,
    "",
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":60}"#,
    #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":61}"#,
    "[]",
  ]
  static let dump = Array(lines.joined(separator: "\n").utf8)

  @Test("places of a dump that is cut in two")
  func placesByHand() throws {
    let dump = TestDump(frames: [Array(Self.dump[..<81]), Array(Self.dump[81...])])
    let outcome = try outcome([dump]) { $0.limits = .tiny() }
    #expect(
      outcome.rejects.map(\.place) == [
        "dump line 2 frame 2 offset 81 time",
        "dump line 5 frame 2 offset 221 conflict first dump 1",
        "dump line 6 frame 2 offset 302 syntax",
      ])
  }

  @Test("every cut into two frames", arguments: [1, 2])
  func everyCutInTwo(workers: Int) throws {
    // One worker meets all cuts, two of them meet every third one.
    for place in stride(from: 0, through: Self.dump.count, by: workers * 2 - 1) {
      let dump = TestDump(frames: [Array(Self.dump[..<place]), Array(Self.dump[place...])])
      let outcome = try outcome([dump]) { ($0.limits, $0.workers) = (.tiny(), workers) }
      let differences = outcome.differences(from: Outcome(ReferenceIngest([dump.reference])))
      #expect(differences == "", "cut at \(place)")
    }
  }

  @Test("random cuts into three frames and more, skippable ones between", arguments: 1...60)
  func randomCuts(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let places = (0..<random.pick([2, 2, 2, 9])).map { _ in random.pick(0...Self.dump.count) }
    let cuts = [0] + places.sorted() + [Self.dump.count]
    var dump = TestDump(frames: zip(cuts, cuts.dropFirst()).map { Array(Self.dump[$0..<$1]) })
    var stored: [UInt8] = random.oneIn(2) ? ZstdFrames.skippable([1, 2, 3]) : []
    for frame in dump.frames {
      stored += ZstdFrames.frame(frame, hasChecksum: random.oneIn(2), tellsSize: random.oneIn(2))
      if random.oneIn(3) { stored += ZstdFrames.skippable([], kind: UInt8(random.pick(0...15))) }
    }
    dump.stored = stored
    let expected = Outcome(ReferenceIngest([dump.reference]))
    for unitBytes in [1, 60, 1 << 20] as [Int64] {
      let outcome = try outcome([dump]) {
        $0.limits = .tiny(chunkBytes: random.pick([1, 7, 100]), unitBytes: unitBytes)
        $0.workers = random.pick([1, 2, 3, 7])
      }
      #expect(outcome.differences(from: expected) == "", "seed \(seed), units of \(unitBytes)")
    }
  }

  @Test("a plain dump in units and chunks of every size", arguments: [1, 2, 7, 80, 81, 82, 400])
  func plainUnits(unitBytes: Int64) throws {
    let dump = TestDump(plain: Self.dump)
    let expected = Outcome(ReferenceIngest([dump.reference]))
    for chunkBytes in [1, 3, 7, 81, 500] {
      for workers in [1, 3] {
        let outcome = try outcome([dump]) {
          $0.limits = .tiny(lineBytes: 200, chunkBytes: chunkBytes, unitBytes: unitBytes)
          $0.workers = workers
        }
        #expect(outcome.differences(from: expected) == "", "chunks of \(chunkBytes)")
      }
    }
  }
}

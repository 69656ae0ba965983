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
    for place in 0...Self.dump.count {
      let dump = TestDump(frames: [Array(Self.dump[..<place]), Array(Self.dump[place...])])
      let outcome = try outcome([dump]) { ($0.limits, $0.workers) = (.tiny(), workers) }
      let differences = outcome.differences(from: Outcome(ReferenceIngest([dump.reference])))
      #expect(differences == "", "cut at \(place)")
    }
  }
}

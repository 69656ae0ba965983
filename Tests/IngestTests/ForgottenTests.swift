import Catalog
import Ingest
import Quantities
import TestSupport
import Testing

@Suite("records of months whose identities are forgotten")
struct ForgottenTests {
  private static let october: Int64 = 1_759_248_000

  private static func line(
    _ id: String, _ time: Int64, _ quantity: Int = 60, meter: String = "audio"
  ) -> String {
    #"{"record_id":"\#(id)","time":\#(time),"sdk_app_id":1,"meter":"\#(meter)","user_id":"u","#
      + #""quantity":\#(quantity)}"#
  }

  /// September and October; "a" and "c" were counted before.
  private static let lines = [
    line("a", october - 60), line("b", october - 1), line("c", october), line("d", october),
    line("c", october), line("b", october, 7), line("e", october - 60, 1, meter: "login"),
    line("f", october - 60, 5, meter: "groups"), line("g", october - 60, 90),
    line("b", october - 1),
    line("d", october, 61),
  ]

  private func posted(_ workshop: Workshop) throws -> Posted {
    var posted = Posted()
    let old = TestDump(
      lines: [Self.line("a", Self.october - 60), Self.line("c", Self.october)], name: "old")
    try posted.post(try workshop.result([old]))
    posted.forget(before: Timestamp(epochSeconds: Self.october))
    return posted
  }

  private static let reasons = [
    (1, "too_old"), (2, "too_old"), (9, "too_old"), (10, "too_old"), (11, "conflict"),
  ]

  private func check(_ outcome: Outcome, _ what: String) {
    #expect(outcome.rejects.map(\.line) == Self.reasons.map(\.0), "\(what)")
    #expect(outcome.rejects.map(\.reason) == Self.reasons.map(\.1), "\(what)")
    #expect(
      outcome.lines.map(\.summary) == [
        "1 2025-09-30 login 1 1", "1 2025-09-30 groups 1 5", "1 2025-10-01 audio 2 67",
      ], "\(what)")
    #expect(outcome.read == 11 && outcome.counted == 4, "\(what)")
    #expect(outcome.duplicates == 2 && outcome.conflicts == 1, "\(what)")
    #expect(outcome.rejected == 4, "\(what)")
  }

  @Test("are rejected with their place; later ones are counted, duplicates or conflicts as ever")
  func places() throws {
    let workshop = try Workshop()
    let cut = Self.lines[0].utf8.count + 1
    let bytes = Array(Self.lines.joined(separator: "\n").utf8)
    let dump = TestDump(frames: [Array(bytes[..<cut]), Array(bytes[cut...])])
    let outcome = try workshop.outcome([dump], before: posted(workshop))
    check(outcome, "two frames")
    #expect(
      outcome.rejects.prefix(2).map(\.place) == [
        "dump line 1 frame 1 offset 0 too_old", "dump line 2 frame 2 offset \(cut) too_old",
      ])
  }

  @Test("whatever the cut", arguments: 1...3)
  func cuts(workers: Int) throws {
    let bytes = Array(Self.lines.joined(separator: "\n").utf8)
    for place in stride(from: 0, through: bytes.count, by: 37) {
      let workshop = try Workshop()
      let dump = TestDump(frames: [Array(bytes[..<place]), Array(bytes[place...])])
      let outcome = try workshop.outcome([dump], before: posted(workshop)) {
        ($0.limits, $0.workers) = (.tiny(), workers)
      }
      check(outcome, "cut at \(place)")
    }
  }

  @Test("a rejected record takes no identity")
  func takesNone() throws {
    let workshop = try Workshop()
    let dump = TestDump(lines: Self.lines, name: "new")
    let result = try workshop.result([dump], before: posted(workshop))
    // "b" and "d"; "c" was known.
    #expect(try result.usage.identities.all().count == 2)
    #expect(result.receipts.map(\.recordsRejected) == [4])
  }
}

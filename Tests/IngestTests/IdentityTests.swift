import TestSupport
import Testing

@Suite("a record with the identity of one that stands is never counted")
struct IdentityTests {
  static func line(
    _ id: String = "a", _ quantity: Int = 60, meter: String = "audio", app: Int = 1,
    more: String = ""
  ) -> String {
    #"{"record_id":"\#(id)","time":1759248000,"sdk_app_id":\#(app),"meter":"\#(meter)","#
      + #""quantity":\#(quantity)\#(more)}"#
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    /// Lines of each dump.
    let dumps: [[String]]
    let lines: [String]
    var duplicates = 0
    var conflicts: [String] = []
    var testDescription: String { what }
  }

  static let table: [Case] = [
    Case(
      what: "twice", dumps: [[line(), line()]], lines: ["1 2025-10-01 audio 1 60"], duplicates: 1),
    Case(
      what: "in another spelling",
      dumps: [
        [
          line(),
          #"{"x":1,"quantity":"60","time":"2025-10-01T00:00:00+08:00","meter":"\u0061udio","#
            + #""sdk_app_id":"1","user_id":null,"width":5,"record_id":"a"}"#,
        ]
      ], lines: ["1 2025-10-01 audio 1 60"], duplicates: 1),
    Case(
      what: "twice across dumps", dumps: [[line()], [line("b"), line()]],
      lines: ["1 2025-10-01 audio 2 120"], duplicates: 1),
    Case(
      what: "of another app", dumps: [[line(), line(app: 2)]],
      lines: ["1 2025-10-01 audio 1 60", "2 2025-10-01 audio 1 60"]),
    Case(
      what: "another quantity", dumps: [[line("a", 60), line("a", 61)]],
      lines: ["1 2025-10-01 audio 1 60"],
      conflicts: ["dump1 line 2 offset 81 conflict first dump1 1"]),
    Case(
      what: "another meter", dumps: [[line(meter: "video.hd"), line()]],
      lines: ["1 2025-10-01 video.hd 1 60"],
      conflicts: ["dump1 line 2 offset 84 conflict first dump1 1"]),
    Case(
      what: "another user", dumps: [[line(), line(more: #","user_id":"u""#)]],
      lines: ["1 2025-10-01 audio 1 60"],
      conflicts: ["dump1 line 2 offset 81 conflict first dump1 1"]),
    Case(
      what: "video under its tier's name",
      dumps: [
        [line(meter: "video.sd"), line(meter: "video", more: #","width":640,"height":480"#)]
      ],
      lines: ["1 2025-10-01 video.sd 1 60"],
      conflicts: ["dump1 line 2 offset 84 conflict first dump1 1"]),
    Case(
      what: "width and height exchanged",
      dumps: [
        [
          line(meter: "video", more: #","width":640,"height":480"#),
          line(meter: "video", more: #","width":480,"height":640"#),
        ]
      ], lines: ["1 2025-10-01 video.sd 1 60"],
      conflicts: ["dump1 line 2 offset 106 conflict first dump1 1"]),
    Case(
      what: "width and height of no video",
      dumps: [[line(more: #","width":640"#), line(more: #","width":480,"height":null"#)]],
      lines: ["1 2025-10-01 audio 1 60"], duplicates: 1),
    Case(
      what: "a conflict across dumps, in argument order",
      dumps: [[line("b", 1)], [line("a", 2), line("b", 3)], [line("a", 1), line("b", 1)]],
      lines: ["1 2025-10-01 audio 2 3"], duplicates: 1,
      conflicts: [
        "dump2 line 2 offset 80 conflict first dump1 1",
        "dump3 line 1 offset 0 conflict first dump2 1",
      ]),
    Case(
      what: "a duplicate of the loser is a conflict, too",
      dumps: [[line("a", 1), line("a", 2), line("a", 2), line("a", 1), line("a", 3)]],
      lines: ["1 2025-10-01 audio 1 1"], duplicates: 1,
      conflicts: [
        "dump1 line 2 offset 80 conflict first dump1 1",
        "dump1 line 3 offset 160 conflict first dump1 1",
        "dump1 line 5 offset 320 conflict first dump1 1",
      ]),
    Case(
      what: "a rejected record takes no identity",
      dumps: [[line().replacing("60}", with: "6.5}"), line(), line()]],
      lines: ["1 2025-10-01 audio 1 60"], duplicates: 1),
    Case(
      what: "logins and peaks have none",
      dumps: [
        [
          line(meter: "login").replacing("60}", with: #"1,"user_id":"u"}"#),
          line(meter: "login").replacing("60}", with: #"1,"user_id":"u"}"#),
          line("a", 5, meter: "groups"), line("a", 4, meter: "groups"), line(),
        ]
      ],
      lines: [
        "1 2025-10-01 audio 1 60", "1 2025-10-01 login 2 1", "1 2025-10-01 groups 2 5",
      ]),
    Case(
      what: "a record of no seconds has one", dumps: [[line("a", 0), line("a", 0), line("a", 1)]],
      lines: ["1 2025-10-01 audio 1 0"], duplicates: 1,
      conflicts: ["dump1 line 3 offset 160 conflict first dump1 1"]),
    Case(
      what: "ids that Unicode calls equal are two",
      dumps: [[line("\u{E9}"), line("e\u{301}")]], lines: ["1 2025-10-01 audio 2 120"]),
    Case(
      what: "a conflict leaves nothing of its own days",
      dumps: [[line("a", 1), line("a", 200_000, meter: "ai.speech")]],
      lines: ["1 2025-10-01 audio 1 1"],
      conflicts: ["dump1 line 2 offset 80 conflict first dump1 1"]),
  ]

  @Test("duplicates and conflicts", arguments: table, [1, 3])
  func claims(entry: Case, workers: Int) throws {
    let dumps = entry.dumps.enumerated().map { TestDump(lines: $1, name: "dump\($0 + 1)") }
    let outcome = try outcome(dumps) { $0.workers = workers }
    #expect(outcome.lines.map(\.summary) == entry.lines)
    #expect(outcome.duplicates == entry.duplicates)
    #expect(outcome.conflicts == entry.conflicts.count)
    #expect(outcome.rejects.filter { $0.reason == "conflict" }.map(\.place) == entry.conflicts)
    #expect(outcome.differences(from: Outcome(ReferenceIngest(dumps.map(\.reference)))) == "")
  }

  @Test("oversize counts what stands")
  func oversize() throws {
    let huge = #","width":65535,"height":65535"#
    let lines = [
      Self.line("a", meter: "video", more: huge), Self.line("a", meter: "video", more: huge),
      Self.line("b", 1, meter: "video", more: huge), Self.line("b", 2, meter: "video", more: huge),
      Self.line("c", 1), Self.line("c", 2, meter: "video", more: huge),
    ]
    let outcome = try outcome([TestDump(lines: lines)])
    #expect(outcome.oversize == 2)
    #expect(
      outcome.lines.map(\.summary) == ["1 2025-10-01 audio 1 1", "1 2025-10-01 video.4k 2 61"])
  }

  @Test("without identities everything counts")
  func unchecked() throws {
    let dump = TestDump(lines: [Self.line("a", 1), Self.line("a", 2), Self.line("a", 2)])
    let outcome = try outcome([dump]) { $0.checksIdentity = false }
    #expect(outcome.lines.map(\.summary) == ["1 2025-10-01 audio 3 5"])
    #expect(outcome.counted == 3)
  }

  @Test("the first in line order stands, whichever unit is read first", arguments: [1, 2, 3, 7])
  func orderOfLines(workers: Int) throws {
    // The frame with the record that stands is the longest by far and is finished last.
    let filler = (0..<400).map { Self.line("f\($0)") + "\n" }.joined()
    let frames = [filler + Self.line("a", 1) + "\n"] + (2...9).map { Self.line("a", $0) + "\n" }
    let dump = TestDump(frames: frames.map { Array($0.utf8) })
    let outcome = try outcome([dump]) { ($0.workers, $0.limits.unitBytes) = (workers, 1) }
    #expect(outcome.conflicts == 8)
    #expect(outcome.rejects.allSatisfy { $0.first?.line == 401 })
    #expect(outcome.lines.map(\.quantity) == [400 * 60 + 1])
  }

  @Test("a record that stands is attributed to its dump", arguments: [1, 3])
  func attribution(workers: Int) throws {
    let workshop = try Workshop()
    // Alone in the third dump, repeated in the first and third, in conflict in the second.
    let result = try workshop.result([
      TestDump(lines: [Self.line("same")], name: "one"),
      TestDump(lines: [Self.line("conflict", 1)], name: "two"),
      TestDump(
        lines: [Self.line("same"), Self.line("conflict", 2), Self.line("alone")], name: "three"),
    ]) { $0.workers = workers }
    #expect(try result.usage.identities.all().map(\.dump).sorted() == [0, 1, 2])
    #expect(result.receipts.map(\.recordsRead) == [1, 1, 3])
  }
}

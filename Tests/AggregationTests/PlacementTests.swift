import Aggregation
import Catalog
import Quantities
import TestSupport
import Testing

@Suite("which lines a record counts on")
struct PlacementTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let record: String
    let lines: [String]
    var testDescription: String { what }

    init(_ what: String, _ record: String, _ lines: [String]) {
      (self.what, self.record, self.lines) = (what, record, lines)
    }
  }

  static func audio(_ time: String, _ seconds: Int) -> String {
    record("audio", time: "\"\(time)+08:00\"", quantity: seconds)
  }

  static let cases = [
    Case("within a day", audio("2025-10-01T12:00:00", 60), ["1 2025-10-01 audio 1 60"]),
    Case("no seconds", audio("2025-10-01T12:00:00", 0), ["1 2025-10-01 audio 1 0"]),
    Case("no seconds at midnight", audio("2025-10-01T00:00:00", 0), ["1 2025-10-01 audio 1 0"]),
    Case("up to midnight", audio("2025-10-01T23:59:00", 60), ["1 2025-10-01 audio 1 60"]),
    Case(
      "a second beyond midnight", audio("2025-10-01T23:59:00", 61),
      ["1 2025-10-01 audio 1 60", "1 2025-10-02 audio 1 1"]),
    Case("a whole day", audio("2025-10-01T00:00:00", 86_400), ["1 2025-10-01 audio 1 86400"]),
    Case(
      "two midnights", audio("2025-10-01T23:59:59", 86_402),
      ["1 2025-10-01 audio 1 1", "1 2025-10-02 audio 1 86400", "1 2025-10-03 audio 1 1"]),
    Case(
      "beyond the end of a year", audio("2024-12-31T23:59:59", 2),
      ["1 2024-12-31 audio 1 1", "1 2025-01-01 audio 1 1"]),
    Case(
      "beyond the last day of all", audio("2099-12-31T23:59:59", 2),
      ["1 2099-12-31 audio 1 1", "1 2100-01-01 audio 1 1"]),
    Case("the first second of all", audio("2010-01-01T00:00:00", 1), ["1 2010-01-01 audio 1 1"]),
    Case(
      "midnight of the catalog's zone, not of the record's",
      record("audio", time: "\"2025-09-30T15:59:59Z\"", quantity: 2),
      ["1 2025-09-30 audio 1 1", "1 2025-10-01 audio 1 1"]),
    Case("a login", record("login", user: "u"), ["1 2025-10-01 login 1 1"]),
    Case("a peak of nothing", record("groups", quantity: 0), ["1 2025-10-01 groups 1 0"]),
    Case(
      "a peak belongs to its instant", record("groups", time: "1759334399", quantity: 1 << 40),
      ["1 2025-10-01 groups 1 1099511627776"]),
  ]

  @Test("durations, users and peaks", arguments: cases)
  func durations(entry: Case) throws {
    #expect(try summaries(usage([([entry.record], 0)])) == entry.lines)
  }

  @Test("31 days")
  func longest() throws {
    let lines = try usage([([Self.audio("2025-10-01T12:00:00", 2_678_400)], 0)]).lines
    #expect(lines.map(\.quantity) == [43_200] + Array(repeating: 86_400, count: 30) + [43_200])
    #expect(lines.allSatisfy { $0.records == 1 })
  }

  @Test(
    "areas find their tier, before the change and from it",
    arguments: [
      // 307200 and one more, 921600 and so on: 43886 x 7 is 307202, 13166 x 70 is 921620.
      (1, 1, "sd", "sd"), (640, 480, "sd", "sd"), (43_886, 7, "hd", "hd"), (720, 360, "sd", "sd"),
      (1280, 720, "hd", "hd"), (720, 1280, "hd", "hd"), (13_166, 70, "fhd", "fhd"),
      (1920, 1080, "fhd", "fhd"), (1921, 1080, "fhd", "2k"), (2560, 1440, "fhd", "2k"),
      (2561, 1440, "fhd", "4k"), (4096, 2176, "fhd", "4k"), (65_535, 65_535, "fhd", "4k"),
    ])
  func tiers(width: Int, height: Int, before: String, from: String) throws {
    // Two seconds around the midnight of the change, 2022-06-01: one by each table.
    let line = record("video", time: "1654012799", quantity: 2, picture: (width, height))
    #expect(
      try summaries(usage([([line], 0)])) == [
        "1 2022-05-31 video.\(before) 1 1", "1 2022-06-01 video.\(from) 1 1",
      ])
  }

  @Test("named tiers before and from the change", arguments: ["sd", "hd", "fhd", "2k", "4k"])
  func namedTiers(tier: String) throws {
    let line = record("video.\(tier)", time: "1654012799", quantity: 2)
    let before = ["2k", "4k"].contains(tier) ? "fhd" : tier
    #expect(
      try summaries(usage([([line], 0)])) == [
        "1 2022-05-31 video.\(before) 1 1", "1 2022-06-01 video.\(tier) 1 1",
      ])
  }

  @Test("other families keep their tiers on all days")
  func otherFamilies() throws {
    let names = ["recording.single.4k", "transcoding.h264.2k", "recording.mixed.audio"]
    let lines = names.enumerated().map { record($1, id: "r\($0)", time: "1654012799", quantity: 1) }
    let expected = ["recording.single.4k", "recording.mixed.audio", "transcoding.h264.2k"]
    #expect(
      try summaries(usage([(lines, 0)])) == expected.map { "1 2022-05-31 \($0) 1 1" })
  }

  @Test("only pictures above the largest known area are oversize")
  func oversize() throws {
    let collected = CollectedUsage()
    try collected.add(
      collector([
        record("video", id: "a", picture: (4096, 2176)),
        record("video", id: "b", picture: (4097, 2176)),
        record("video", id: "c", time: "1654012799", picture: (65_535, 65_535)),
        record("audio", id: "d", picture: (65_535, 65_535)),
      ]))
    #expect(collected.oversize == 2)
  }

  @Test("users are distinct by app, day and byte")
  func users() throws {
    let lines = [
      record("login", user: "u"), record("login", user: "u"), record("login", user: "v"),
      record("login", app: 2, user: "u"), record("login", time: "1759334400", user: "u"),
      record("login", time: "1759334400", user: "\u{E9}"),
      record("login", time: "1759334400", user: "e\u{301}"),
      record("login", time: "1759334400", user: "U"),
    ]
    let expected = ["1 2025-10-01 login 3 2", "1 2025-10-02 login 4 4", "2 2025-10-01 login 1 1"]
    #expect(try summaries(usage([(lines, 0)])) == expected)
    // However the records are spread over workers.
    for cut in lines.indices {
      let shares = [(Array(lines[..<cut]), Int32(0)), (Array(lines[cut...]), Int32(1))]
      #expect(try summaries(usage(shares, workers: 3)) == expected)
    }
  }

  @Test("the highest count of all workers stands")
  func peaks() throws {
    let lines = [5, 9, 0, 9, 3].map { record("groups", quantity: $0) }
    for cut in lines.indices {
      let shares = [(Array(lines[cut...]), Int32(1)), (Array(lines[..<cut]), Int32(0))]
      #expect(try summaries(usage(shares)) == ["1 2025-10-01 groups 5 9"])
    }
  }
}

import Ingest
import TestSupport
import Testing
import UsageRecords

@Suite("Dumps whose fields stand elsewhere")
struct MappedDumpTests {
  private static let map = FieldMap.openMeter

  private static let events = [
    #"{"id":"a","time":"2025-10-01T12:00:00Z","type":"audio","subject":"1","data":{"value":60}}"#,
    #"{"id":"b","time":1759320000,"type":"video","subject":1,"data":{"value":"61","width":640,"height":480}}"#,
    #"{"id":"c","time":1759320000,"type":"login","subject":1,"data":{"user_id":"u"}}"#,
    #"{"id":"a","time":1759320000,"type":"audio","subject":1,"data":{"value":60}}"#,
    #"{"id":"a","time":1759320000,"type":"audio","subject":1,"data":{"value":61}}"#,
    #"{"id":"d","time":1759320000,"type":"audio","subject":1,"data":{"value":60},"data":{}}"#,
    #"{"record_id":"e","time":1759320000,"meter":"audio","sdk_app_id":1,"quantity":60}"#,
  ]

  private static let rows = [
    "id,data.user_id,type,time,subject,data.value,data.width,data.height,quantity",
    "a,,audio,2025-10-01T12:00:00Z,1,60,,,7", "b,,video,1759320000,1,61,640,480,",
    "c,u,login,1759320000,1,,,,", "a,,audio,1759320000,1,60,,,", "a,,audio,1759320000,1,61,,,",
  ]

  private static let usage = [
    "1 2025-10-01 audio 1 60", "1 2025-10-01 video.sd 1 61", "1 2025-10-01 login 1 1",
  ]

  @Test("the same for any cut and any number of workers", arguments: [1, 2, 3])
  func cuts(workers: Int) throws {
    for dump in ShapeTests.forms(Array(Self.events.joined(separator: "\n").utf8)) {
      let outcome = try outcome([dump]) {
        ($0.map, $0.limits, $0.workers) = (Self.map, .tiny(), workers)
      }
      #expect(outcome.lines.map(\.summary) == Self.usage)
      #expect(outcome.duplicates == 1)
      #expect(outcome.rejects.map(\.reason) == ["conflict", "repeated_key", "sdk_app_id"])
      #expect(outcome.rejects.map(\.line) == [5, 6, 7])
    }
  }

  @Test("one map for CSV and JSON, records told apart across both")
  func bothFormats() throws {
    let csv = TestDump(lines: Self.rows, name: "a.csv")
    let json = TestDump(lines: Self.events, name: "b.ndjson")
    let alone = try outcome([csv]) { $0.map = Self.map }
    #expect(alone.lines.map(\.summary) == Self.usage)
    #expect((alone.duplicates, alone.conflicts, alone.rejected) == (1, 1, 0))
    let both = try outcome([csv, json]) { $0.map = Self.map }
    #expect((both.counted, both.duplicates, both.conflicts, both.rejected) == (4, 4, 2, 2))
  }

  @Test("a header without a mapped column is no header")
  func header() throws {
    let found = try failures([TestDump(lines: Array(Self.rows.dropFirst(1)), name: "a")]) {
      $0.map = Self.map
    }
    #expect(found.first?.reason.contains("no column id, from which record_id is read") == true)
  }

  @Test("dumps of one run may be read in ways of their own")
  func readings() throws {
    let workshop = try Workshop()
    let plain = TestDump(lines: [ShapeTests.record.replacing(#""a""#, with: #""p""#)], name: "p")
    let local = [Self.events[0].replacing("Z", with: ""), Self.events[1]]
    let outcome = try workshop.outcome([TestDump(lines: local, name: "e"), plain]) {
      $0.readings[workshop.directory.path("e")] = LineReading(
        assumedOffset: .init(secondsEast: 0), map: Self.map)
      $0.limits = .tiny()
    }
    #expect(outcome.counted == 3)
    #expect(
      outcome.lines.map(\.summary) == ["1 2025-10-01 audio 2 120", "1 2025-10-01 video.sd 1 61"])
  }
}

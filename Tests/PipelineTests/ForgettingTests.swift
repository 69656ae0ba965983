import Aggregation
import Catalog
import Ingest
import Pipeline
import Quantities
import TestSupport
import Testing

/// A ledger that is written run by run, and of which months are forgotten.
private struct Story {
  let files: WorkDirectory
  private(set) var dumps: [String] = []
  private var ledger: String { files.path("ledger") }

  init() throws {
    files = try WorkDirectory("forgetting")
  }

  /// Posts records: `id,time,meter,quantity`; the app is the same one for all.
  mutating func run(
    _ records: [String], through day: String? = nil, catalog: String? = nil
  ) throws -> RecordCounts {
    let header = "record_id,time,meter,user_id,quantity,sdk_app_id,row\n"
    let rows = records.enumerated().map { "\($1),1,\(dumps.count)-\($0)\n" }
    dumps.append(
      try files.write(Array((header + rows.joined()).utf8), to: "dump-\(dumps.count).csv"))
    var options = RunOptions(command: "run", ledger: ledger)
    options.dumps = [dumps[dumps.count - 1]]
    options.through = day.flatMap { CalendarDay($0) }
    options.catalog = catalog
    options.spillFolder = files.path("")
    return try runJob(options, progress: Progress()).counts
  }

  func close(_ month: String, forgets: Bool = false) throws -> CloseSummary {
    guard let month = CalendarMonth(month) else { preconditionFailure("\(month) is a month") }
    return try closeJob(
      month, RunOptions(command: "close", ledger: ledger), forgets: forgets)
  }

  /// Checks the ledger from its dumps.
  func findings() throws -> [String] {
    var options = VerificationOptions(ledger: ledger)
    options.dumps = dumps
    options.spillFolder = files.path("")
    let report = try verifyLedger(options)
    #expect(report.proof?.runsDerived == dumps.count)
    return report.findings + report.notices
  }

  func exports() throws -> LedgerExports { try LedgerExports(of: ledger) }
}

extension RecordCounts {
  /// Counted, duplicates, conflicts, rejected.
  fileprivate var fates: [Int64] { [counted, duplicates, conflicts, rejected] }
}

@Suite("Forgetting closed months")
struct ForgettingTests {
  private static let september = ",2025-09-10T10:00:00+08:00,audio,,600"
  private static let october = ",2025-10-10T10:00:00+08:00,audio,,600"

  /// September and October with a record each; September is closed.
  private func story() throws -> Story {
    var story = try Story()
    let counts = try story.run(["a\(Self.september)", "b\(Self.october)"], through: "2025-11-05")
    #expect(counts.fates == [2, 0, 0, 0])
    _ = try story.close("2025-09")
    return story
  }

  @Test("a late duplicate is too old in a forgotten month, a duplicate in another, never counted")
  func late() throws {
    var story = try story()
    #expect(try story.run(["a\(Self.september)"]).fates == [0, 1, 0, 0])
    let before = try story.exports()
    let summary = try story.close("2025-09", forgets: true)
    #expect(summary.wasClosed && summary.forgottenIdentities == 1 && summary.run == 4)
    let again = [
      "a\(Self.september)", "x\(Self.september)", "b\(Self.october)",
      "b,2025-10-10T10:00:00+08:00,audio,,601",
    ]
    #expect(try story.run(again).fates == [0, 1, 1, 2])
    #expect(try story.exports() == before)
    #expect(try story.findings() == [])
  }

  @Test("a close can forget at once, and only closed months are forgotten")
  func atOnce() throws {
    var story = try story()
    let summary = try story.close("2025-10", forgets: true)
    #expect(!summary.wasClosed && summary.forgottenIdentities == 2)
    #expect(throws: RefusedClose.self) { try story.close("2025-11", forgets: true) }
    #expect(throws: RequestFailure.self) { try story.close("2025-12", forgets: true) }
    #expect(try story.run(["b\(Self.october)"]).fates == [0, 0, 0, 1])
    #expect(
      try story.run(["c,2025-11-01T00:00:00+08:00,audio,,1"]).fates == [1, 0, 0, 0])
    #expect(try story.findings() == [])
  }

  @Test("what is forgotten already changes nothing")
  func twice() throws {
    let story = try story()
    _ = try story.close("2025-10", forgets: true)
    let before = try story.files.bytes(of: "ledger")
    for month in ["2025-09", "2025-10"] {
      let summary = try story.close(month, forgets: true)
      #expect(summary.run == nil && summary.forgottenIdentities == nil)
    }
    #expect(try story.files.bytes(of: "ledger") == before)
  }

  @Test("an earlier month is forgotten alone")
  func earlierMonth() throws {
    var story = try story()
    _ = try story.close("2025-10")
    #expect(try story.close("2025-09", forgets: true).forgottenIdentities == 1)
    let again = ["a\(Self.september)", "b\(Self.october)"]
    #expect(try story.run(again).fates == [0, 1, 0, 1])
    #expect(try story.close("2025-10", forgets: true).forgottenIdentities == 1)
    #expect(try story.run(again).fates == [0, 0, 0, 2])
    #expect(try story.findings() == [])
  }

  @Test("the time of a record decides, and an id is free again")
  func byTime() throws {
    var story = try story()
    _ = try story.close("2025-10", forgets: true)
    let counts = try story.run([
      "p,2025-10-31T23:59:59+08:00,audio,,7200", "q,2025-10-31T23:59:59+08:00,audio,,0",
      "r,2025-11-01T00:00:00+08:00,audio,,0", "a,2025-11-01T00:00:00+08:00,audio,,60",
      ",2025-10-31T12:00:00+08:00,login,u1,", ",2025-09-30T12:00:00+08:00,groups,,7",
    ])
    #expect(counts.fates == [4, 0, 0, 2])
    #expect(try story.findings() == [])
  }

  @Test("an identity that was seen in another zone is not taken for new")
  func otherZone() throws {
    // 08:00 of that zone's first of October is midnight of this one's.
    let record = "z,2025-09-30T20:00:00+00:00,audio,,60"
    var story = try Story()
    let text = String(decoding: Catalog.builtIn.source, as: UTF8.self)
    let path = try story.files.write(
      Array(text.replacing("+08:00", with: "+00:00").utf8), to: "utc.json")
    let utc = try chooseCatalog(path)
    #expect(utc.zone.secondsEast == 0)
    #expect(try story.run([record], through: "2025-10-05", catalog: path).fates == [1, 0, 0, 0])
    _ = try story.close("2025-09")
    let east = try story.files.write(Catalog.builtIn.source, to: "east.json")
    #expect(try story.run([record], catalog: east).fates == [0, 1, 0, 0])
    #expect(try story.close("2025-09", forgets: true).forgottenIdentities == 1)
    #expect(try story.run([record]).fates == [0, 0, 0, 1])
    #expect(try story.findings() == [])
  }
}

/// What becomes of records, worked out one after the other.
private struct Model {
  private var standing: [Int: (content: String, month: Int)] = [:]
  private var forgotten = 0

  /// Counted, duplicates, conflicts, rejected.
  mutating func post(_ records: [(id: Int, month: Int, content: String)]) -> [Int64] {
    var fates: [Int64] = [0, 0, 0, 0]
    for record in records {
      if record.month <= forgotten {
        fates[3] += 1
      } else if let known = standing[record.id] {
        fates[known.content == record.content ? 1 : 2] += 1
      } else {
        standing[record.id] = (record.content, record.month)
        fates[0] += 1
      }
    }
    return fates
  }

  mutating func forget(through month: Int) -> Int64? {
    guard month > forgotten else { return nil }
    forgotten = month
    let before = standing.count
    standing = standing.filter { $0.value.month > month }
    return Int64(before - standing.count)
  }
}

extension ForgettingTests {
  @Test(
    "seeded runs, closes and forgettings agree with a model and follow from their dumps",
    arguments: 1...30 as ClosedRange<UInt64>)
  func seeded(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var (story, model) = (try Story(), Model())
    var closed = 0
    for round in 1...8 {
      // The first dump reaches back to January, so that months are closed from there on.
      let records = (0..<random.pick(5...40)).map { _ in
        (id: random.pick(0...60), month: random.pick(1...8), quantity: random.pick(0...2))
      }
      let first = round == 1 ? [(id: 99, month: 1, quantity: 1)] : []
      let rows = (first + records).map { record in
        (
          record.id, record.month,
          ",2025-0\(record.month)-2\(record.month)T10:00:00+08:00,audio,,\(record.quantity)"
        )
      }
      let expected = model.post(rows.map { (id: $0.0, month: $0.1, content: $0.2) })
      let counts = try story.run(rows.map { "\($0.0)\($0.2)" }, through: "2025-09-30")
      #expect(counts.fates == expected, "seed \(seed), round \(round)")
      guard random.oneIn(2), closed < 8 else { continue }
      closed += 1
      let summary = try story.close("2025-0\(closed)", forgets: random.oneIn(3))
      if summary.forgets {
        #expect(
          summary.forgottenIdentities == model.forget(through: closed), "seed \(seed)")
      } else if random.oneIn(2) {
        let month = random.pick(1...closed)
        let later = try story.close("2025-0\(month)", forgets: true)
        #expect(later.forgottenIdentities == model.forget(through: month), "seed \(seed)")
      }
    }
    #expect(try story.findings() == [], "seed \(seed)")
  }
}

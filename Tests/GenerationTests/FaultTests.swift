import Generation
import Testing

@Suite("Records that are not what they should be")
struct FaultTests {
  /// What a reader that keeps the rules makes of the rows.
  struct Verdict: Equatable {
    var counted = 0
    var duplicates = 0
    var conflicts = 0
    var rejected = 0

    init(_ rows: [Row]) {
      var standing: [String: Row] = [:]
      for row in rows {
        let identity = "\(row.app)/\(row["record_id"])"
        if !row.faults.isEmpty {
          rejected += 1
        } else if ["login", "groups"].contains(row["meter"]) {
          counted += 1
        } else if let first = standing[identity] {
          if first == row { duplicates += 1 } else { conflicts += 1 }
        } else {
          standing[identity] = row
          counted += 1
        }
      }
    }
  }

  @Test(
    "The summary counts what a reader will find",
    arguments: [
      (0, 0, 0), (10_000, 0, 0), (0, 10_000, 0), (0, 0, 10_000), (20_000, 5000, 5000),
      (400_000, 200_000, 100_000), (1_000_000, 0, 0), (0, 1_000_000, 0), (0, 0, 1_000_000),
    ])
  func counts(duplicates: Int, conflicts: Int, broken: Int) throws {
    let plan = GenerationPlan.small(seed: 5, records: 10_000) {
      $0.days = 2
      $0.duplicatesPerMillion = duplicates
      $0.conflictsPerMillion = conflicts
      $0.brokenPerMillion = broken
    }
    let world = try GeneratedWorld(plan)
    let rows = try world.rows()
    #expect(rows.count == 10_000)
    let verdict = Verdict(rows)
    #expect(verdict.duplicates == world.summary.duplicates)
    #expect(verdict.conflicts == world.summary.conflicts)
    #expect(verdict.rejected == world.summary.broken)
    let all = verdict.counted + verdict.duplicates + verdict.conflicts + verdict.rejected
    #expect(all == 10_000)
    // A rate below one half is met within a tenth or so; above that, too few records are left to
    // be repeated.
    for (rate, count) in [
      (duplicates, verdict.duplicates), (conflicts, verdict.conflicts), (broken, verdict.rejected),
    ] where rate < 500_000 {
      let expected = rate / 100
      #expect(abs(count - expected) <= expected / 6 + (rate > 0 ? 20 : 0), "\(rate): \(count)")
    }
  }

  @Test("Broken records come in every kind, in both formats", arguments: [1, 2])
  func kinds(seed: UInt64) throws {
    func broken(_ format: GenerationPlan.Format) throws -> [String] {
      let plan = GenerationPlan.small(seed: seed) {
        $0.format = format
        $0.brokenPerMillion = 1_000_000
      }
      let world = try GeneratedWorld(plan)
      return try world.lines(world.summary.files[0])
    }
    let csv = Set(try broken(.csv).map { Row(csv: $0).faults.first ?? "none" })
    #expect(csv == ["columns", "time", "sdk_app_id", "meter", "quantity"])
    let ndjson = Set(
      try broken(.ndjson).map { line in
        line.hasSuffix("}") ? try Row(ndjson: line).faults.first ?? "none" : "syntax"
      })
    #expect(ndjson == ["syntax", "time", "sdk_app_id", "meter", "quantity"])
  }

  @Test("Records are repeated at once and long after")
  func distances() throws {
    let rows = try GeneratedWorld(.small(records: 10_000) { $0.duplicatesPerMillion = 50_000 })
      .rows()
    var places: [Row: Int] = [:]
    var distances: [Int] = []
    for (place, row) in rows.enumerated() where row["meter"] != "login" {
      if let first = places[row] { distances.append(place - first) } else { places[row] = place }
    }
    #expect(distances.count > 300)
    #expect(distances.contains { $0 < 10 })
    #expect(distances.contains { $0 > 5000 })
  }

  @Test("Faults leave the other records as they are")
  func others() throws {
    let sound = try GeneratedWorld(.small()).rows()
    let faulty = try GeneratedWorld(.small { $0.brokenPerMillion = 50_000 }).rows()
    let differing = zip(sound, faulty).filter { $0 != $1 }
    #expect((50...150).contains(differing.count))
    #expect(differing.allSatisfy { !$1.faults.isEmpty })
  }
}

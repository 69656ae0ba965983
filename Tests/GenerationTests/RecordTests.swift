import Generation
import Testing

@Suite("Generated records")
struct RecordTests {
  @Test(
    "Every record keeps the rules for its meter",
    arguments: [1, 2, 3], [GenerationPlan.Format.csv, .ndjson])
  func valid(seed: UInt64, format: GenerationPlan.Format) throws {
    let plan = GenerationPlan.small(seed: seed, records: 5000) { $0.format = format }
    let rows = try GeneratedWorld(plan).rows()
    #expect(rows.count == 5000)
    let wrong = rows.filter { !$0.faults.isEmpty }
    #expect(wrong.isEmpty, "seed \(seed): \(wrong.prefix(3))")
  }

  @Test("Record ids differ from each other and have their form")
  func recordIDs() throws {
    let short = try GeneratedWorld(.small(records: 20_000) { $0.days = 2 }).rows()
    #expect(Set(short.map { $0["record_id"] }).count == 20_000)
    let digits = Set("0123456789abcdef".utf8)
    #expect(short.allSatisfy { $0["record_id"].utf8.count == 16 })
    #expect(short.allSatisfy { $0["record_id"].utf8.allSatisfy(digits.contains) })
    let long = try GeneratedWorld(.small { $0.recordIDs = .uuid }).rows()
    #expect(Set(long.map { $0["record_id"] }).count == 2000)
    let form = #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#
    #expect(long.allSatisfy { $0["record_id"].wholeMatch(of: form) != nil })
  }

  @Test("Every digit of an id and every place of a UUID is used")
  func hexadecimalDigits() throws {
    let rows = try GeneratedWorld(.small { $0.recordIDs = .uuid }).rows()
    for place in 0..<36 where ![8, 13, 14, 18, 19, 23].contains(place) {
      let digits = Set(rows.map { Array($0["record_id"])[place] })
      #expect(digits == Set("0123456789abcdef"), "place \(place)")
    }
  }

  @Test(
    "Intervals stay within their day when asked to, and else some do not", arguments: [1, 2, 3])
  func midnight(seed: UInt64) throws {
    func crossing(_ staysWithinDay: Bool) throws -> Int {
      let plan = GenerationPlan.small(seed: seed, records: 8000) {
        $0.staysWithinDay = staysWithinDay
        $0.conflictsPerMillion = 20_000
      }
      return try GeneratedWorld(plan).rows().filter { row in
        !["login", "groups"].contains(row["meter"]) && row.second + (row.quantity ?? 0) > 86_400
      }.count
    }
    #expect(try crossing(true) == 0, "seed \(seed)")
    #expect(try crossing(false) > 0, "seed \(seed)")
  }

  @Test("Times rise but for ten minutes, and reach both ends of the day")
  func times() throws {
    let seconds = try GeneratedWorld(.small(records: 20_000)).rows().map(\.second)
    var latest = 0
    var earlyBy = 0
    for second in seconds {
      earlyBy = max(earlyBy, latest - second)
      latest = max(latest, second)
    }
    #expect((1..<600).contains(earlyBy))
    #expect(seconds.contains { $0 < 600 } && latest > 86_300)
    let evening = seconds.filter { $0 / 3600 == 20 }.count
    let night = seconds.filter { $0 / 3600 == 4 }.count
    #expect(evening > 8 * night)
  }

  @Test(
    "Four fifths of the records are of the busiest apps",
    arguments: [(20_000, 200), (1000, 10), (150, 1), (5, 1)])
  func skew(apps: Int, hot: Int) throws {
    let rows = try GeneratedWorld(.small(records: 20_000) { $0.apps = apps }).rows()
    let counts = Dictionary(grouping: rows, by: \.app).mapValues(\.count)
    let share = counts.values.sorted(by: >).prefix(hot).reduce(0, +) * 100 / rows.count
    #expect((79...(apps == 5 ? 86 : 82)).contains(share), "\(share) %")
    #expect(rows.allSatisfy { (0..<apps).contains($0.app - 1_400_000_001) })
    #expect(counts.count > min(apps - 50, 2000))
  }

  @Test(
    "Dealt out evenly, every app has one record of each of four meters every day",
    arguments: [1, 2, 3, 4, 7, 50, 144, 233])
  func even(apps: Int) throws {
    let plan = GenerationPlan.small(seed: UInt64(apps), records: Int64(apps) * 4 * 3) {
      $0.apps = apps
      $0.days = 3
      $0.isEven = true
      $0.staysWithinDay = true
    }
    let rows = try GeneratedWorld(plan).rows()
    #expect(rows.count == apps * 4 * 3)
    #expect(rows.allSatisfy { $0.faults.isEmpty })
    let lines = Set(rows.map { "\($0.app) \($0.day) \($0["meter"])" })
    #expect(lines.count == rows.count, "\(apps) apps")
    #expect(
      Set(rows.map { $0["meter"] }) == ["audio", "video.sd", "video.hd", "video.fhd"])
    #expect(Set(rows.map(\.app)) == Set(1_400_000_001..<1_400_000_001 + apps))
  }

  @Test("Dealt out evenly, neighbours are of different apps and faults still come")
  func evenFaults() throws {
    let plan = GenerationPlan.small(records: 4000) {
      $0.isEven = true
      $0.duplicatesPerMillion = 50_000
      $0.brokenPerMillion = 10_000
    }
    let world = try GeneratedWorld(plan)
    #expect(world.summary.duplicates > 100 && world.summary.broken > 20)
    let rows = try world.rows().filter(\.faults.isEmpty)
    let neighbours = zip(rows, rows.dropFirst()).filter { $0.app == $1.app }.count
    #expect(neighbours < 20)
  }

  @Test("One app and one user are enough")
  func smallest() throws {
    let rows = try GeneratedWorld(
      .small {
        $0.apps = 1
        $0.users = 1
      }
    ).rows()
    #expect(Set(rows.map(\.app)) == [1_400_000_001])
    #expect(Set(rows.map { $0["user_id"] }) == ["u1", ""])
  }

  @Test("The mix of meters is that of a vendor of calls")
  func mix() throws {
    let rows = try GeneratedWorld(.small(records: 40_000)).rows()
    func share(_ belongs: (String) -> Bool) -> Int {
      rows.filter { belongs($0["meter"]) }.count * 1000 / rows.count
    }
    #expect((360...400).contains(share { $0 == "audio" }))
    #expect((280...310).contains(share { $0 == "video" }))
    #expect((120...150).contains(share { $0.hasPrefix("video.") }))
    #expect((50...70).contains(share { $0.contains("recording") || $0.contains("transcoding") }))
    #expect((100...150).contains(share { $0 == "login" }))
    #expect((15...25).contains(share { $0 == "groups" }))
    #expect(rows.contains { $0.quantity == 0 && $0["meter"] == "audio" })
  }

  @Test("Users come from a pool in which some talk more")
  func users() throws {
    let rows = try GeneratedWorld(.small(records: 20_000) { $0.users = 1000 }).rows()
    let users = rows.compactMap { Int($0["user_id"].dropFirst()) }
    #expect(users.allSatisfy { (1...1000).contains($0) })
    #expect(Set(users).count > 990)
    // Squaring leaves a third of the draws in the first ninth.
    let busy = users.filter { $0 <= 111 }.count * 100 / users.count
    #expect((31...35).contains(busy), "\(busy) %")
  }
}

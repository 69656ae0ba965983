import Book
import Catalog
import Ingest
import Ledger
import Pipeline
import Quantities
import TestSupport
import Testing

/// Nights that settle further days on top of what stands, through whole ledgers; after each of them
/// settling everything anew must come to what stands.
@Suite("Going on from what stands")
struct GoingOnTests {
  @Test(
    "usage in time and late, new events and closes, night after night",
    arguments: TestServer.isThere ? 1...3 : 1...40 as ClosedRange<UInt64>)
  func nights(seed: UInt64) throws {
    _ = try live(seed)
  }

  @Test(
    "the nights hold the cases that they are made for", .disabled(if: TestServer.isThere))
  func coverage() throws {
    var (continued, anew, closes, catalogs) = (0, 0, 0, 0)
    for seed in 101...112 as ClosedRange<UInt64> {
      let life = try live(seed)
      continued += life.continued
      anew += life.anew
      closes += life.closes
      catalogs += life.catalogs
    }
    #expect(
      [continued, anew, closes, catalogs].allSatisfy { $0 > 5 },
      "\(continued) went on, \(anew) did not, \(closes) closes, \(catalogs) catalogs")
  }

  private func live(_ seed: UInt64) throws -> NightLife {
    var life = try NightLife(seed: seed)
    while try life.liveNight() {
      let findings = try verifyLedger(VerificationOptions(ledger: life.ledger)).findings
      #expect(findings == [], "seed \(seed), \(life.day)")
      guard findings.isEmpty else { break }
    }
    return life
  }

  /// A ledger of one app with a grant of 100 minutes and an audio line of 10 minutes a day.
  private struct DailyLedger {
    let files: WorkDirectory
    let path: String

    init(_ more: String = "") throws {
      files = try WorkDirectory("going-on")
      path = try TestServer.ledger(or: files.path("ledger.db"))
      let book = """
        {"type":"account","account_id":"acct-1","time":"2024-01-01T00:00:00+08:00"}
        {"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2024-01-01T00:00:00+08:00"}
        {"type":"grant","grant_id":"g","time":"2024-01-01T00:00:00+08:00","account_id":"acct-1",\
        "pool":"av","minutes":100,"start":"2024-01-01","end":"2024-03-01"}
        \(more)
        """
      try files.write(Array(book.utf8), to: "book.ndjson")
    }

    func run(_ records: String, through day: String, book: Bool = false) throws -> RunSummary {
      var options = RunOptions(command: "run", ledger: path)
      options.book = book ? files.path("book.ndjson") : nil
      let text = "record_id,time,sdk_app_id,meter,user_id,quantity\n" + records
      options.dumps = [try files.write(Array(text.utf8), to: "\(day)-\(records.utf8.count).csv")]
      options.through = CalendarDay(day)
      return try runJob(options, progress: Progress())
    }

    static func audio(_ day: String, minutes: Int = 10) -> String {
      "\(day)-\(minutes),\(day)T12:00:00+08:00,1400000001,audio,,\(minutes * 60)\n"
    }
  }

  @Test("a night posts the rows of its day, and of a grant what changed")
  func entries() throws {
    let ledger = try DailyLedger()
    _ = try ledger.run(DailyLedger.audio("2024-01-02"), through: "2024-01-02", book: true)
    for day in ["2024-01-03", "2024-01-04", "2024-01-05"] {
      let summary = try ledger.run(DailyLedger.audio(day), through: day)
      #expect(summary.continuedAccounts == 1 && summary.settledAccounts == 1)
      #expect(summary.entries.posted == 2 && summary.entries.reversed == 1)
    }
    #expect(
      try LedgerExports(of: ledger.path).rows(.deductions).map { $0[8] } == [
        "90", "80", "70", "60",
      ]
    )
  }

  @Test("a record for a day that is settled settles the account anew")
  func late() throws {
    let ledger = try DailyLedger()
    _ = try ledger.run(DailyLedger.audio("2024-01-02"), through: "2024-01-03", book: true)
    let late = try ledger.run(
      DailyLedger.audio("2024-01-03", minutes: 5) + DailyLedger.audio("2024-01-04"),
      through: "2024-01-04")
    #expect(late.settledAccounts == 1 && late.continuedAccounts == 0)
    #expect(
      try LedgerExports(of: ledger.path).rows(.deductions).map { $0[8] } == ["90", "85", "75"])
  }

  @Test("usage that came early is settled when its day comes, and no earlier")
  func early() throws {
    let ledger = try DailyLedger()
    _ = try ledger.run(
      DailyLedger.audio("2024-01-02") + DailyLedger.audio("2024-01-04"), through: "2024-01-02",
      book: true)
    let idle = try ledger.run("", through: "2024-01-03")
    #expect(idle.settledAccounts == 0)
    let due = try ledger.run("", through: "2024-01-04")
    #expect(due.settledAccounts == 1 && due.continuedAccounts == 1)
    #expect(try LedgerExports(of: ledger.path).rows(.deductions).map { $0[8] } == ["90", "80"])
  }

  @Test("the fee on a peak rises with the month and is posted in place of the lower one")
  func risingPeak() throws {
    let ledger = try DailyLedger(
      """
      {"type":"purchase","order_id":"O1","time":"2024-01-01T10:00:00+08:00","account_id":"acct-1",\
      "sdk_app_id":1400000001,"plan":"im.professional","months":2}
      """)
    func groups(_ day: String, _ count: Int) -> String {
      ",\(day)T12:00:00+08:00,1400000001,groups,,\(count)\n"
    }
    func fees() throws -> [[String]] {
      try LedgerExports(of: ledger.path).rows(.charges).map { [$0[2], $0[5], $0[8]] }
    }
    _ = try ledger.run(groups("2024-01-02", 150_000), through: "2024-01-02", book: true)
    #expect(try fees() == [["2024-01", "1", "1000.00"]])
    let rising = try ledger.run(groups("2024-01-03", 350_000), through: "2024-01-03")
    #expect(rising.continuedAccounts == 1)
    #expect(try fees() == [["2024-01", "3", "3000.00"]])
    let lower = try ledger.run(groups("2024-01-04", 250_000), through: "2024-01-04")
    #expect(lower.continuedAccounts == 1)
    #expect(lower.entries.posted == 0 && lower.entries.reversed == 0)
    let next = try ledger.run(groups("2024-02-03", 250_000), through: "2024-02-03")
    #expect(next.continuedAccounts == 1)
    #expect(try fees() == [["2024-01", "3", "3000.00"], ["2024-02", "2", "2000.00"]])
    #expect(try verifyLedger(VerificationOptions(ledger: ledger.path)).findings == [])
  }

  @Test("what stands and was changed by hand is not built on")
  func forged() throws {
    let ledger = try DailyLedger()
    _ = try ledger.run(DailyLedger.audio("2024-01-02"), through: "2024-01-02", book: true)
    try forge(ledger.path, "UPDATE grant_entry SET minutes = 99")
    let summary = try ledger.run(DailyLedger.audio("2024-01-03"), through: "2024-01-03")
    #expect(summary.settledAccounts == 1 && summary.continuedAccounts == 0)
    #expect(try verifyLedger(VerificationOptions(ledger: ledger.path)).findings == [])
  }
}

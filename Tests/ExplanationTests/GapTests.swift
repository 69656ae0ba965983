import Catalog
import Explanation
import Ledger
import Quantities
import TestSupport
import Testing

/// Usage by app and day, and what is missing of it.
struct GapCase: CustomTestStringConvertible {
  let testDescription: String
  /// The days of each app, app 1 first.
  let used: [[String]]
  var from: String?
  var through: String?
  /// Stretches of days without any usage.
  var empty: [String] = []
  /// Stretches by app.
  var apps: [UInt32: [String]] = [:]
  /// Months that are complete, then those that are not.
  var complete: [String] = []
  var incomplete: [String] = []

  static let all = [
    GapCase(testDescription: "no usage at all", used: []),
    GapCase(
      testDescription: "two apps, no gap", used: [["10-30", "10-31"], ["10-31"]],
      complete: ["2025-10"]),
    GapCase(
      testDescription: "a day without anybody is nobody's gap",
      used: [["10-28", "10-31"], ["10-30"]], empty: ["2025-10-29"],
      apps: [1: ["2025-10-30"]], incomplete: ["2025-10"]),
    GapCase(
      testDescription: "usage ends within a month", used: [["10-30", "10-31", "11-01"]],
      complete: ["2025-10"], incomplete: ["2025-11"]),
    GapCase(
      testDescription: "an app that begins late or ends early has no gap",
      used: [["10-29", "10-30", "10-31"], ["10-30"]], complete: ["2025-10"]),
    GapCase(
      testDescription: "a gap across months belongs to both",
      used: [["10-30", "11-02"], ["10-30", "10-31", "11-01", "11-02", "11-30"]],
      empty: ["2025-11-03 2025-11-29"], apps: [1: ["2025-10-31 2025-11-01"]],
      incomplete: ["2025-10", "2025-11"]),
    GapCase(
      testDescription: "only the days that are asked for",
      used: [["10-20", "10-25", "10-31"], ["10-20", "10-22", "10-23", "10-31"]],
      from: "2025-10-22", through: "2025-10-24", empty: ["2025-10-24"],
      apps: [1: ["2025-10-22 2025-10-23"]], incomplete: ["2025-10"]),
    GapCase(
      testDescription: "days behind all usage are empty when they are asked for",
      used: [["10-31"]], through: "2025-11-02", empty: ["2025-11-01 2025-11-02"],
      complete: ["2025-10"], incomplete: ["2025-11"]),
  ]
}

@Suite("Days without usage")
struct GapTests {
  private let catalog = TestCatalog.catalog

  private func ledger(_ used: [[String]]) throws -> Ledger {
    let ledger = try TestServer.newLedger()
    let lines = used.enumerated().flatMap { index, days in
      days.compactMap { CalendarDay("2025-\($0)") }.map { day in
        UsageLine(
          app: AppID(UInt32(index + 1)), day: day, meter: catalog.meter("audio"), records: 1,
          quantity: 60)
      }
    }
    try ledger.write(command: "run") { transaction in
      try transaction.setOwner(of: [AppID(1)], to: AccountID("acct-1"))
      try transaction.setOwner(of: [AppID(2)], to: AccountID("acct-2"))
      try transaction.add(lines, catalog: catalog)
    }
    return ledger
  }

  private func text(_ days: ClosedRange<CalendarDay>) -> String {
    days.lowerBound == days.upperBound
      ? "\(days.lowerBound)" : "\(days.lowerBound) \(days.upperBound)"
  }

  @Test("found day by day, app by app, month by month", arguments: GapCase.all)
  func found(example: GapCase) throws {
    var question = GapQuestion()
    question.from = example.from.flatMap { CalendarDay($0) }
    question.through = example.through.flatMap { CalendarDay($0) }
    let report = try ledger(example.used).read { try findGaps(question, in: $0) }
    #expect(report.emptyDays.map(text) == example.empty)
    var apps: [UInt32: [String]] = [:]
    for gaps in report.apps {
      apps[gaps.app.number] = gaps.days.map(text)
      #expect(gaps.account == AccountID("acct-\(gaps.app)"))
    }
    #expect(apps == example.apps)
    #expect(report.months.filter(\.isComplete).map { "\($0.month)" } == example.complete)
    #expect(report.months.filter { !$0.isComplete }.map { "\($0.month)" } == example.incomplete)
  }

  @Test("one account is looked at from its own first day to the last of anybody")
  func account() throws {
    var question = GapQuestion()
    question.account = AccountID("acct-2")
    let report = try ledger([["10-20", "10-31"], ["10-25", "10-27", "10-28"]])
      .read { try findGaps(question, in: $0) }
    #expect(report.days.map(text) == "2025-10-25 2025-10-31")
    #expect(report.emptyDays.map(text) == ["2025-10-26", "2025-10-29 2025-10-31"])
    #expect(report.apps.isEmpty)
  }

  @Test("an account that is not there is told with those that are")
  func unknownAccount() throws {
    var question = GapQuestion()
    question.account = AccountID("acct-3")
    let ledger = try ledger([["10-20"]])
    let error = #expect(throws: UnknownName.self) {
      try ledger.read { try findGaps(question, in: $0) }
    }
    #expect(error?.known == ["acct-1", "acct-2"])
  }

  @Test("a closed month is told as closed")
  func closed() throws {
    let ledger = try ledger([["10-31", "11-01"]])
    try ledger.write(command: "close") { try $0.close(CalendarMonth(year: 2025, month: 10)) }
    let report = try ledger.read { try findGaps(GapQuestion(), in: $0) }
    #expect(report.months.map(\.isClosed) == [true, false])
  }
}

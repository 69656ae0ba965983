import Catalog
import Explanation
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("What changed between two runs")
struct RunDifferenceTests {
  private let hand: HandLedger

  /// Three runs: usage, more usage that moves what stood, and the same rows again.
  init() throws {
    hand = try HandLedger()
    try hand.run(
      usage: [HandLedger.usage("2025-10-05", seconds: 600)], through: "2025-10-05",
      deductions: [first])
    try hand.run(
      usage: [HandLedger.usage("2025-10-03", seconds: 5700)], through: "2025-10-06",
      deductions: [
        HandLedger.draw("2025-10-03", from: "g-1", minutes: "95", left: "5", invoice: "2025-10"),
        HandLedger.draw("2025-10-05", from: "g-1", minutes: "5", left: "0", invoice: "2025-10"),
        HandLedger.draw("2025-10-05", from: "g-2", minutes: "4", left: "996", invoice: "2025-10"),
      ],
      charges: [
        HandLedger.charge(
          "2025-10-05", minutes: "1", amount: "0.007", kind: .overage, invoice: "2025-10")
      ])
    try hand.run("settle", through: "2025-10-05", deductions: [first])
  }

  private var first: SettledDeduction {
    HandLedger.draw("2025-10-05", from: "g-1", minutes: "10", left: "90", invoice: "2025-10")
  }

  private func difference(_ from: Int64, _ to: Int64) throws -> RunDifference {
    try hand.explain { try $0.difference(from: from, to: to) }
  }

  @Test("rows that came, went and moved, each with its cause")
  func causes() throws {
    let account = try #require(try difference(1, 2).accounts.first)
    let changes = account.deductions
    #expect(changes.map(\.before?.packageMinutes) == [nil, fraction("10"), nil])
    #expect(changes.map(\.after?.packageMinutes) == [fraction("95"), fraction("5"), fraction("4")])
    #expect(changes.map(\.cause) == [.usage(runs: [2]), .follows, .follows])
    #expect(account.charges.map(\.cause) == [.follows])
    #expect(account.grants.map(\.cause) == [.draws, .draws])
    #expect(account.usage.map(\.records) == [1])
    #expect(account.invoices.map(\.amount) == [Money(hundredths: 1)])
  }

  @Test("what was taken back in between is no change")
  func netted() throws {
    #expect(try difference(1, 3).accounts.isEmpty)
    let all = try difference(0, 3)
    #expect(all.from == nil)
    #expect(all.accounts.first?.deductions.map(\.after) == [first])
    #expect(all.accounts.first?.charges.isEmpty == true)
    #expect(all.inputs.map(\.run.id) == [1, 2, 3])
  }

  @Test("going back takes away what came")
  func back() throws {
    let account = try #require(try difference(2, 3).accounts.first)
    #expect(account.charges.map(\.after) == [nil])
    #expect(account.invoices.map(\.amount) == [Money(hundredths: -1)])
    #expect(account.deductions.map(\.after?.packageMinutes) == [nil, fraction("10"), nil])
  }

  @Test("rows of days that the settled day has reached or left say so")
  func settledDay() throws {
    let hand = try HandLedger()
    try hand.run(usage: [HandLedger.usage("2025-10-05", seconds: 600)], through: "2025-10-01")
    try hand.run("settle", through: "2025-10-05", deductions: [first])
    let difference = try hand.explain { try $0.difference(from: 1, to: 2) }
    #expect(difference.accounts.first?.deductions.map(\.cause) == [.settledDay])
  }

  @Test("a run that is not there is told with those that are", arguments: [(1, 4), (7, 9)])
  func unknownRun(from: Int64, to: Int64) throws {
    let error = #expect(throws: UnknownName.self) { try difference(from, to) }
    #expect(error?.known == ["1", "2", "3"])
  }
}

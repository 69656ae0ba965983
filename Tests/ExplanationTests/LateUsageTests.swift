import Catalog
import Explanation
import Quantities
import Settlement
import TestSupport
import Testing

/// A line of October that came in two parts: 90 minutes before the close, 30 after it, when
/// November had already drawn.
@Suite("Usage that came after a close")
struct LateUsageTests {
  private let hand: HandLedger

  init() throws {
    hand = try HandLedger()
    try hand.run(
      usage: [HandLedger.usage("2025-10-05", seconds: 5400)], through: "2025-10-31",
      deductions: [
        HandLedger.draw("2025-10-05", from: "g-1", minutes: "90", left: "10", invoice: "2025-10")
      ], closing: "2025-10")
    try hand.run(
      usage: [
        HandLedger.usage("2025-10-05", seconds: 1800), HandLedger.usage("2025-11-02", seconds: 600),
      ], through: "2025-11-02",
      deductions: [
        HandLedger.draw("2025-10-05", from: "g-1", minutes: "90", left: "10", invoice: "2025-10"),
        HandLedger.draw("2025-10-05", from: "g-1", minutes: "10", left: "0", invoice: "2025-11"),
        HandLedger.draw("2025-10-05", from: "g-2", minutes: "15", left: "985", invoice: "2025-11"),
        HandLedger.draw("2025-11-02", from: "g-2", minutes: "10", left: "975", invoice: "2025-11"),
      ],
      charges: [
        HandLedger.charge(
          "2025-10-05", minutes: "5", amount: "0.035", kind: .adjustment, invoice: "2025-11")
      ])
  }

  @Test("the line is settled in two parts, each on its own invoice")
  func twoParts() throws {
    let line = try #require(
      try hand.explain { try $0.line(HandLedger.app, day("2025-10-05"), "audio") })
    #expect(line.settlements.map(\.invoiceMonth) == [month("2025-10"), month("2025-11")])
    #expect(line.settlements.map(\.isLate) == [false, true])
    #expect(line.settlements.map(\.minutes) == [Fraction(90), Fraction(30)])
    #expect(try line.settledMinutes() == Fraction(line.line.minutes))
    #expect(line.settlements[0].overage == nil)
    #expect(line.settlements[1].overage?.charge.kind == .adjustment)
    #expect(line.settlements[1].draws.map(\.heldBefore) == [Fraction(10), Fraction(1000)])
  }

  @Test("late minutes go before every open day, so that day finds what they left")
  func openDay() throws {
    let line = try #require(
      try hand.explain { try $0.line(HandLedger.app, day("2025-11-02"), "audio") })
    #expect(line.settlements.count == 1)
    let settlement = line.settlements[0]
    #expect(settlement.draws.map(\.heldBefore) == [Fraction(985)])
    #expect(settlement.undrawn.map(\.reason) == [.empty])
    #expect(settlement.undrawn.map(\.held) == [Fraction.zero])
  }

  @Test("what was settled before the close did not see what came later")
  func beforeTheClose() throws {
    let line = try #require(
      try hand.explain { try $0.line(HandLedger.app, day("2025-10-05"), "audio") })
    let first = line.settlements[0]
    #expect(first.undrawn.map(\.held) == [Fraction(1000)])
    #expect(first.undrawn.map(\.reason) == [.notNeeded])
  }

  @Test("the usage came in two runs")
  func sources() throws {
    let line = try #require(
      try hand.explain { try $0.line(HandLedger.app, day("2025-10-05"), "audio") })
    #expect(line.sources.map(\.run.id) == [1, 2])
    #expect(line.sources.map(\.quantity) == [5400, 1800])
  }

  @Test("an adjustment on November's invoice leads to the line of October")
  func invoice() throws {
    let invoice = try #require(try hand.explain { try $0.invoice("acct-1-2025-11") })
    #expect(invoice.lines.count == 1)
    guard case .usage(let usage) = invoice.lines[0].detail else {
      Issue.record("an adjustment of a day is for usage")
      return
    }
    #expect(usage.line.day == day("2025-10-05"))
    #expect(usage.settlements.last?.overage?.charge.amount == invoice.lines[0].line.amount)
  }

  @Test("the draws of a grant stand in the order in which they were made")
  func grant() throws {
    let grant = try #require(
      try hand.explain { try $0.grant(GrantID("g-2"), of: HandLedger.account) })
    #expect(grant.draws.map(\.deduction.leftAfter) == [Fraction(985), Fraction(975)])
    #expect(grant.draws.map(\.heldBefore) == [Fraction(1000), Fraction(985)])
  }
}

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

  @Test(
    "of worlds, what is kept and the totals of the rest are the whole, whatever is kept",
    arguments: 1...12 as ClosedRange<UInt64>)
  func bounded(seed: UInt64) throws {
    let world = try WorldLedger(World(seed: seed), closing: true)
    try world.explain { explainer, _ in
      for (from, to) in [(0, 1), (1, 2), (1, 3), (0, 3)] as [(Int64, Int64)] {
        let whole = try explainer.difference(from: from, to: to)
        #expect(whole.rest.isEmpty)
        #expect(whole.accounts.map(\.account) == whole.accounts.map(\.account).sorted())
        for most in [0, 1, 7, 50] {
          let part = try explainer.difference(from: from, to: to, mostRows: most)
          var sum = part.rest
          for account in part.accounts { try sum.add(account) }
          #expect(sum == whole.totals && part.totals == whole.totals, "seed \(seed), \(most) rows")
          #expect(part.accounts.count <= most, "seed \(seed)")
          #expect(
            part.accounts.map(\.account)
              == whole.accounts.prefix(part.accounts.count).map(\.account))
        }
      }
    }
  }

  @Test("what all runs changed together is what stands", arguments: 1...12 as ClosedRange<UInt64>)
  func all(seed: UInt64) throws {
    let world = try WorldLedger(World(seed: seed), closing: true)
    try world.explain { explainer, ledger in
      let runs = try ledger.runs().count
      let whole = try explainer.difference(from: 0, to: Int64(runs))
      for account in try ledger.accounts() {
        let changed = whole.accounts.first { $0.account == account }
        let standing = try ledger.settlement(of: account, catalog: world.world.catalog)
        #expect(
          Set(changed?.deductions.compactMap(\.after) ?? []) == Set(standing.deductions),
          "seed \(seed)")
        #expect(
          Set(changed?.charges.compactMap(\.after) ?? []) == Set(standing.charges), "seed \(seed)")
        #expect(
          Set(changed?.grants.compactMap(\.after) ?? []) == Set(standing.grants), "seed \(seed)")
      }
    }
  }
}

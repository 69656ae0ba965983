import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("From the events of a book to invoices")
struct BookWorldTests {
  @Test(
    "seeded books come to what the rules say, to the last figure",
    arguments: 1...300 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) throws {
    var counts: [String: Int] = [:]
    try compare(BookWorld(seed: seed), &counts)
  }

  @Test("2000 more seeded books, which hold the cases that they are made for")
  func many() throws {
    var counts: [String: Int] = [:]
    for seed in 1001...3000 as ClosedRange<UInt64> { try compare(BookWorld(seed: seed), &counts) }
    for name in Self.cases { #expect(counts[name, default: 0] > 50, "\(name): \(counts)") }
    let sold = Set(BookWorld.catalog.plans.map(\.id.text))
    #expect(sold.allSatisfy { counts[$0, default: 0] > 10 }, "\(counts)")
  }

  @Test(
    "what the rules forbid is refused among what they allow",
    arguments: 1...300 as ClosedRange<UInt64>)
  func refused(seed: UInt64) {
    let world = BookWorld(seed: seed)
    for event in world.refused {
      // Beside both editions it may be bought or not: the rules do not say.
      if event.plan == "im.avchatroom_unlimited" { continue }
      // Among events of one second, one that came up later may stand before it and allow it.
      if world.events.contains(where: { $0.time == event.time }) { continue }
      #expect(throws: BookFailure.self, "\(world): \(event.line)") {
        _ = try world.book(with: [event])
      }
    }
  }

  private static let cases = [
    "purchase", "renewal", "upgrade", "refund", "trial", "grant", "suspend", "resume",
    "account_change", "promoted gift", "gift of an upgrade", "refund in part", "trial pack",
    "history fee", "used refund", "drawn av", "drawn rectrans", "drawn ai", "scaled fee",
    "uncharged",
  ]

  private func compare(_ world: BookWorld, _ counts: inout [String: Int]) throws {
    let real = try world.book().commitments(through: world.settledDay)
    let expected = ReferenceBook(world.events, through: world.settledDay).commitments()
    #expect(real.map(commitmentRows) == expected.map(commitmentRows), "\(world)")
    for event in world.events {
      counts[event.type, default: 0] += 1
      counts[event.plan, default: 0] += 1
    }
    for (account, reference) in zip(real, expected) {
      let usage = world.usage(of: account)
      let settled = try settle(
        account, usage: usage, catalog: BookWorld.catalog, through: world.settledDay)
      let invoices = try Invoice.gather(
        account: account.account, orders: account.orders, charges: settled.charges,
        catalog: BookWorld.catalog)
      let rows = SettlementRows(settled, invoices: invoices, catalog: BookWorld.catalog)
      let referenceRows = ReferenceSettlement(
        reference, usage: usage, catalog: BookWorld.catalog, through: world.settledDay
      ).rows
      #expect(rows == referenceRows, "\(world)")
      let violations = try ConservationCheck.violations(
        in: settled, invoices: invoices, usage: usage, catalog: BookWorld.catalog,
        through: world.settledDay)
      #expect(violations.isEmpty, "\(world)")
      count(account, settled, &counts)
    }
  }

  private func count(
    _ account: AccountCommitments, _ settled: AccountSettlement, _ counts: inout [String: Int]
  ) {
    func add(_ name: String, _ number: Int) { counts[name, default: 0] += number }
    let gifts = account.grants.filter { $0.plan?.text.hasPrefix("trtc.") ?? false }
    let upgrades = Set(account.orders.filter { $0.kind == .upgrade }.map(\.id.text))
    add("promoted gift", gifts.count { $0.app == nil })
    add("gift of an upgrade", gifts.count { upgrades.contains($0.order) })
    add("trial pack", account.grants.count { $0.isDrawnFirst })
    add("history fee", account.monthlyFees.count)
    let firstPartial = CalendarDay("2025-11-21") ?? CalendarDay(number: 0)
    add("refund in part", account.orders.count { $0.kind == .refund && firstPartial <= $0.day })
    add("used refund", settled.usedRefunds.count)
    for row in settled.deductions {
      add("drawn \(BookWorld.catalog[row.meter].pool?.text ?? "")", 1)
    }
    add("uncharged", settled.charges.count { !$0.isPostpaid })
    let steps = settled.charges.filter { $0.kind == .monthly && $0.unitPrice == Fraction(1000) }
    add(
      "scaled fee",
      steps.count { (try? $0.quantity.multiplied(by: Fraction(1000))) != $0.exactAmount })
  }
}

extension Grant {
  /// The order that gave it.
  fileprivate var order: String { String(id.text.prefix { $0 != "/" }) }
}

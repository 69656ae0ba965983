import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("From the events of a book to invoices")
struct BookWorldTests {
  @Test("300 seeded books are read as the rules say", arguments: 1...300 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) throws {
    try compare(BookWorld(seed: seed))
  }

  @Test("2000 more seeded books")
  func many() throws {
    for seed in 1001...3000 as ClosedRange<UInt64> { try compare(BookWorld(seed: seed)) }
  }

  private func compare(_ world: BookWorld) throws {
    let real = try world.book().commitments(through: world.settledDay)
    let expected = ReferenceBook(world.events, through: world.settledDay).commitments()
    #expect(real.map(commitmentRows) == expected.map(commitmentRows), "\(world)")
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
    }
  }
}

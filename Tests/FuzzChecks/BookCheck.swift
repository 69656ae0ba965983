import Book
import Catalog
import Quantities
import Settlement
import TestSupport

/// Books: one that is taken reads the same from its own words, and what settles under it is what the
/// rules say, worked out slowly; nothing is lost.
func checkBook(_ input: [UInt8]) throws {
  let book: Book
  do throws(BookFailure) {
    book = try Book.read(input, source: "book", catalog: .builtIn)
  } catch {
    try expect(!error.problems.isEmpty && error.source == "book", "a refusal has its reasons")
    return
  }
  let commitments = book.commitments(through: nil)
  let words = book.events.map(\.canonical).joined(separator: "\n")
  let again = try Book.read(Array(words.utf8), source: "again", catalog: .builtIn)
  try expectEqual(again.events.map(\.canonical), book.events.map(\.canonical), "events again")
  try expect(again.commitments(through: nil) == commitments, "commitments again")
  guard let last = book.lastEventDay else { return }
  let settledDay = last.advanced(by: 40)
  for account in book.commitments(through: settledDay) {
    try checkSettlement(
      account, usage: sampleUsage(of: account.apps, catalog: .builtIn, before: settledDay),
      catalog: .builtIn, through: settledDay)
  }
}

/// Settles an account and compares it with the reference.
func checkSettlement(
  _ account: AccountCommitments, usage: [UsageLine], catalog: Catalog,
  through settledDay: CalendarDay
) throws {
  let settlement: AccountSettlement
  let invoices: [Invoice]
  do throws(QuantityOverflow) {
    settlement = try settle(account, usage: usage, catalog: catalog, through: settledDay)
    invoices = try Invoice.gather(
      account: account.account, orders: account.orders, charges: settlement.charges,
      catalog: catalog)
  } catch {
    // Amounts may be too large for 64 bits; then it is said.
    return
  }
  let violations = try ConservationCheck.violations(
    in: settlement, invoices: invoices, usage: usage, catalog: catalog, through: settledDay)
  try expect(violations.isEmpty, "conservation: \(violations)")
  // The reference does not look out for overflow, so it is only asked about amounts of this world.
  guard account.grants.allSatisfy({ $0.minutes < 1 << 40 }) else { return }
  let rows = SettlementRows(settlement, invoices: invoices, catalog: catalog)
  let reference = ReferenceSettlement(
    account, usage: usage, catalog: catalog, through: settledDay)
  try expectEqual(rows, reference.rows, "settlement")
}

/// A few days of usage of every meter, some of it more than any package holds.
func sampleUsage(of apps: [AppID], catalog: Catalog, before end: CalendarDay) -> [UsageLine] {
  var lines: [UsageLine] = []
  for (place, app) in apps.prefix(3).enumerated() {
    for back in [45, 41, 40, 20, 1, 0] {
      for meter in catalog.meters.indices {
        let number = 1 + (meter * 7 + back * 3 + place) % 11
        lines.append(
          UsageLine(
            app: app, day: end.advanced(by: -back), meter: MeterOrdinal(UInt8(meter)), records: 1,
            quantity: Int64(number * number * number * 7001)))
      }
    }
  }
  return lines.sorted { ($0.app, $0.day, $0.meter) < ($1.app, $1.day, $1.meter) }
}

import Catalog
import Quantities

/// Minutes that closed months have settled, line by line.
///
/// Lines are asked for in settlement order, so that one walk through sorted rows answers for all of
/// them.
struct SettledMinutes {
  private let entries: [LineEntry]
  private var next = 0

  init(_ closed: ClosedMonths?, catalog: Catalog) {
    entries =
      closed.map {
        LineEntry.entries(
          usage: [], deductions: $0.deductions, charges: $0.charges, catalog: catalog)
      } ?? []
  }

  /// Minutes that were drawn or charged for a line.
  mutating func minutes(of line: UsageLine) throws(QuantityOverflow) -> Fraction {
    while next < entries.count, entries[next].key < (line.day, line.app, line.meter) { next += 1 }
    var sum = Fraction.zero
    while next < entries.count, entries[next].key == (line.day, line.app, line.meter) {
      sum = try sum.adding(entries[next].minutes)
      next += 1
    }
    return sum
  }
}

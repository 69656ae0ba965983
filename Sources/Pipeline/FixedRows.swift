import Book
import Catalog
import Quantities
import Settlement

/// The rows of closed months, in no order.
struct FixedRows: Equatable {
  private let deductions: [SettledDeduction: Int]
  private let charges: [Charge: Int]
  private let orders: [OrderLine: Int]

  init(_ closed: ClosedMonths) {
    deductions = Self.counted(closed.deductions)
    charges = Self.counted(closed.charges)
    orders = Self.counted(closed.orders)
  }

  /// A sentence for each row that is here and not wanted, or wanted and not here; sorted.
  func differences(from wanted: FixedRows, _ catalog: Catalog) -> [String] {
    let rows =
      Self.differences(deductions, wanted.deductions) {
        "deduction app \($0.app), \($0.day), \(catalog[$0.meter].name), grant \($0.grant)"
      }
      + Self.differences(charges, wanted.charges) {
        "charge app \($0.app), \($0.period), \($0.item.name(in: catalog)), \($0.kind)"
      }
      + Self.differences(orders, wanted.orders) { "order \($0.id)" }
    return rows.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func counted<Row: Hashable>(_ rows: [Row]) -> [Row: Int] {
    rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static func differences<Row: Hashable>(
    _ found: [Row: Int], _ wanted: [Row: Int], _ describe: (Row) -> String
  ) -> [String] {
    found.filter { wanted[$0.key, default: 0] < $0.value }
      .map { "\(describe($0.key)) stands, and was not settled when the month was closed" }
      + wanted.filter { found[$0.key, default: 0] < $0.value }
      .map { "\(describe($0.key)) is missing, and was settled when the month was closed" }
  }
}

extension ClosedMonths {
  /// The same rows, with the places that meters have in another catalog.
  ///
  /// Meters that the other catalog lacks keep their places: a ledger refuses such a catalog.
  func translated(from old: Catalog, to new: Catalog) -> ClosedMonths {
    guard old.meters.map(\.name) != new.meters.map(\.name) else { return self }
    func place(_ meter: MeterOrdinal) -> MeterOrdinal {
      new.ordinal(ofMeter: old[meter].name) ?? meter
    }
    return ClosedMonths(
      through: last,
      deductions: deductions.map { row in
        SettledDeduction(
          app: row.app, day: row.day, meter: place(row.meter), grant: row.grant,
          usageMinutes: row.usageMinutes, ratio: row.ratio, packageMinutes: row.packageMinutes,
          leftAfter: row.leftAfter, invoiceMonth: row.invoiceMonth)
      },
      charges: charges.map { row in
        guard case .meter(let meter) = row.item else { return row }
        return Charge(
          app: row.app, period: row.period, item: .meter(place(meter)), kind: row.kind,
          quantity: row.quantity, unitPrice: row.unitPrice, exactAmount: row.exactAmount,
          amount: row.amount, isPostpaid: row.isPostpaid, invoiceMonth: row.invoiceMonth)
      }, orders: orders)
  }
}

import Catalog
import Quantities

/// The charges of one invoice, by their places in the list of all charges of the account.
struct MonthCharges {
  /// What invoice lines are for; there are few, however many lines there are.
  private struct Group: Hashable {
    let kind: Charge.Kind
    let item: Charge.Item
  }

  private let all: [Charge]
  private let places: [Int]
  private let catalog: Catalog

  init(_ all: [Charge], at places: [Int], catalog: Catalog) {
    self.all = all
    self.places = places
    self.catalog = catalog
  }

  /// Their lines in the order of an invoice; only what they are for is compared as text.
  func lines() -> [InvoiceLine] {
    let groups = Dictionary(grouping: places.filter { all[$0].isInvoiced }) {
      Group(kind: all[$0].kind, item: all[$0].item)
    }
    let named = groups.map { group, places in
      (kind: InvoiceLine.Kind(group.kind), name: group.item.name(in: catalog), places: places)
    }
    .sorted { left, right in
      left.kind != right.kind
        ? left.kind < right.kind : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
    var lines: [InvoiceLine] = []
    lines.reserveCapacity(places.count)
    for group in named {
      for place in group.places.sorted(by: precedes) {
        let charge = all[place]
        lines.append(
          InvoiceLine(
            kind: group.kind, subject: .item(group.name), app: charge.app,
            period: charge.period, quantity: charge.quantity, amount: charge.amount ?? .zero))
      }
    }
    return lines
  }

  /// The order of lines that are for the same, see `InvoiceLine.invoiceOrder`.
  private func precedes(_ left: Int, _ right: Int) -> Bool {
    if all[left].app != all[right].app { return all[left].app < all[right].app }
    if all[left].period != all[right].period { return all[left].period < all[right].period }
    return (all[left].quantity, all[left].amount ?? .zero)
      < (all[right].quantity, all[right].amount ?? .zero)
  }

  /// Overage listed while the account was not postpaid.
  func uncharged() throws(QuantityOverflow) -> [Invoice.Uncharged] {
    var minutes: [MeterOrdinal: Fraction] = [:]
    for place in places where !all[place].isPostpaid {
      guard case .meter(let meter) = all[place].item else { continue }
      minutes[meter] = try minutes[meter, default: .zero].adding(all[place].quantity)
    }
    return minutes.map { Invoice.Uncharged(meter: catalog[$0].name, minutes: $1) }
      .sorted { $0.meter.utf8.lexicographicallyPrecedes($1.meter.utf8) }
  }

  /// What rounding added to the lines.
  func rounding() throws(QuantityOverflow) -> Fraction {
    var rounding = Fraction.zero
    for place in places where all[place].isInvoiced {
      guard let amount = all[place].amount, let exact = all[place].exactAmount else { continue }
      rounding = try rounding.adding(amount.exact.subtracting(exact))
    }
    return rounding
  }
}

import Book
import Quantities

/// The invoices once more.
struct ReferenceInvoices {
  private struct Line {
    var kind: Int
    var name: String
    var app: Int
    var period: String
    var quantity: ReferenceRational
    var amount: Int128
  }

  private static let kinds = [
    "order", "renewal", "upgrade", "refund", "overage", "monthly", "adjustment",
  ]

  private let account: AccountID
  private let orders: [OrderLine]
  private let charges: [ReferenceCharge]
  private let lastClosed: String?

  init(
    _ account: AccountID, orders: [OrderLine], charges: [ReferenceCharge], lastClosed: String?
  ) {
    self.account = account
    self.orders = orders
    self.charges = charges
    self.lastClosed = lastClosed
  }

  func rows() -> [String] {
    let months = orders.map(\.day.month.description) + charges.map(\.month)
    return Set(months).sorted().flatMap { rows(of: $0) }
  }

  private func rows(of month: String) -> [String] {
    let invoiced = charges.filter { $0.month == month && $0.isPostpaid && $0.amount != nil }
    let lines = lines(of: month, invoiced: invoiced)
    var uncharged: [String: ReferenceRational] = [:]
    for charge in charges where charge.month == month && !charge.isPostpaid {
      uncharged[charge.item] =
        uncharged[charge.item, default: ReferenceRational(0)] + charge.quantity
    }
    guard !lines.isEmpty || !uncharged.isEmpty else { return [] }
    let number = "\(account)-\(month)"
    let totals = Self.kinds.indices.compactMap { kind -> String? in
      let amounts = lines.filter { $0.kind == kind }.map(\.amount)
      return amounts.isEmpty
        ? nil : "\(Self.kinds[kind])=\(ReferenceRational.money(amounts.reduce(0, +)))"
    }
    var rounding = ReferenceRational(0)
    for charge in invoiced {
      guard let amount = charge.amount, let exact = charge.exact else { continue }
      rounding = rounding + ReferenceRational(amount, 100) - exact
    }
    let head = fields(
      number, lastClosed.map { month <= $0 } ?? false ? "closed" : "open",
      ReferenceRational.money(lines.map(\.amount).reduce(0, +)),
      totals.joined(separator: ";"),
      uncharged.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
        .joined(separator: ";"), rounding.text)
    return [head]
      + lines.map {
        fields(
          number, Self.kinds[$0.kind], $0.name, $0.app == 0 ? "" : "\($0.app)", $0.period,
          $0.quantity.text, ReferenceRational.money($0.amount))
      }
  }

  private func lines(of month: String, invoiced: [ReferenceCharge]) -> [Line] {
    let orders = orders.filter { $0.day.month.description == month }.map {
      Line(
        kind: Self.kinds.firstIndex(of: $0.kind.rawValue) ?? 7, name: $0.id.text,
        app: Int($0.app?.number ?? 0), period: "", quantity: ReferenceRational(Int128($0.months)),
        amount: Int128($0.amount.hundredths))
    }
    let postpaid = invoiced.map {
      Line(
        kind: Self.kinds.firstIndex(of: $0.kind) ?? 7, name: $0.item, app: $0.app,
        period: $0.period, quantity: $0.quantity, amount: $0.amount ?? 0)
    }
    return (orders + postpaid).sorted { left, right in
      let places = ((left.kind, left.name, left.app), (right.kind, right.name, right.app))
      if places.0 != places.1 { return places.0 < places.1 }
      return (left.period, left.quantity, left.amount)
        < (right.period, right.quantity, right.amount)
    }
  }
}

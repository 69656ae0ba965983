public import Book
public import Catalog
public import Quantities

extension Invoice {
  /// Gathers the invoices of one account, by month.
  ///
  /// A month has one when it has a line or uncharged overage. An order belongs to the month of its
  /// day, a charge to its invoice month. Charges without a price make no line.
  ///
  /// - Parameters:
  ///   - account: who pays.
  ///   - orders: what was paid in advance, in any order.
  ///   - charges: what is charged postpaid, in any order.
  ///   - catalog: names the meters.
  ///   - lastClosedMonth: the latest closed month, `nil` when none is.
  /// - Returns: the invoices by month.
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  /// - Complexity: O(n log n) in orders and charges.
  public static func gather(
    account: AccountID, orders: [OrderLine], charges: [Charge], catalog: Catalog,
    lastClosedMonth: CalendarMonth? = nil
  ) throws(QuantityOverflow) -> [Invoice] {
    let ordersByMonth = Dictionary(grouping: orders, by: \.day.month)
    let chargesByMonth = Dictionary(grouping: charges.indices) { charges[$0].invoiceMonth }
    var invoices: [Invoice] = []
    for month in Set(ordersByMonth.keys).union(chargesByMonth.keys).sorted() {
      let monthCharges = MonthCharges(
        charges, at: chargesByMonth[month, default: []], catalog: catalog)
      // Kinds of orders come before kinds of charges, so the two are sorted apart.
      let lines =
        ordersByMonth[month, default: []].map { InvoiceLine($0) }
        .sorted(by: InvoiceLine.invoiceOrder) + monthCharges.lines()
      let uncharged = try monthCharges.uncharged()
      if lines.isEmpty && uncharged.isEmpty { continue }
      let isClosed = lastClosedMonth.map { month <= $0 } ?? false
      invoices.append(
        Invoice(
          account: account, month: month, status: isClosed ? .closed : .open, lines: lines,
          totals: try totals(of: lines), total: try sum(of: lines), uncharged: uncharged,
          rounding: try monthCharges.rounding()))
    }
    return invoices
  }

  /// The sum of the amounts of lines.
  static func sum(of lines: some Sequence<InvoiceLine>) throws(QuantityOverflow) -> Money {
    var sum = Money.zero
    for line in lines { sum = try sum.adding(line.amount) }
    return sum
  }

  private static func totals(of lines: [InvoiceLine]) throws(QuantityOverflow) -> [KindTotal] {
    var totals: [KindTotal] = []
    for kind in InvoiceLine.Kind.allCases {
      let ofKind = lines.lazy.filter { $0.kind == kind }
      guard ofKind.first != nil else { continue }
      totals.append(KindTotal(kind: kind, amount: try sum(of: ofKind)))
    }
    return totals
  }
}

extension InvoiceLine {
  /// The line of a prepaid order.
  init(_ order: OrderLine) {
    self.init(
      kind: Kind(order.kind), subject: .order(order.id), app: order.app, period: nil,
      quantity: Fraction(order.months), amount: order.amount)
  }
}

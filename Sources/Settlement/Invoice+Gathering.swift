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
    let orders = Dictionary(grouping: orders, by: \.day.month)
    let charges = Dictionary(grouping: charges, by: \.invoiceMonth)
    var invoices: [Invoice] = []
    for month in Set(orders.keys).union(charges.keys).sorted() {
      let isClosed = lastClosedMonth.map { month <= $0 } ?? false
      let invoice = try Invoice(
        account: account, month: month, status: isClosed ? .closed : .open,
        orders: orders[month, default: []], charges: charges[month, default: []],
        catalog: catalog)
      if !invoice.lines.isEmpty || !invoice.uncharged.isEmpty { invoices.append(invoice) }
    }
    return invoices
  }

  private init(
    account: AccountID, month: CalendarMonth, status: Status, orders: [OrderLine],
    charges: [Charge], catalog: Catalog
  ) throws(QuantityOverflow) {
    let lines =
      (orders.map { InvoiceLine($0) } + charges.compactMap { InvoiceLine($0, catalog: catalog) })
      .sorted(by: InvoiceLine.invoiceOrder)
    self.init(
      account: account, month: month, status: status, lines: lines,
      totals: try Self.totals(of: lines), total: try Self.sum(of: lines),
      uncharged: try Self.uncharged(in: charges, catalog: catalog),
      rounding: try Self.rounding(of: charges))
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

  private static func uncharged(
    in charges: [Charge], catalog: Catalog
  ) throws(QuantityOverflow) -> [Uncharged] {
    var minutes: [MeterOrdinal: Fraction] = [:]
    for charge in charges where !charge.isPostpaid {
      guard case .meter(let meter) = charge.item else { continue }
      minutes[meter] = try minutes[meter, default: .zero].adding(charge.quantity)
    }
    return minutes.map { Uncharged(meter: catalog[$0].name, minutes: $1) }
      .sorted { $0.meter.utf8.lexicographicallyPrecedes($1.meter.utf8) }
  }

  private static func rounding(of charges: [Charge]) throws(QuantityOverflow) -> Fraction {
    var rounding = Fraction.zero
    for charge in charges where charge.isInvoiced {
      guard let amount = charge.amount, let exact = charge.exactAmount else { continue }
      rounding = try rounding.adding(amount.exact.subtracting(exact))
    }
    return rounding
  }
}

extension InvoiceLine {
  /// The line of a prepaid order.
  init(_ order: OrderLine) {
    self.init(
      kind: Kind(order.kind), subject: .order(order.id), app: order.app, period: nil,
      quantity: Fraction(order.months), amount: order.amount)
  }

  /// The line of a charge, `nil` when it makes none.
  init?(_ charge: Charge, catalog: Catalog) {
    guard charge.isInvoiced, let amount = charge.amount else { return nil }
    self.init(
      kind: Kind(charge.kind), subject: .item(charge.item.name(in: catalog)), app: charge.app,
      period: charge.period, quantity: charge.quantity, amount: amount)
  }
}

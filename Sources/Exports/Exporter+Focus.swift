import Book
import Catalog
import Ledger
import Quantities
import Settlement

extension Exporter {
  /// Writes FOCUS 1.2 Cost and Usage rows; Documentation/FOCUS.md says what each column holds.
  func exportFocus(to sink: @escaping ExportSink) throws {
    let names = try InvoiceNames(ledger)
    let settledDay = try ledger.settledDay()
    var printer = TablePrinter(FocusRow.table, format, sink)
    for id in try accounts() {
      let standing = AccountRows(
        orders: try ledger.orders(of: id, catalog: catalog),
        charges: try ledger.charges(of: id, catalog: catalog),
        deductions: try ledger.deductions(of: id, catalog: catalog),
        grants: try ledger.grants(of: id, catalog: catalog))
      let account = FocusAccount(
        id, name: names.name(of: id) ?? id.text, issuer: catalog.name, currency: catalog.currency,
        zone: catalog.zone, invoicedMonths: Set(try invoices(of: id).map(\.month)))
      var maker = FocusRowMaker(account, catalog, names, settledDay: settledDay)
      try maker.add(standing)
      try printer.print(sorting: maker.rows.filter { filter.admits($0.invoiceMonth) })
    }
    try printer.finish()
  }
}

extension Grant {
  /// What all grants of one order share; a grant that was given stands alone.
  ///
  /// Ids of orders have no slash, so the id of a gift is told from that of an order.
  var commitmentID: String {
    plan == nil ? "grant/\(id)" : String(id.text.prefix { $0 != "/" })
  }
}

extension FocusRow.Kind {
  init(_ kind: OrderLine.Kind) {
    switch kind {
    case .order: self = .order
    case .renewal: self = .renewal
    case .upgrade: self = .upgrade
    case .refund: self = .refund
    }
  }

  init(_ charge: Charge) {
    switch charge.kind {
    case _ where charge.isUnpriced: self = .unpriced
    case _ where !charge.isInvoiced: self = .uncharged
    case .overage: self = .overage
    case .monthly: self = .monthly
    case .adjustment: self = .adjustment
    }
  }
}

extension Charge {
  /// What the row is of, for people.
  func focusText(_ item: String) -> String {
    switch FocusRow.Kind(self) {
    case .unpriced: "\(item) without a price"
    case .uncharged: "\(item) beyond packages, not charged"
    case .adjustment: "late \(item) of a closed month"
    case .overage: "\(item) beyond packages"
    default: item
    }
  }
}

extension Charge.Period {
  /// The days it spans.
  var days: Range<CalendarDay> {
    switch self {
    case .day(let day): day..<day.advanced(by: 1)
    case .month(let month): month.firstDay..<month.advanced(by: 1).firstDay
    }
  }
}

extension SettledDeduction {
  /// An order that is total and tells earlier draws of one grant from later ones.
  static func focusOrder(_ left: SettledDeduction, _ right: SettledDeduction) -> Bool {
    if left.day != right.day { return left.day < right.day }
    if left.app != right.app { return left.app < right.app }
    if left.meter != right.meter { return left.meter < right.meter }
    if left.grant != right.grant { return left.grant < right.grant }
    return right.leftAfter < left.leftAfter
  }
}

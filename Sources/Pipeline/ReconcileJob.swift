import Book
import Catalog
import Ledger
public import Quantities
public import Reconciliation
import Settlement

/// How a bill is compared.
public struct ReconcileOptions: Sendable {
  /// The invoices that it stands for; `nil` is those of the months in it.
  public var month: CalendarMonth?
  /// Differences of money up to this are none, in currency units.
  public var tolerance = Fraction(1, over: 100)
  /// Meters and fees by names of components that do not tell them.
  public var components: [String: String] = [:]

  /// The months of the bill, to a cent.
  public init() {}
}

/// What comparing a bill came to.
public struct Reconciled: Sendable {
  /// Lines of the bill.
  public let lines: Int
  /// The invoices that were compared, by month.
  public let months: [CalendarMonth]
  /// Meters, fees and orders that both have.
  public let compared: Int
  /// What the ledger charges.
  public let ours: Money
  /// What the bill does.
  public let theirs: Fraction
  /// What differs, orders in front, then by app and time.
  public let differences: [BillDifference]
}

/// Compares what a ledger charges with a vendor's bill, line by line.
///
/// - Throws: `BillFailure` when the bill cannot be read, `InputFailure` when it is not there,
///   `RequestFailure` for a component that is no meter, `LedgerFailure` for the ledger.
public func reconcile(
  _ bill: String, with path: String, _ options: ReconcileOptions
) throws -> Reconciled {
  let bytes = try Inputs.bytes(of: bill, "bill")
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    let names = ComponentNames(catalog, given: options.components)
    for (component, item) in options.components.sorted(by: { $0.key < $1.key })
    where !names.isItem(item) {
      throw RequestFailure("--component \(component)=\(item): the catalog has no meter \(item)")
    }
    let bill = try VendorBill(bytes, names: names)
    let months = options.month.map { [$0] } ?? bill.months
    var reconciler = Reconciler(of: months, tolerance: options.tolerance)
    for account in try reader.accounts() { try add(account, reader, catalog, to: &reconciler) }
    let differences = try reconciler.differences(from: bill)
    var theirs = Fraction.zero
    for sum in bill.sums.values { theirs = try theirs.adding(sum.cost) }
    return Reconciled(
      lines: bill.lines, months: months.sorted(), compared: reconciler.compared,
      ours: reconciler.ours, theirs: theirs, differences: differences)
  }
}

/// Gives a reconciler everything that an account is charged.
private func add(
  _ account: AccountID, _ ledger: LedgerReader, _ catalog: Catalog,
  to reconciler: inout Reconciler
) throws {
  for app in try ledger.apps(of: account) { reconciler.add(owner: account, of: app) }
  for order in try ledger.orders(of: account, catalog: catalog) {
    try reconciler.add(
      ChargedSum(
        account: account, quantity: Fraction(order.months), unitPrice: nil, amount: order.amount,
        invoiceMonth: order.day.month, isAdjustment: false), for: .order(order.id))
  }
  for charge in try ledger.charges(of: account, catalog: catalog) where charge.isInvoiced {
    try reconciler.add(
      ChargedSum(
        account: account, quantity: charge.quantity, unitPrice: charge.unitPrice,
        amount: charge.amount ?? .zero, invoiceMonth: charge.invoiceMonth,
        isAdjustment: charge.kind == .adjustment),
      for: .usage(item: charge.item.name(in: catalog), app: charge.app, period: charge.period))
  }
  for draw in try ledger.deductions(of: account, catalog: catalog) {
    reconciler.addCovered(
      .usage(item: catalog[draw.meter].name, app: draw.app, period: .day(draw.day)))
  }
}

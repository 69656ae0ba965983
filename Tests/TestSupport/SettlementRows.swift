public import Catalog
public import Settlement

/// A settlement as sorted rows of text, which two ways of settling can be compared by.
public struct SettlementRows: Equatable, Sendable {
  /// App, day, meter, grant, usage minutes, ratio, package minutes, left after, invoice month.
  public var deductions: [String]
  /// App, period, item, kind, quantity, unit price, exact amount, amount, invoice month.
  public var charges: [String]
  /// Grant, app, pool, start, end, minutes, drawn, expired, left, status.
  public var grants: [String]
  /// Number, status, total, totals, uncharged, rounding; then one row a line, in its place.
  public var invoices: [String]
  /// Refunds of what was used.
  public var usedRefunds: [String]

  /// No rows.
  public init() {
    deductions = []
    charges = []
    grants = []
    invoices = []
    usedRefunds = []
  }

  /// The rows of the real settlement and its invoices.
  public init(_ settlement: AccountSettlement, invoices: [Invoice], catalog: Catalog) {
    self.deductions = settlement.deductions.map { row in
      fields(
        row.app, row.day, catalog[row.meter].name, row.grant, row.usageMinutes, row.ratio,
        row.packageMinutes, row.leftAfter, row.invoiceMonth)
    }.sorted()
    self.charges = settlement.charges.map { charge in
      fields(
        charge.app, charge.period, charge.item.name(in: catalog), charge.kind.rawValue,
        charge.quantity, charge.unitPrice, charge.exactAmount, charge.amount,
        charge.invoiceMonth)
    }.sorted()
    self.grants = settlement.grants.map { balance in
      let grant = balance.grant
      return fields(
        grant.id, grant.app, grant.pool, grant.start, grant.end, grant.minutes, balance.drawn,
        balance.expired, balance.left, balance.status.rawValue)
    }.sorted()
    self.invoices = invoices.flatMap { Self.rows(of: $0) }
    self.usedRefunds = settlement.usedRefunds.map(\.text).sorted()
  }

  private static func rows(of invoice: Invoice) -> [String] {
    let totals = invoice.totals.map { "\($0.kind.rawValue)=\($0.amount)" }
    let uncharged = invoice.uncharged.map { "\($0.meter)=\($0.minutes)" }
    let head = fields(
      invoice.number, invoice.status.rawValue, invoice.total, totals.joined(separator: ";"),
      uncharged.joined(separator: ";"), invoice.rounding)
    return [head]
      + invoice.lines.map { line in
        fields(
          invoice.number, line.kind.rawValue, line.subject.text, line.app, line.period,
          line.quantity, line.amount)
      }
  }
}

/// Values parted by commas, nothing for `nil`.
func fields(_ values: (any CustomStringConvertible)?...) -> String {
  values.map { $0?.description ?? "" }.joined(separator: ",")
}

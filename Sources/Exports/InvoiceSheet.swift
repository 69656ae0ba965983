import Book
import Catalog
import Quantities
import Settlement

/// An invoice with what its lines follow from, gathered for a page that people read.
///
/// Everything on it follows from rows with its invoice month or an earlier one, so that the sheet of
/// a closed month never changes.
struct InvoiceSheet {
  /// Package minutes of one grant: what there was, what the month drew, what it left.
  struct Package {
    let grant: Grant
    /// Left before the month, and behind it.
    let (before, after): (Fraction, Fraction)
    /// Minutes that the month drew.
    let drawn: Fraction
    /// The same by meter and ratio, in catalog order.
    let draws: [Draw]
  }

  /// What one meter drew from a grant at one ratio.
  struct Draw {
    let meter: String
    let ratio: Fraction
    var usageMinutes: Fraction
    var packageMinutes: Fraction
  }

  /// Overage of one meter at one price.
  struct Overage {
    let meter: String
    /// For a minute.
    let unitPrice: Fraction
    /// Usage lines, each rounded by itself.
    var lines: Int
    var minutes: Fraction
    var amount: Money
  }

  let invoice: Invoice
  /// What was paid in advance and given back, in the order of the invoice.
  let orders: [OrderLine]
  /// Grants that are valid on a day of the month or that it drew, those that end first in front.
  let packages: [Package]
  /// Overage by meter in catalog order, then by price.
  let overage: [Overage]
  /// Fees of the month, in the order of the invoice.
  let fees: [InvoiceLine]
  /// Late usage and peaks of closed months, in the order of the invoice.
  let adjustments: [InvoiceLine]
}

/// What stands of one account, as far as its sheets need it.
struct AccountRows {
  let orders: [OrderLine]
  let charges: [Charge]
  let deductions: [SettledDeduction]
  let grants: [GrantBalance]
}

extension InvoiceSheet {
  /// Gathers the sheet of an invoice from what stands of its account.
  ///
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  init(_ invoice: Invoice, _ rows: AccountRows, _ catalog: Catalog) throws(QuantityOverflow) {
    self.invoice = invoice
    let month = invoice.month
    let places = Dictionary(
      invoice.lines.indices.map { (invoice.lines[$0].subject.text, $0) },
      uniquingKeysWith: { first, _ in first })
    orders = rows.orders.filter { $0.day.month == month }
      .sorted { places[$0.id.text, default: 0] < places[$1.id.text, default: 0] }
    packages = try Self.packages(of: month, rows, catalog)
    overage = try Self.overage(of: month, rows, catalog)
    fees = invoice.lines.filter { $0.kind == .monthly }
    adjustments = invoice.lines.filter { $0.kind == .adjustment }
  }

  private static func packages(
    of month: CalendarMonth, _ rows: AccountRows, _ catalog: Catalog
  ) throws(QuantityOverflow) -> [Package] {
    let draws = Dictionary(grouping: rows.deductions, by: \.grant)
    var packages: [Package] = []
    for balance in rows.grants {
      let grant = balance.grant
      let ofGrant = draws[grant.id, default: []]
      let ofMonth = ofGrant.filter { $0.invoiceMonth == month }
      let isValid = grant.start <= month.lastDay && month.firstDay < grant.end
      guard isValid || !ofMonth.isEmpty else { continue }
      let earlier = try sum(ofGrant.filter { $0.invoiceMonth < month }.map(\.packageMinutes))
      let drawn = try sum(ofMonth.map(\.packageMinutes))
      let before = try Fraction(grant.minutes).subtracting(earlier)
      packages.append(
        Package(
          grant: grant, before: before, after: try before.subtracting(drawn), drawn: drawn,
          draws: try self.draws(ofMonth, catalog)))
    }
    return packages.sorted { ($0.grant.end, $0.grant.id) < ($1.grant.end, $1.grant.id) }
  }

  private static func draws(
    _ deductions: [SettledDeduction], _ catalog: Catalog
  ) throws(QuantityOverflow) -> [Draw] {
    var draws: [Draw] = []
    for deduction in deductions.sorted(by: { ($0.meter, $0.ratio) < ($1.meter, $1.ratio) }) {
      let meter = catalog[deduction.meter].name
      if let last = draws.last, last.meter == meter, last.ratio == deduction.ratio {
        let sums = (
          try last.usageMinutes.adding(deduction.usageMinutes),
          try last.packageMinutes.adding(deduction.packageMinutes)
        )
        (draws[draws.count - 1].usageMinutes, draws[draws.count - 1].packageMinutes) = sums
      } else {
        draws.append(
          Draw(
            meter: meter, ratio: deduction.ratio, usageMinutes: deduction.usageMinutes,
            packageMinutes: deduction.packageMinutes))
      }
    }
    return draws
  }

  private static func overage(
    of month: CalendarMonth, _ rows: AccountRows, _ catalog: Catalog
  ) throws(QuantityOverflow) -> [Overage] {
    struct Line {
      let meter: MeterOrdinal
      let unitPrice: Fraction
      let minutes: Fraction
      let amount: Money
    }
    let lines = rows.charges.compactMap { charge -> Line? in
      guard charge.kind == .overage, charge.isInvoiced, charge.invoiceMonth == month,
        case .meter(let meter) = charge.item, let price = charge.unitPrice
      else { return nil }
      return Line(
        meter: meter, unitPrice: price, minutes: charge.quantity, amount: charge.amount ?? .zero)
    }
    var overage: [Overage] = []
    for line in lines.sorted(by: { ($0.meter, $0.unitPrice) < ($1.meter, $1.unitPrice) }) {
      let meter = catalog[line.meter].name
      if var last = overage.last, last.meter == meter, last.unitPrice == line.unitPrice {
        last.lines += 1
        last.minutes = try last.minutes.adding(line.minutes)
        last.amount = try last.amount.adding(line.amount)
        overage[overage.count - 1] = last
      } else {
        overage.append(
          Overage(
            meter: meter, unitPrice: line.unitPrice, lines: 1, minutes: line.minutes,
            amount: line.amount))
      }
    }
    return overage
  }

  private static func sum(_ minutes: [Fraction]) throws(QuantityOverflow) -> Fraction {
    var sum = Fraction.zero
    for minutes in minutes { sum = try sum.adding(minutes) }
    return sum
  }
}

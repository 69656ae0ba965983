import Catalog
import Quantities
import Settlement

/// Adds up what a certificate says, account by account.
struct CertificateTotals {
  private let catalog: Catalog
  private(set) var certificate = Certificate()
  private var meters: [Certificate.MeterTotals]
  private var pools: [PoolID: Certificate.PoolTotals] = [:]
  private var fees: [String: Certificate.FeeTotals] = [:]
  private var kinds: [InvoiceLine.Kind: Certificate.KindTotals] = [:]

  init(_ catalog: Catalog) {
    self.catalog = catalog
    meters = catalog.meters.map {
      Certificate.MeterTotals(meter: $0.name, isOfMinutes: $0.kind == .sum)
    }
  }

  /// Adds an account.
  ///
  /// - Parameters:
  ///   - settlement: what stands.
  ///   - usage: its usage, up to the settled day.
  mutating func add(
    _ settlement: AccountSettlement, invoices: [Invoice], usage: [UsageLine]
  ) throws(QuantityOverflow) {
    certificate.accounts += 1
    certificate.usageLines += usage.count
    for line in usage { try add(line) }
    for deduction in settlement.deductions {
      let place = Int(deduction.meter.index)
      meters[place].covered = try meters[place].covered.adding(deduction.usageMinutes)
    }
    for charge in settlement.charges { try add(charge) }
    for balance in settlement.grants { try add(balance) }
    for invoice in invoices { try add(invoice) }
  }

  /// The figures in their order.
  func finished() -> Certificate {
    var certificate = certificate
    certificate.meters = meters.filter { $0.lines > 0 || !$0.overage.isZero }
    certificate.pools = catalog.pools.compactMap { pools[$0] }
    certificate.fees = fees.values.sorted { $0.item.utf8.lexicographicallyPrecedes($1.item.utf8) }
    certificate.kinds = InvoiceLine.Kind.allCases.compactMap { kinds[$0] }
    return certificate
  }

  private mutating func add(_ line: UsageLine) throws(QuantityOverflow) {
    let place = Int(line.meter.index)
    meters[place].lines += 1
    let (records, overflow) = meters[place].records.addingReportingOverflow(line.records)
    guard !overflow else { throw QuantityOverflow("records of \(meters[place].meter)") }
    meters[place].records = records
    meters[place].quantity = try meters[place].quantity.adding(Fraction(line.quantity))
    guard meters[place].isOfMinutes else { return }
    meters[place].minutes = try meters[place].minutes.adding(Fraction(line.minutes))
  }

  private mutating func add(_ charge: Charge) throws(QuantityOverflow) {
    let exact = charge.exactAmount ?? .zero
    let amount = charge.isInvoiced ? charge.amount ?? .zero : .zero
    switch charge.item {
    case .meter(let meter):
      let place = Int(meter.index)
      meters[place].overage = try meters[place].overage.adding(charge.quantity)
      meters[place].exactAmount = try meters[place].exactAmount.adding(exact)
      meters[place].amount = try meters[place].amount.adding(amount)
    case .fee(let name):
      var fee = fees[name] ?? Certificate.FeeTotals(item: name)
      fee.charges += 1
      fee.quantity = try fee.quantity.adding(charge.quantity)
      fee.exactAmount = try fee.exactAmount.adding(exact)
      fee.amount = try fee.amount.adding(amount)
      fees[name] = fee
    }
  }

  private mutating func add(_ balance: GrantBalance) throws(QuantityOverflow) {
    var pool = pools[balance.grant.pool] ?? Certificate.PoolTotals(pool: balance.grant.pool)
    pool.given = try pool.given.adding(Fraction(balance.grant.minutes))
    pool.drawn = try pool.drawn.adding(balance.drawn)
    pool.expired = try pool.expired.adding(balance.expired)
    pool.left = try pool.left.adding(balance.left)
    pools[balance.grant.pool] = pool
  }

  private mutating func add(_ invoice: Invoice) throws(QuantityOverflow) {
    certificate.invoices += 1
    certificate.invoiced = try certificate.invoiced.adding(invoice.total)
    certificate.rounding = try certificate.rounding.adding(invoice.rounding)
    for line in invoice.lines {
      var kind = kinds[line.kind] ?? Certificate.KindTotals(kind: line.kind)
      kind.lines += 1
      kind.amount = try kind.amount.adding(line.amount)
      kinds[line.kind] = kind
    }
  }
}

public import Book
public import Catalog
public import Quantities

/// Checks that a settlement has lost nothing and invented nothing.
///
/// The laws are computed from the rows themselves, not from the code that made them, so that they
/// can be asked of a settlement just made as well as of one read back from a ledger.
public struct ConservationCheck {
  private let settlement: AccountSettlement
  private let catalog: Catalog
  private var violations: [ConservationViolation] = []

  /// Checks one account against all laws.
  ///
  /// - Parameters:
  ///   - settlement: the rows of the account.
  ///   - invoices: what was made of them.
  ///   - usage: the lines they were made from, in any order.
  ///   - catalog: ratios and rates.
  ///   - settledDay: the last day that was settled; later lines are passed over.
  /// - Returns: every law that does not hold, law by law, each by its subject; empty is good.
  /// - Throws: `QuantityOverflow` when a sum does not fit in 128 bits.
  /// - Complexity: O(n log n) in rows.
  public static func violations(
    in settlement: AccountSettlement, invoices: [Invoice], usage: [UsageLine], catalog: Catalog,
    through settledDay: CalendarDay
  ) throws(QuantityOverflow) -> [ConservationViolation] {
    let check = ConservationCheck(settlement, catalog: catalog)
    return try check.violations(
      drawnBefore: [:], invoices, usage.filter { $0.day <= settledDay })
  }

  /// Checks what further days add to what stands of one account.
  ///
  /// Each grant is checked as a whole, since its balance says what was drawn from it before. Of
  /// usage, pools and invoices the further days are checked; the days before were when they were
  /// settled, and their rows stand as they were.
  ///
  /// - Parameters:
  ///   - added: the rows of the further days.
  ///   - standing: what the earlier days came to.
  ///   - orders: prepaid lines of the account.
  ///   - usage: lines of the account; those of earlier days are passed over.
  ///   - catalog: ratios and rates.
  ///   - settledDay: the last day that was settled; later lines are passed over.
  /// - Returns: every law that does not hold; empty is good.
  /// - Throws: `QuantityOverflow` when a sum does not fit in 128 bits.
  /// - Complexity: O(n log n) in the rows that were added, grants and monthly charges.
  public static func violations(
    in added: SettlementExtension, after standing: StandingSettlement, orders: [OrderLine],
    usage: [UsageLine], catalog: Catalog, through settledDay: CalendarDay
  ) throws(QuantityOverflow) -> [ConservationViolation] {
    var settlement = AccountSettlement(account: added.account)
    settlement.deductions = added.deductions
    settlement.charges = added.dailyCharges + added.monthlyCharges
    settlement.grants = added.grants
    let invoices = try Invoice.gather(
      account: added.account, orders: orders, charges: settlement.charges, catalog: catalog)
    let check = ConservationCheck(settlement, catalog: catalog)
    return try check.violations(
      drawnBefore: standing.drawnMinutes, invoices,
      usage.filter { standing.day < $0.day && $0.day <= settledDay })
  }

  private consuming func violations(
    drawnBefore: [GrantID: Fraction], _ invoices: [Invoice], _ usage: [UsageLine]
  ) throws(QuantityOverflow) -> [ConservationViolation] {
    try checkGrants(drawnBefore: drawnBefore)
    try checkUsage(usage)
    for invoice in invoices { try checkTotal(of: invoice) }
    try checkPools()
    return violations
  }

  private init(_ settlement: AccountSettlement, catalog: Catalog) {
    self.settlement = settlement
    self.catalog = catalog
  }

  private mutating func expect(
    _ expected: Fraction, _ found: Fraction, _ law: ConservationViolation.Law, of subject: String
  ) {
    guard expected != found else { return }
    violations.append(
      ConservationViolation(law: law, subject: subject, expected: expected, found: found))
  }

  private mutating func checkGrants(
    drawnBefore: [GrantID: Fraction]
  ) throws(QuantityOverflow) {
    var drawn = drawnBefore
    for deduction in settlement.deductions {
      drawn[deduction.grant] =
        try drawn[deduction.grant, default: .zero].adding(deduction.packageMinutes)
    }
    for balance in settlement.grants {
      let name = balance.grant.id.text
      let parts = [balance.drawn, balance.expired, balance.left]
      var sum = Fraction.zero
      for part in parts { sum = try sum.adding(part) }
      expect(Fraction(balance.grant.minutes), sum, .grantMinutes, of: name)
      let draws = drawn.removeValue(forKey: balance.grant.id) ?? .zero
      expect(draws, balance.drawn, .grantDraws, of: name)
      for part in parts where part < .zero { expect(.zero, part, .grantBounds, of: name) }
    }
    for (unknown, draws) in drawn.sorted(by: { $0.key < $1.key }) {
      expect(draws, .zero, .grantDraws, of: unknown.text)
    }
  }

  private mutating func checkUsage(_ usage: [UsageLine]) throws(QuantityOverflow) {
    let entries = LineEntry.entries(
      usage: usage, deductions: settlement.deductions, charges: settlement.charges,
      catalog: catalog)
    var next = entries.startIndex
    while next < entries.endIndex {
      let line = entries[next]
      var (expected, found) = (Fraction.zero, Fraction.zero)
      while next < entries.endIndex, !LineEntry.order(line, entries[next]) {
        let minutes = entries[next].minutes
        if entries[next].isUsage {
          expected = try expected.adding(minutes)
        } else {
          found = try found.adding(minutes)
        }
        next += 1
      }
      if expected != found { expect(expected, found, .usageMinutes, of: line.name(in: catalog)) }
    }
  }

  private mutating func checkTotal(of invoice: Invoice) throws(QuantityOverflow) {
    let sum = try Invoice.sum(of: invoice.lines)
    expect(sum.exact, invoice.total.exact, .invoiceTotal, of: invoice.number)
    var byKind = Money.zero
    for total in invoice.totals { byKind = try byKind.adding(total.amount) }
    expect(sum.exact, byKind.exact, .invoiceTotal, of: "\(invoice.number) by kind")
  }

  private mutating func checkPools() throws(QuantityOverflow) {
    var prices = PoolPrices(catalog)
    var expected: [PoolID: Fraction] = [:]
    var found: [PoolID: Fraction] = [:]
    for charge in settlement.charges {
      guard case .day(let day) = charge.period, case .meter(let meter) = charge.item,
        let pool = catalog[meter].pool, let price = try prices.price(of: meter, on: day),
        let ratio = catalog[meter].ratio?.value(on: day)
      else { continue }
      let packageMinutes = try charge.quantity.multiplied(by: ratio)
      let money = try packageMinutes.multiplied(by: price)
      expected[pool] = try expected[pool, default: .zero].adding(money)
      found[pool] = try found[pool, default: .zero].adding(charge.exactAmount ?? .zero)
    }
    for pool in expected.keys.sorted() {
      expect(
        expected[pool, default: .zero], found[pool, default: .zero], .poolMoney, of: pool.text)
    }
  }
}

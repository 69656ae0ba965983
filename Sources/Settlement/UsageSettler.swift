import Book
import Catalog
import Deduction
import Quantities
import Rating

/// Settles usage lines of `sum` meters one by one, in settlement order.
///
/// Each line is drawn from grants first; what is left over becomes one charge. Of a line in a closed
/// month only the minutes count that the close has not seen. All closed days come before all open
/// ones, so late usage finds what the last close has left and goes before any open day.
struct UsageSettler {
  /// What holds for every line of a day.
  private struct DayTerms {
    let day: CalendarDay
    /// Whether its month is closed.
    let isLate: Bool
    let isPostpaid: Bool
    let invoiceMonth: CalendarMonth
  }

  private let commitments: AccountCommitments
  private let catalog: Catalog
  private let closed: ClosedMonths?
  /// What closed months have settled; asked for late lines.
  private var settledMinutes: SettledMinutes
  /// By meter; `nil` where no grant of the account can pay.
  private let pools: [PoolIndex?]
  private var engine: DrawdownEngine
  private var dayTerms: DayTerms?
  /// Draws of the current line; kept for its storage.
  private var draws: [Draw] = []

  /// What lines drew from grants: rows of closed months, then others in the order of drawing.
  private(set) var deductions: [SettledDeduction] = []
  /// Charges of closed months, then what is charged for uncovered usage, in order of settlement.
  private(set) var charges: [Charge] = []

  /// - Parameter drawn: package minutes that earlier settlement drew from grants.
  private init(
    _ commitments: AccountCommitments, drawn: [GrantID: Fraction], closed: ClosedMonths?,
    catalog: Catalog
  ) throws(QuantityOverflow) {
    var allotments: [Allotment] = []
    allotments.reserveCapacity(commitments.grants.count)
    for grant in commitments.grants {
      // Below nothing, see `overdrawnGrants`, it is for the conservation check to tell.
      let left = try Fraction(grant.minutes).subtracting(drawn[grant.id] ?? .zero)
      allotments.append(Allotment(grant, left: max(left, .zero)))
    }
    let engine = DrawdownEngine(allotments, order: DrawOrder(catalog.drawOrder))
    self.commitments = commitments
    self.catalog = catalog
    self.closed = closed
    self.settledMinutes = SettledMinutes(closed, catalog: catalog)
    self.pools = catalog.meters.map { $0.pool.flatMap { engine.pool($0) } }
    self.engine = engine
    self.deductions = closed?.deductions ?? []
    self.charges = closed?.charges ?? []
  }

  /// Settles all lines of `sum` meters up to a day.
  ///
  /// - Parameter lines: in settlement order; those of other meters are passed over.
  static func settle(
    _ lines: [UsageLine], of commitments: AccountCommitments, closed: ClosedMonths?,
    catalog: Catalog, through settledDay: CalendarDay
  ) throws(QuantityOverflow) -> UsageSettler {
    var settler = try UsageSettler(
      commitments, drawn: try closed?.drawnMinutes() ?? [:], closed: closed, catalog: catalog)
    try settler.settle(lines, through: settledDay)
    return settler
  }

  /// Settles the lines of days that come after what stands.
  ///
  /// - Parameter lines: in settlement order, none of a day that is settled.
  static func settle(
    _ lines: [UsageLine], of commitments: AccountCommitments, after standing: StandingSettlement,
    catalog: Catalog, through settledDay: CalendarDay
  ) throws(QuantityOverflow) -> UsageSettler {
    var settler = try UsageSettler(
      commitments, drawn: standing.drawnMinutes, closed: nil, catalog: catalog)
    try settler.settle(lines, through: settledDay)
    return settler
  }

  private mutating func settle(
    _ lines: [UsageLine], through settledDay: CalendarDay
  ) throws(QuantityOverflow) {
    for line in lines {
      if line.day > settledDay { break }
      if catalog.meters[Int(line.meter.index)].kind == .sum { try settle(line) }
    }
  }

  /// Draws a line from the grants and charges the rest.
  private mutating func settle(_ line: UsageLine) throws(QuantityOverflow) {
    let terms = terms(of: line.day)
    var minutes = Fraction(line.minutes)
    if terms.isLate {
      minutes = try minutes.subtracting(settledMinutes.minutes(of: line))
      guard .zero < minutes else { return }
    }
    let overage = try drawDown(minutes, of: line, in: terms)
    if !overage.isZero { try charge(overage, of: line, in: terms) }
  }

  /// How every grant stands on a day, in the order of the commitments.
  func balances(on settledDay: CalendarDay) throws(QuantityOverflow) -> [GrantBalance] {
    var balances: [GrantBalance] = []
    balances.reserveCapacity(engine.allotments.count)
    for allotment in engine.allotments {
      balances.append(try GrantBalance(allotment, on: settledDay))
    }
    return balances
  }

  private mutating func terms(of day: CalendarDay) -> DayTerms {
    if let dayTerms, dayTerms.day == day { return dayTerms }
    let month = day.month
    let isLate = closed.map { month <= $0.last } ?? false
    let terms = DayTerms(
      day: day, isLate: isLate, isPostpaid: commitments.isPostpaid(on: day),
      invoiceMonth: isLate ? closed?.firstOpen ?? month : month)
    dayTerms = terms
    return terms
  }

  /// - Returns: minutes that no grant covers.
  private mutating func drawDown(
    _ minutes: Fraction, of line: UsageLine, in terms: DayTerms
  ) throws(QuantityOverflow) -> Fraction {
    let meter = Int(line.meter.index)
    guard let pool = pools[meter] else { return minutes }
    draws.removeAll(keepingCapacity: true)
    let demand = Demand(
      app: line.app, day: line.day, pool: pool, minutes: minutes,
      ratio: catalog.meters[meter].ratio?.value(on: line.day))
    let overage = try engine.cover(demand, draws: &draws)
    for draw in draws {
      deductions.append(
        SettledDeduction(
          app: line.app, day: line.day, meter: line.meter,
          grant: commitments.grants[draw.grantIndex].id, usageMinutes: draw.usageMinutes,
          ratio: draw.ratio, packageMinutes: draw.packageMinutes, leftAfter: draw.leftAfter,
          invoiceMonth: terms.invoiceMonth))
    }
    return overage
  }

  private mutating func charge(
    _ overage: Fraction, of line: UsageLine, in terms: DayTerms
  ) throws(QuantityOverflow) {
    let rate = catalog.meters[Int(line.meter.index)].rate.value(on: line.day) ?? nil
    let rated = try RatedAmount.overage(
      overage, ratePerThousand: rate, isPostpaid: terms.isPostpaid)
    charges.append(
      Charge(
        app: line.app, period: .day(line.day), item: .meter(line.meter),
        kind: terms.isLate ? .adjustment : .overage,
        quantity: overage, unitPrice: rated.unitPrice, exactAmount: rated.exactAmount,
        amount: rated.amount, isPostpaid: terms.isPostpaid, invoiceMonth: terms.invoiceMonth))
  }
}

extension AccountCommitments {
  /// Whether usage of a day that no grant covers is charged.
  func isPostpaid(on day: CalendarDay) -> Bool {
    postpaid.value(on: day) ?? postpaid.segments.first?.value ?? true
  }
}

import Book
import Catalog
import Quantities
import Settlement

/// Makes the FOCUS rows of one account from what stands of it.
///
/// Rows of a closed month never change: they follow from rows with its invoice month or an earlier
/// one. Package minutes that were unused when their month closed, and are drawn by late usage
/// afterwards, are taken back by a correction in the month of the draw.
struct FocusRowMaker {
  let account: FocusAccount
  let catalog: Catalog
  let names: InvoiceNames
  /// The last settled day.
  let settledDay: CalendarDay?
  private(set) var rows: [FocusRow] = []

  /// Where the next row of a usage line begins, in minutes.
  private var minutesPlaced: [LineKey: Fraction] = [:]

  private struct LineKey: Hashable {
    let app: AppID
    let day: CalendarDay
    let meter: MeterOrdinal
  }

  init(
    _ account: FocusAccount, _ catalog: Catalog, _ names: InvoiceNames, settledDay: CalendarDay?
  ) {
    self.account = account
    self.catalog = catalog
    self.names = names
    self.settledDay = settledDay
  }

  /// Adds all rows of the account.
  ///
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  mutating func add(_ standing: AccountRows) throws(QuantityOverflow) {
    let commitments = try commitments(standing)
    let byID = Dictionary(uniqueKeysWithValues: commitments.map { ($0.id, $0) })
    let days = Dictionary(uniqueKeysWithValues: standing.orders.map { ($0.id, $0.day) })
    for order in standing.orders {
      let bought = days[names.purchase(of: order.id)] ?? order.day
      try add(order, byID[order.id.text], bought: bought)
    }
    let ordered = Set(standing.orders.map(\.id.text))
    for commitment in commitments where !ordered.contains(commitment.id) {
      try addGiven(commitment)
    }
    try addUsage(standing, commitments)
    let voided = voidDays(standing.orders)
    let draws = Dictionary(grouping: standing.deductions, by: \.grant)
    for commitment in commitments {
      for index in commitment.grants.indices {
        let drawn = draws[commitment.grants[index].grant.id, default: []]
        try addUnused(commitment, index, drawn, voided)
      }
    }
  }

  // MARK: - Purchases

  /// The orders that gave minutes and the grants that were given, by order of their first grant.
  private func commitments(
    _ standing: AccountRows
  ) throws(QuantityOverflow) -> [FocusCommitment] {
    let prices = Dictionary(uniqueKeysWithValues: standing.orders.map { ($0.id.text, $0.amount) })
    var commitments: [FocusCommitment] = []
    for (id, grants) in Dictionary(grouping: standing.grants, by: { $0.grant.commitmentID }) {
      let name = grants.first?.grant.plan?.text ?? id
      let plan = names.plan(of: OrderID(id)) ?? name
      let made = try FocusCommitment(
        id: id, name: plan, price: prices[id] ?? .zero, grants: grants)
      if let made { commitments.append(made) }
    }
    return commitments.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
  }

  private mutating func add(
    _ order: OrderLine, _ commitment: FocusCommitment?, bought: CalendarDay
  ) throws(QuantityOverflow) {
    let plan = names.plan(of: order.id).flatMap { catalog.plan(PlanID($0)) }
    let sign = Fraction(order.amount < .zero ? -1 : 1)
    let paid = try order.amount.exact.multiplied(by: sign)
    let subject = FocusRow.Subject(
      service: service(ofProduct: plan?.product), sku: plan?.id.text ?? "order",
      meter: commitment == nil ? "Subscription" : "Package minutes",
      description: "\(order.kind.rawValue) \(order.id)" + (plan.map { " of \($0.id)" } ?? ""),
      app: order.app)
    rows.append(
      try FocusRow(
        account, FocusRow.Kind(order.kind), in: order.day.month,
        days: order.day..<order.day.advanced(by: 1), subject,
        FocusRow.Pricing(
          listUnitPrice: try listPrice(of: plan, order) ?? paid, contractedUnitPrice: paid,
          quantity: sign, unit: "Orders"),
        billed: order.amount, effective: commitment == nil ? order.amount.exact : .zero,
        package: commitment.map { .init(commitment: $0, quantity: Fraction($0.minutes)) },
        isRefundOfEarlierMonth: order.kind == .refund && bought.month < order.day.month))
  }

  /// The catalog's price of a purchase; `nil` where it has none, and for changes of a purchase, whose
  /// price follows from what was held before.
  private func listPrice(
    of plan: Plan?, _ order: OrderLine
  ) throws(QuantityOverflow) -> Fraction? {
    guard order.kind == .order, let plan, let price = catalog.price(of: plan, on: order.day) else {
      return nil
    }
    return try price.multiplied(by: order.months).exact
  }

  /// Minutes that cost nothing; so that those of every commitment add up.
  private mutating func addGiven(_ commitment: FocusCommitment) throws(QuantityOverflow) {
    guard let grant = commitment.grants.first?.grant else { return }
    // A trial is taken on its day; a gift may have been announced in a month long closed.
    let day = grant.plan == nil ? grant.start : catalog.zone.day(of: grant.orderTime)
    rows.append(
      try FocusRow(
        account, .grant, in: day.month, days: day..<day.advanced(by: 1),
        FocusRow.Subject(
          service: .communication, sku: grant.plan?.text ?? "gift", meter: "Package minutes",
          description: "minutes given by \(commitment.id)", app: grant.app),
        FocusRow.Pricing(
          listUnitPrice: .zero, contractedUnitPrice: .zero, quantity: Fraction(1), unit: "Orders"),
        effective: .zero,
        package: .init(commitment: commitment, quantity: Fraction(commitment.minutes))))
  }

  private func service(ofProduct product: String?) -> FocusService {
    // What is charged by peaks of users and groups is messaging.
    catalog.peakFees.contains { $0.product == product } ? .messaging : .communication
  }

  // MARK: - Usage

  /// Adds draws and charges month by month, so that what a closed month placed stays where it is.
  private mutating func addUsage(
    _ standing: AccountRows, _ commitments: [FocusCommitment]
  ) throws(QuantityOverflow) {
    var places: [GrantID: (commitment: FocusCommitment, index: Int)] = [:]
    for commitment in commitments {
      for index in commitment.grants.indices {
        places[commitment.grants[index].grant.id] = (commitment, index)
      }
    }
    var drawn: [GrantID: Fraction] = [:]
    let draws = Dictionary(grouping: standing.deductions, by: \.invoiceMonth)
    let charges = Dictionary(grouping: standing.charges, by: \.invoiceMonth)
    for month in Set(draws.keys).union(charges.keys).sorted() {
      for draw in draws[month, default: []].sorted(by: SettledDeduction.focusOrder) {
        guard let place = places[draw.grant] else { continue }
        let start = drawn[draw.grant] ?? .zero
        let end = try start.adding(draw.packageMinutes)
        drawn[draw.grant] = end
        try add(draw, place.commitment, place.index, from: start, to: end)
      }
      for charge in charges[month, default: []] { try add(charge) }
    }
  }

  private mutating func add(
    _ draw: SettledDeduction, _ commitment: FocusCommitment, _ grant: Int, from start: Fraction,
    to end: Fraction
  ) throws(QuantityOverflow) {
    let stretch = try commitment.stretch(ofGrant: grant, from: start, to: end)
    let meter = catalog[draw.meter]
    let price = try unitPrice(meter.rate.value(on: draw.day) ?? nil)
    let quantity = try placed(draw.usageMinutes, draw.app, draw.day, draw.meter)
    rows.append(
      try FocusRow(
        account, .used, in: draw.invoiceMonth, days: draw.day..<draw.day.advanced(by: 1),
        FocusRow.Subject(
          service: .communication, sku: meter.name, meter: meter.name,
          description: "\(meter.name) drawn from \(draw.grant)", app: draw.app),
        FocusRow.Pricing(
          listUnitPrice: price, contractedUnitPrice: price, quantity: quantity, unit: "Minutes"),
        effective: stretch.cost,
        package: .init(
          commitment: commitment, quantity: stretch.minutes, grant: draw.grant,
          ratio: try draw.ratio.roundedForFocus())))
  }

  private mutating func add(_ charge: Charge) throws(QuantityOverflow) {
    let item = charge.item.name(in: catalog)
    let price = try (charge.unitPrice ?? .zero).roundedForFocus()
    var (quantity, unit) = (charge.quantity, "Steps")
    var isRecurring = false
    var service = FocusService.messaging
    if case .meter(let meter) = charge.item, case .day(let day) = charge.period {
      (quantity, unit) = (try placed(charge.quantity, charge.app, day, meter), "Minutes")
      service = .communication
    } else if !catalog.peakFees.contains(where: { $0.item == item }) {
      (isRecurring, unit) = (true, "Months")
    }
    let billed = charge.isInvoiced ? charge.amount ?? .zero : .zero
    rows.append(
      try FocusRow(
        account, FocusRow.Kind(charge), in: charge.invoiceMonth, days: charge.period.days,
        FocusRow.Subject(
          service: service, sku: item, meter: item, description: charge.focusText(item),
          app: charge.app),
        FocusRow.Pricing(
          listUnitPrice: price, contractedUnitPrice: price, quantity: quantity, unit: unit),
        billed: billed, effective: billed.exact, isRecurring: isRecurring))
  }

  /// Minutes of a usage line behind those that were placed before, with ten decimals: the rows of a
  /// line add up to its whole minutes.
  private mutating func placed(
    _ minutes: Fraction, _ app: AppID, _ day: CalendarDay, _ meter: MeterOrdinal
  ) throws(QuantityOverflow) -> Fraction {
    let key = LineKey(app: app, day: day, meter: meter)
    let start = minutesPlaced[key] ?? .zero
    let end = try start.adding(minutes)
    minutesPlaced[key] = end
    return try end.roundedForFocus().subtracting(start.roundedForFocus())
  }

  /// The price of a minute from that of 1000; nothing where the catalog has none.
  private func unitPrice(_ rate: Fraction?) throws(QuantityOverflow) -> Fraction {
    guard let rate else { return .zero }
    return try rate.divided(by: Fraction(1000)).roundedForFocus()
  }

  // MARK: - What nobody used

  /// The day on which each refunded purchase was given back, with its renewals and upgrades.
  private func voidDays(_ orders: [OrderLine]) -> [OrderID: CalendarDay] {
    var days: [OrderID: CalendarDay] = [:]
    for order in orders where order.kind == .refund {
      days[names.purchase(of: order.id)] = order.day
    }
    return days
  }

  private mutating func addUnused(
    _ commitment: FocusCommitment, _ index: Int, _ draws: [SettledDeduction],
    _ voided: [OrderID: CalendarDay]
  ) throws(QuantityOverflow) {
    let grant = commitment.grants[index].grant
    let lastDay = grant.end.advanced(by: -1)
    var day = lastDay
    if grant.isRefunded {
      day = min(day, voided[names.purchase(of: OrderID(commitment.id))] ?? day)
    }
    guard let settledDay, day <= settledDay else { return }
    var drawn = Fraction.zero
    for draw in draws where draw.invoiceMonth <= day.month {
      drawn = try drawn.adding(draw.packageMinutes)
    }
    let end = Fraction(grant.minutes)
    if drawn < end {
      try addUnused(commitment, index, day, in: day.month, from: drawn, to: end, sign: 1)
    }
    let late = Dictionary(
      grouping: draws.filter { day.month < $0.invoiceMonth }, by: \.invoiceMonth)
    for (month, draws) in late.sorted(by: { $0.key < $1.key }) {
      let start = drawn
      for draw in draws { drawn = try drawn.adding(draw.packageMinutes) }
      try addUnused(commitment, index, day, in: month, from: start, to: drawn, sign: -1)
    }
  }

  private mutating func addUnused(
    _ commitment: FocusCommitment, _ index: Int, _ day: CalendarDay, in month: CalendarMonth,
    from start: Fraction, to end: Fraction, sign: Int
  ) throws(QuantityOverflow) {
    let grant = commitment.grants[index].grant
    let stretch = try commitment.stretch(ofGrant: index, from: start, to: end)
    let minutes = try stretch.minutes.multiplied(by: Fraction(sign))
    rows.append(
      try FocusRow(
        account, .unused, in: month, days: day..<day.advanced(by: 1),
        FocusRow.Subject(
          service: .communication, sku: grant.plan?.text ?? "gift", meter: "Package minutes",
          description: (sign < 0 ? "no longer unused, of " : "unused minutes of ") + grant.id.text,
          app: grant.app),
        FocusRow.Pricing(
          listUnitPrice: commitment.unitPrice, contractedUnitPrice: commitment.unitPrice,
          quantity: minutes, unit: "Minutes"),
        effective: try stretch.cost.multiplied(by: Fraction(sign)),
        package: .init(commitment: commitment, quantity: minutes, grant: grant.id)))
  }
}

import Catalog
import Quantities

/// What has been bought by some point of a book: the events so far, in their order.
///
/// Checking and following a book both walk through its events with one of these, so that they
/// cannot disagree on what an event finds.
struct Holdings {
  /// The purchases in the order of the events.
  private(set) var all: [Holding] = []
  private var places: [OrderID: Int] = [:]
  /// Places of the monthly plans of an app.
  private var placesOfApp: [AppID: [Int]] = [:]
  private let catalog: Catalog

  init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// The purchase of that name.
  subscript(purchase: OrderID) -> Holding? { places[purchase].map { all[$0] } }

  /// The offer of a value-added plan that counts for an app on a day: the first that stands beside a
  /// plan that the app holds and that was not given back.
  func offer(
    of terms: ValueAddedTerms, to app: AppID, on day: CalendarDay
  ) -> ValueAddedTerms.Offer? {
    let held = placesOfApp[app, default: []].map { all[$0] }.filter { $0.refund == nil }
      .flatMap(\.halves).compactMap { $0.plan(on: day)?.id }
    return terms.offers.first { held.contains($0.base) }
  }

  /// What a switch costs month by month, by the plans that the app holds then.
  func monthlyFees(of holding: Holding) -> [MonthlyFee] {
    guard case .valueAdded(let terms) = holding.plan.kind, terms.isPostpaid,
      let app = holding.order.app
    else { return [] }
    return (0..<holding.months).compactMap { index in
      let first = holding.order.day
      let day = index == 0 ? first : first.month.advanced(by: index).firstDay
      guard let price = offer(of: terms, to: app, on: day)?.price(on: day) else { return nil }
      return MonthlyFee(
        order: holding.order.id, app: app, item: holding.plan.id, day: day, price: price)
    }
  }

  /// What a month of some halves costs on a day, `nil` when one of them has no price then.
  func price(of halves: [HeldHalf], on day: CalendarDay) -> Money? {
    var sum = Money.zero
    for half in halves {
      guard let price = catalog.price(of: half.plan, on: day), let next = try? sum.adding(price)
      else { return nil }
      sum = next
    }
    return sum
  }

  /// What it costs to make a half a dearer plan from a day on, `nil` without prices of that day.
  ///
  /// The difference of the monthly prices for the months that are left, exact, then rounded once, a
  /// half going up.
  func fee(from half: HeldHalf, to plan: Plan, on day: CalendarDay) -> Money? {
    guard let old = catalog.price(of: half.plan, on: day),
      let new = catalog.price(of: plan, on: day),
      let months = monthsLeft(of: half.term, on: day)
    else { return nil }
    return try? Money(rounding: new.exact.subtracting(old.exact).multiplied(by: months))
  }

  /// Months that are left of a term, today among them, as the catalog counts them; `nil` when the
  /// number is too fine to be exact.
  private func monthsLeft(of term: MonthlyTerm, on day: CalendarDay) -> Fraction? {
    switch catalog.saleRules.choices.upgradeFee {
    case .cycleDays:
      var months = Fraction.zero
      for cycle in term.cycles(from: day) {
        let left = max(day, cycle.lowerBound).distance(to: cycle.upperBound)
        let all = cycle.lowerBound.distance(to: cycle.upperBound)
        guard let sum = try? months.adding(Fraction(Int128(left), over: Int128(all))) else {
          return nil
        }
        months = sum
      }
      return months
    case .averageMonth:
      return Fraction(Int128(day.distance(to: term.end)) * 12, over: 365)
    }
  }

  /// Takes an event that was checked; of no effect when it is no sale.
  mutating func apply(_ event: BookEvent) {
    switch event.content {
    case .purchase(let purchase): apply(purchase, event)
    case .renewal(let renewal): apply(renewal, event)
    case .upgrade(let upgrade): apply(upgrade, event)
    case .refund(let refund): apply(refund, event)
    case .account, .accountChange, .app, .trial, .grant, .suspend, .resume: break
    }
  }

  private mutating func apply(_ purchase: BookEvent.Purchase, _ event: BookEvent) {
    guard let plan = catalog.plan(purchase.plan) else { preconditionFailure(Self.unchecked) }
    let paid = paid(purchase, for: plan, on: event.day)
    places[purchase.order] = all.count
    if let app = purchase.app, plan.isMonthly { placesOfApp[app, default: []].append(all.count) }
    all.append(
      Holding(
        Order(purchase, event), of: plan, months: purchase.months, paid: paid, catalog: catalog))
  }

  /// What a purchase costs: as the event says, else the price of the day for all months; `nil` for
  /// a switch, for which nothing is paid.
  private func paid(
    _ purchase: BookEvent.Purchase, for plan: Plan, on day: CalendarDay
  ) -> Money? {
    var price = catalog.price(of: plan, on: day)
    if case .valueAdded(let terms) = plan.kind {
      if terms.isPostpaid { return nil }
      price = purchase.app.flatMap { offer(of: terms, to: $0, on: day)?.price(on: day) }
    }
    guard let paid = purchase.paid ?? price?.times(purchase.months) else {
      preconditionFailure(Self.unchecked)
    }
    return paid
  }

  private mutating func apply(_ renewal: BookEvent.Renewal, _ event: BookEvent) {
    guard let place = places[renewal.purchase] else { preconditionFailure(Self.unchecked) }
    let halves = all[place].halves(named: renewal.half)
    guard let paid = renewal.paid ?? price(of: halves, on: event.day)?.times(renewal.months)
    else { preconditionFailure(Self.unchecked) }
    all[place].renew(
      Order(renewal.order, of: all[place].order, event), half: renewal.half,
      months: renewal.months, paid: paid)
  }

  private mutating func apply(_ upgrade: BookEvent.Upgrade, _ event: BookEvent) {
    guard let place = places[upgrade.purchase], let plan = catalog.plan(upgrade.plan),
      let half = all[place].half(like: plan),
      let paid = upgrade.paid ?? fee(from: all[place].halves[half], to: plan, on: event.day)
    else { preconditionFailure(Self.unchecked) }
    all[place].upgrade(
      Order(upgrade.order, of: all[place].order, event), half: half, to: plan, paid: paid)
  }

  private mutating func apply(_ refund: BookEvent.Refund, _ event: BookEvent) {
    guard let place = places[refund.purchase],
      let regime = catalog.saleRules.refunds.value(on: event.day) ?? nil,
      let amount = try? all[place].refundable(at: event.time, by: regime)
    else { preconditionFailure(Self.unchecked) }
    all[place].giveBack(Order(refund.order, of: all[place].order, event), amount: amount)
  }

  private static let unchecked = "a checked event names a purchase, plans and prices that exist"
}

extension Money {
  /// That many months at this price.
  ///
  /// Prices of a catalog are below 10^10 and an order has at most 120 months.
  fileprivate func times(_ months: Int) -> Money {
    guard let amount = try? multiplied(by: Int64(months)) else {
      preconditionFailure("prices and months are bounded")
    }
    return amount
  }
}

extension ValueAddedTerms.Offer {
  /// The price of a month on a day, `nil` when it is not offered.
  func price(on day: CalendarDay) -> Money? { price.value(on: day) ?? nil }
}

public import Book
public import Quantities

/// The book once more: what the rules make of events, one after the other.
///
/// It shares no code with the real one and knows the plans by a table of its own. Gifts and packs
/// are a thousandth of what the vendor gives, so that small numbers of minutes use them up; see
/// `BookWorld`.
public struct ReferenceBook {
  private(set) var sales: [String: ReferenceSale] = [:]
  /// The ids of the sales in their order.
  private var saleOrder: [String] = []
  private var accounts: [String: AccountCommitments] = [:]
  private var owners: [Int: String] = [:]
  private var trialsOfApp: [Int: Int] = [:]
  private var trialsOfAccount: [String: Int] = [:]
  private var suspended: [String: Int64] = [:]
  private var ids: Set<String> = []
  /// The last event that was taken, accounts and apps apart, whose time does not matter.
  private(set) var last: ReferenceEvent?

  /// A book of nothing.
  public init() {}

  /// A book of the events up to a day, and of all accounts and apps.
  public init(_ events: [ReferenceEvent], through settledDay: CalendarDay) {
    self.init()
    let sorted = events.sorted { $0.precedes($1) }
    for type in ["account", "app"] {
      for event in sorted where event.type == type { take(event) }
    }
    for event in sorted
    where !["account", "app"].contains(event.type) && Self.day(of: event) <= settledDay {
      take(event)
    }
  }

  /// The day of an event at UTC+08:00.
  static func day(of event: ReferenceEvent) -> CalendarDay {
    CalendarDay(number: Int32((event.time + 8 * 3600) / 86_400))
  }

  /// What each account has bought and agreed to, by account.
  public func commitments() -> [AccountCommitments] {
    accounts.sorted { $0.key < $1.key }.map { name, account in
      var account = account
      for sale in saleOrder.compactMap({ sales[$0] }) where sale.event.account == name {
        account.grants += sale.grants
        account.orders += sale.orders
        account.monthlyFees += historyFees(of: sale)
        if let refund = sale.refund {
          account.orders.append(refund)
          account.refunds.append(
            RefundClaim(
              refund: refund.id, purchase: OrderID(sale.event.id), time: refund.time,
              day: refund.day, grants: sale.grants.map(\.id), terms: sale.terms))
        } else {
          account.quotaTerms += sale.terms
        }
      }
      for (service, start) in suspended where service.hasPrefix("\(name)/") {
        account.suspensions.append(
          Suspension(
            product: String(service.dropFirst(name.count + 1)),
            start: Timestamp(epochSeconds: start), end: nil))
      }
      return account
    }
  }

  // MARK: What is known

  func isTaken(_ id: String) -> Bool { ids.contains(id) }
  func isSuspended(_ event: ReferenceEvent) -> Bool {
    suspended["\(event.account)/\(event.product)"] != nil
  }
  func trials(of app: Int) -> Int { trialsOfApp[app, default: 0] }
  func trials(of account: String) -> Int { trialsOfAccount[account, default: 0] }
  func hasTrialPack(_ account: String) -> Bool {
    accounts[account]?.grants.contains { $0.isDrawnFirst } ?? false
  }

  // MARK: Sales

  /// The best paid IM plan that an app holds on a day.
  func edition(of app: Int, on day: CalendarDay) -> String? {
    let held = sales.values.filter { $0.event.app == app && $0.refund == nil }.flatMap { sale in
      sale.halves.filter { day < sale.end(of: $0) }.compactMap { $0.plan(on: day) }
    }.filter(\.isPaidIM).map(\.name)
    return held.contains("im.ultimate") ? "im.ultimate" : held.first
  }

  private func offer(_ plan: ReferencePlan, to app: Int, on day: CalendarDay) -> Int64? {
    guard let edition = edition(of: app, on: day) else { return nil }
    return edition == "im.ultimate" ? plan.offers.ultimate : plan.offers.professional
  }

  private func historyFees(of sale: ReferenceSale) -> [MonthlyFee] {
    guard sale.plan.isHistory else { return [] }
    return (0..<max(sale.event.months, 1)).compactMap { index in
      var day = sale.day
      if index > 0 {
        var (year, month, _) = day.components
        month += index
        while month > 12 { (year, month) = (year + 1, month - 12) }
        guard let first = CalendarDay(year: year, month: month, day: 1) else { return nil }
        day = first
      }
      guard let price = offer(sale.plan, to: sale.event.app, on: day) else { return nil }
      return MonthlyFee(
        order: OrderID(sale.event.id), app: AppID(UInt32(sale.event.app)),
        item: PlanID(sale.plan.name), day: day, price: Money(hundredths: price * 100))
    }
  }

  /// Takes an event that is in order and no earlier than those before it.
  public mutating func take(_ event: ReferenceEvent) {
    if !["account", "app"].contains(event.type) { last = event }
    ids.insert(event.id)
    let day = Self.day(of: event)
    switch event.type {
    case "account":
      accounts[event.account] = AccountCommitments(
        account: AccountID(event.account), postpaid: Timeline(always: event.isPostpaid))
    case "app":
      owners[event.app] = event.account
      accounts[event.account]?.apps.append(AppID(UInt32(event.app)))
    case "account_change": changePostpaid(event, from: CalendarDay(number: day.number + 1))
    case "purchase": purchase(event, day)
    case "renewal": renew(event, day)
    case "upgrade": upgrade(event, day)
    case "refund": refund(event, day)
    case "trial": trial(event, day)
    case "grant": give(event)
    case "suspend": suspended["\(event.account)/\(event.product)"] = event.time
    case "resume": resume(event)
    default: preconditionFailure("no event \(event.type)")
    }
  }

  private mutating func changePostpaid(_ event: ReferenceEvent, from day: CalendarDay) {
    guard let segments = accounts[event.account]?.postpaid.segments else { return }
    accounts[event.account]?.postpaid = Timeline(
      segments.filter { $0.start != day } + [.init(from: day, event.isPostpaid)])
  }

  private mutating func purchase(_ event: ReferenceEvent, _ day: CalendarDay) {
    guard let plan = ReferencePlan.named(event.plan) else { return }
    var sale = ReferenceSale(event: event, day: day, plan: plan)
    let months = max(event.months, 1)
    var price = plan.price(on: day) * Int64(months)
    switch plan.kind {
    case .monthly, .bundle:
      let names = plan.kind == .bundle ? plan.halves : [plan.name]
      sale.halves = names.compactMap { ReferencePlan.named($0) }.map {
        ReferenceSale.Half(product: $0.product, plans: [(day, $0)])
      }
      for place in sale.halves.indices { sale.extend(place, by: months, event, day) }
    case .pack: sale.grants = Self.pack(plan, event, day)
    case .valueAdded: price = (offer(plan, to: event.app, on: day) ?? 0) * 100 * Int64(months)
    case .trial, .trialPack: break
    }
    if !plan.isHistory {
      sale.pay(
        event.paid ?? price, .order, event, day, months: months,
        firstDays: plan.kind == .pack ? nil : sale.days(ofMonth: 0))
    }
    sales[event.id] = sale
    saleOrder.append(event.id)
  }

  private mutating func renew(_ event: ReferenceEvent, _ day: CalendarDay) {
    guard var sale = sales[event.purchase] else { return }
    let months = max(event.months, 1)
    let places = sale.places(named: event.half)
    let price = places.map { sale.halves[$0].plans.last?.plan.price(on: day) ?? 0 }.reduce(0, +)
    // The first new month of the half that ends first.
    let firstMonth = places.map { sale.halves[$0].months }.min() ?? 0
    for place in places { sale.extend(place, by: months, event, day) }
    sale.pay(
      event.paid ?? price * Int64(months), .renewal, event, day, months: months,
      firstDays: sale.days(ofMonth: firstMonth))
    sales[event.purchase] = sale
  }

  private mutating func upgrade(_ event: ReferenceEvent, _ day: CalendarDay) {
    guard var sale = sales[event.purchase], let plan = ReferencePlan.named(event.plan),
      let place = sale.places(named: plan.product).first, let old = sale.halves[place].plans.last
    else { return }
    let left = (0..<sale.halves[place].months).filter { sale.boundary($0 + 1) > day }
    var months = ReferenceRational(0)
    for month in left {
      let start = max(day, sale.boundary(month))
      months =
        months
        + ReferenceRational(
          Int128(sale.boundary(month + 1).number - start.number), Int128(sale.days(ofMonth: month)))
    }
    let difference = plan.price(on: day) - old.plan.price(on: day)
    let fee = (months * ReferenceRational(Int128(difference)) + ReferenceRational(1, 2)).floor
    for (index, month) in left.enumerated() {
      for gift in plan.gifts {
        let before = old.plan.gifts.first { $0.pool == gift.pool }?.thousands ?? 0
        guard gift.thousands > before else { continue }
        sale.grants.append(
          Self.gift(
            event, index + 1, gift.pool, gift.thousands - before, plan, sale,
            from: max(day, sale.boundary(month)), to: sale.boundary(month + 1)))
      }
    }
    sale.pay(
      event.paid ?? Int64(fee), .upgrade, event, day, months: left.count,
      firstDays: sale.days(ofMonth: left.first ?? 0))
    sale.halves[place].plans.append((day, plan))
    sales[event.purchase] = sale
  }

  private mutating func refund(_ event: ReferenceEvent, _ day: CalendarDay) {
    guard var sale = sales[event.purchase] else { return }
    sale.refund = sale.order(
      .refund, event, day, months: max(sale.event.months, 1),
      -sale.refundable(at: event.time, on: day))
    sale.grants = sale.grants.map { $0.refunded(true) }
    sales[event.purchase] = sale
  }

  private mutating func trial(_ event: ReferenceEvent, _ day: CalendarDay) {
    guard let plan = ReferencePlan.named(event.plan) else { return }
    if plan.kind == .trialPack {
      accounts[event.account]?.grants += Self.pack(plan, event, day)
    } else {
      trialsOfApp[event.app, default: 0] += 1
      trialsOfAccount[event.account, default: 0] += 1
    }
  }

  private mutating func give(_ event: ReferenceEvent) {
    guard let grant = event.grant else { return }
    accounts[event.account]?.grants.append(
      Grant(
        id: GrantID(event.id), account: AccountID(event.account),
        app: event.app == 0 ? nil : AppID(UInt32(event.app)), pool: PoolID(grant.pool), plan: nil,
        start: grant.start, end: grant.end, minutes: Int64(grant.minutes),
        orderTime: Timestamp(epochSeconds: event.time)))
  }

  private mutating func resume(_ event: ReferenceEvent) {
    guard let start = suspended.removeValue(forKey: "\(event.account)/\(event.product)") else {
      return
    }
    accounts[event.account]?.suspensions.append(
      Suspension(
        product: event.product, start: Timestamp(epochSeconds: start),
        end: Timestamp(epochSeconds: event.time)))
  }
}

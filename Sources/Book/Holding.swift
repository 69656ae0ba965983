import Catalog
import Quantities

/// A purchase and what became of it.
struct Holding {
  /// Who bought it, and when.
  let order: Order
  /// What was bought; of a bundle the bundle.
  let plan: Plan
  /// How many months it was bought for.
  let months: Int
  /// The monthly plans it lives as, each of which runs and ends by itself; none for packs and
  /// value-added plans.
  private(set) var halves: [HeldHalf]
  /// What it has given, cycle by cycle; void once it was given back.
  private(set) var grants: [Grant] = []
  /// What was paid for it, its renewals and its upgrades.
  private(set) var payments: [Payment] = []
  /// What gave it back.
  private(set) var refund: OrderLine?
  /// What may let its gifts last longer and reach further.
  private let promotions: [Promotion]
  private let upgradeGift: Choices.UpgradeGift

  /// A purchase.
  ///
  /// - Parameters:
  ///   - order: who bought it, and when.
  ///   - plan: what was bought.
  ///   - months: how long it runs at first.
  ///   - paid: what was paid for all of it; `nil` for a switch that is charged afterwards.
  ///   - catalog: knows halves and promotions.
  init(_ order: Order, of plan: Plan, months: Int, paid: Money?, catalog: Catalog) {
    self.order = order
    self.plan = plan
    self.months = months
    self.promotions = catalog.saleRules.promotions.filter { $0.plans.contains(plan.id) }
    self.upgradeGift = catalog.saleRules.choices.upgradeGift
    var term = MonthlyTerm(start: order.day, monthEnd: catalog.saleRules.choices.monthEnd)
    self.halves = plan.isMonthly ? catalog.halves(of: plan).map { HeldHalf($0, term: term) } : []
    var firstCycle: Range<CalendarDay>?
    if case .pack(let validity) = plan.kind {
      grants = order.pack(of: plan, validity)
    } else {
      firstCycle = term.extend(by: 1).first
    }
    for index in halves.indices { _ = extend(index, by: months, order) }
    if let paid { pay(paid, .order, order, months: months, firstCycle: firstCycle) }
  }

  /// The terms in which an app has free peaks, whether or not it was given back.
  var quotaTerms: [QuotaTerm] {
    guard let app = order.app else { return [] }
    return halves.flatMap(\.terms).filter { !$0.plan.freePeaks.isEmpty }.map { term in
      QuotaTerm(
        app: app, plan: term.plan.id, order: order.id, start: term.days.lowerBound,
        end: term.days.upperBound, freePeaks: term.plan.freePeaks)
    }
  }

  /// The halves that a renewal names by their product; all of them for `nil`.
  func halves(named product: String?) -> [HeldHalf] {
    halves.filter { $0.isNamed(product) }
  }

  /// Adds months at the end of some halves.
  mutating func renew(
    _ order: Order, half product: String?, months: Int, paid: Money
  ) {
    var cycles: [Range<CalendarDay>] = []
    for index in halves.indices where halves[index].isNamed(product) {
      cycles.append(extend(index, by: months, order))
    }
    // Halves that were renewed apart continue on different days; the earlier one begins the order.
    let first = cycles.min { $0.lowerBound < $1.lowerBound }
    pay(paid, .renewal, order, months: months, firstCycle: first)
  }

  /// The place of the half that could become a plan.
  func half(like plan: Plan) -> Int? {
    halves.firstIndex {
      $0.plan.product == plan.product && $0.plan.isAppBound == plan.isAppBound
    }
  }

  /// Makes a half another plan, for its running and all later cycles.
  mutating func upgrade(_ order: Order, half: Int, to plan: Plan, paid: Money) {
    let cycles = halves[half].term.cycles(from: order.day)
    pay(paid, .upgrade, order, months: cycles.count, firstCycle: cycles.first)
    if upgradeGift == .difference {
      grants += order.growth(from: halves[half].plan, to: plan, in: cycles)
    }
    halves[half].change(to: plan, from: order.day)
  }

  /// Gives it back, with its renewals and upgrades; the line carries the months of the purchase.
  mutating func giveBack(_ order: Order, amount: Money) {
    refund = order.line(
      .refund, months: Int64(months), amount: Money(hundredths: -amount.hundredths))
    grants = grants.map { $0.refunded(true) }
  }

  /// - Returns: the first of the new cycles.
  private mutating func extend(_ half: Int, by months: Int, _ order: Order) -> Range<CalendarDay> {
    let cycles = halves[half].extend(by: months)
    grants += order.gifts(of: halves[half].plan, in: cycles, promotions: promotions)
    return cycles[0]
  }

  private mutating func pay(
    _ amount: Money, _ kind: OrderLine.Kind, _ order: Order, months: Int,
    firstCycle: Range<CalendarDay>?
  ) {
    payments.append(
      Payment(
        line: order.line(kind, months: Int64(months), amount: amount),
        firstCycleDays: firstCycle.map { $0.lowerBound.distance(to: $0.upperBound) }))
  }
}

extension Plan {
  /// Whether it runs for whole months, by itself or as halves.
  var isMonthly: Bool {
    switch kind {
    case .monthly, .bundle: true
    case .pack, .trialPack, .trial, .valueAdded: false
    }
  }
}

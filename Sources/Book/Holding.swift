import Catalog
import Quantities

/// A purchase and what became of it.
struct Holding {
  /// Who bought it, and when.
  let order: Order
  /// What was bought; of a bundle the bundle.
  let plan: Plan
  /// The monthly plans it lives as, each of which runs and ends by itself; none for packs.
  private(set) var halves: [HeldHalf]
  /// What it has given, cycle by cycle.
  private(set) var grants: [Grant] = []
  /// What was paid for it.
  private(set) var lines: [OrderLine] = []
  /// What may let its gifts last longer and reach further.
  private let promotions: [Promotion]
  private let upgradeGift: Choices.UpgradeGift

  /// A purchase.
  ///
  /// - Parameters:
  ///   - order: who bought it, and when.
  ///   - plan: what was bought.
  ///   - months: how long it runs at first.
  ///   - paid: what was paid for all of it.
  ///   - catalog: knows halves and promotions.
  init(_ order: Order, of plan: Plan, months: Int, paid: Money, catalog: Catalog) {
    self.order = order
    self.plan = plan
    self.promotions = catalog.saleRules.promotions.filter { $0.plans.contains(plan.id) }
    self.upgradeGift = catalog.saleRules.choices.upgradeGift
    self.halves =
      plan.isMonthly ? catalog.halves(of: plan).map { HeldHalf($0, from: order.day) } : []
    addLine(.order, order, months: months, amount: paid)
    if case .pack(let validity) = plan.kind { grants = order.pack(of: plan, validity) }
    for index in halves.indices { extend(index, by: months, order) }
  }

  /// The terms in which an app has free peaks.
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
    halves.filter { product == nil || $0.plan.product == product }
  }

  /// Adds months at the end of some halves.
  mutating func renew(
    _ order: Order, half product: String?, months: Int, paid: Money
  ) {
    addLine(.renewal, order, months: months, amount: paid)
    for index in halves.indices where product == nil || halves[index].plan.product == product {
      extend(index, by: months, order)
    }
  }

  /// The place of the half that could become a plan.
  func half(like plan: Plan) -> Int? {
    halves.firstIndex {
      $0.plan.product == plan.product && $0.plan.isAppBound == plan.isAppBound
    }
  }

  /// Makes a half another plan, for its running and all later cycles.
  mutating func upgrade(_ order: Order, half: Int, to plan: Plan, paid: Money) {
    let cycles = halves[half].cycles(from: order.day)
    addLine(.upgrade, order, months: cycles.count, amount: paid)
    if upgradeGift == .difference {
      grants += order.growth(from: halves[half].plan, to: plan, in: cycles)
    }
    halves[half].change(to: plan, from: order.day)
  }

  private mutating func extend(_ half: Int, by months: Int, _ order: Order) {
    let cycles = halves[half].extend(by: months)
    grants += order.gifts(of: halves[half].plan, in: cycles, promotions: promotions)
  }

  private mutating func addLine(
    _ kind: OrderLine.Kind, _ order: Order, months: Int, amount: Money
  ) {
    lines.append(
      OrderLine(
        kind: kind, id: order.id, app: order.app, time: order.time, day: order.day,
        months: Int64(months), amount: amount))
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

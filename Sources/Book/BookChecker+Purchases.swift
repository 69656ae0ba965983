import Catalog
import Quantities

// What becomes of a purchase. An event that cannot be judged, because the purchase or an earlier
// change of it was refused, is passed over: one mistake is one problem.
extension BookChecker {
  mutating func check(_ renewal: BookEvent.Renewal, of event: BookEvent) {
    guard let holding = holding(renewal.purchase, of: event) else { return }
    let halves = holding.halves(named: renewal.half)
    if holding.halves.isEmpty {
      report(
        event, .planEvent, "`\(holding.plan.id)` is not renewed", "buy it anew with a `purchase`")
    } else if halves.isEmpty {
      let products = holding.halves.compactMap(\.plan.product).joined(separator: ", ")
      report(
        event, .unknownHalf, "`\(holding.order.id)` has no half `\(renewal.half ?? "")`",
        "name one of \(products), or leave `half` out")
    }
    let over = halves.filter { $0.term.end < event.day }
    for half in over {
      report(
        event, .termOver, "`\(half.plan.id)` of `\(holding.order.id)` ended on \(half.term.end)",
        over.count == halves.count
          ? "buy it anew with a `purchase`" : "renew the other half alone, and buy this one anew")
    }
    if halves.contains(where: { $0.term.end.month.advanced(by: renewal.months).year > 9999 }) {
      report(event, .range, "it would run beyond the year 9999", "renew it for fewer months")
    }
    if renewal.paid == nil && holdings.price(of: halves, on: event.day) == nil {
      report(
        event, .noPrice, "`\(holding.plan.id)` has no price on \(event.day)",
        "say what was `paid`")
    }
  }

  mutating func check(_ upgrade: BookEvent.Upgrade, of event: BookEvent) {
    guard let plan = plan(upgrade.plan, of: event),
      let holding = holding(upgrade.purchase, of: event)
    else { return }
    guard !holding.halves.isEmpty && holding.plan.isUpgradable else {
      reportFixed(holding.plan, event)
      return
    }
    guard plan.kind == .monthly, let place = holding.half(like: plan) else {
      report(
        event, .upgradeTarget, "`\(plan.id)` is no plan of a half of `\(holding.plan.id)`",
        "name a monthly plan of the same product")
      return
    }
    let half = holding.halves[place]
    if !half.plan.isUpgradable { reportFixed(half.plan, event) }
    if half.term.end <= event.day {
      report(
        event, .termOver, "`\(half.plan.id)` of `\(holding.order.id)` ended on \(half.term.end)",
        "buy the other plan with a `purchase`")
    }
    checkSale(of: plan, event)
    checkPrices(from: half, to: plan, event)
    checkPools(of: plan, beside: place, in: holding, event)
  }

  private mutating func reportFixed(_ plan: Plan, _ event: BookEvent) {
    report(
      event, .planEvent, "`\(plan.id)` is not upgraded", "buy the other plan with a `purchase`")
  }

  private mutating func checkPrices(from half: HeldHalf, to plan: Plan, _ event: BookEvent) {
    // A plan that is not sold has no price, or one that does not count.
    guard catalog.isOnSale(plan, on: event.day),
      let new = catalog.price(of: plan, on: event.day)
    else { return }
    guard let old = catalog.price(of: half.plan, on: event.day) else {
      report(
        event, .noPrice, "`\(half.plan.id)` has no price on \(event.day)",
        "buy the other plan with a `purchase`")
      return
    }
    if new <= old {
      report(
        event, .upgradeTarget,
        "`\(plan.id)` costs \(new) on \(event.day), not more than `\(half.plan.id)` for \(old)",
        "name a dearer plan")
    }
  }

  /// Two halves that give minutes of one pool would give them under one name when both are renewed.
  private mutating func checkPools(
    of plan: Plan, beside half: Int, in holding: Holding, _ event: BookEvent
  ) {
    let others = holding.halves.enumerated().filter { $0.offset != half }
      .flatMap(\.element.plan.gifts).map(\.pool)
    guard let pool = plan.gifts.first(where: { others.contains($0.pool) })?.pool else { return }
    report(
      event, .upgradeTarget, "`\(plan.id)` gives minutes of `\(pool)`, as the other half does",
      "name a plan that does not")
  }

  mutating func check(_ refund: BookEvent.Refund, of event: BookEvent) {
    guard let holding = holding(refund.purchase, of: event) else { return }
    if holding.payments.isEmpty {
      report(
        event, .planEvent, "`\(holding.plan.id)` is a switch, for which nothing was paid",
        "leave the refund out")
      return
    }
    guard let regime = catalog.saleRules.refunds.value(on: event.day) ?? nil else {
      report(event, .refundTime, "nothing is given back on \(event.day)", "leave it out")
      return
    }
    let late = holding.secondsHeld(at: event.time) - Int64(regime.withinHours) * 3600
    if late > 0 {
      report(
        event, .refundTime,
        "it comes \(late) seconds after the \(regime.withinHours) hours in which "
          + "`\(holding.order.id)` is given back", "leave it out")
    } else if (try? holding.refundable(at: event.time, by: regime)) == nil {
      report(
        event, .range, "what it gives back is too large to be exact", "split the purchase")
    }
  }

  /// The purchase that an event names, if it is known by then and was not given back.
  private mutating func holding(_ purchase: OrderID, of event: BookEvent) -> Holding? {
    if let holding = holdings[purchase] {
      guard let refund = holding.refund else { return holding }
      report(
        event, .refunded, "`\(purchase)` was given back by `\(refund.id)`",
        "leave the event out, or buy anew")
      return nil
    }
    let fix = "name a `purchase` of the same or an earlier time"
    switch orderTypes[purchase] {
    case nil: report(event, .unknownPurchase, "no purchase `\(purchase)`", fix)
    case .purchase: report(event, .unknownPurchase, "`\(purchase)` is bought later", fix)
    case let type?:
      report(event, .unknownPurchase, "`\(purchase)` is a `\(type.rawValue)`", fix)
    }
    return nil
  }
}

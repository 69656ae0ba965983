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
    let over = halves.filter { $0.end < event.day }
    for half in over {
      report(
        event, .termOver, "`\(half.plan.id)` of `\(holding.order.id)` ended on \(half.end)",
        over.count == halves.count
          ? "buy it anew with a `purchase`" : "renew the other half alone, and buy this one anew")
    }
    if halves.contains(where: { $0.end(after: renewal.months).components.year > 9999 }) {
      report(event, .range, "it would run beyond the year 9999", "renew it for fewer months")
    }
    if renewal.paid == nil && holdings.price(of: halves, on: event.day) == nil {
      report(
        event, .noPrice, "`\(holding.plan.id)` has no price on \(event.day)",
        "say what was `paid`")
    }
  }

  /// The purchase that an event names, if it is known by then.
  private mutating func holding(_ purchase: OrderID, of event: BookEvent) -> Holding? {
    if let holding = holdings[purchase] { return holding }
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

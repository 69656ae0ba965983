import Quantities

// Rules that tie one plan to others, checked when all of them are known.
extension CatalogReader {
  mutating func reportRelations(of plan: Plan, among plans: [PlanID: Plan], _ place: Place) {
    switch plan.kind {
    case .monthly, .pack: reportUnpricedSales(of: plan, place)
    case .bundle(let halves): reportHalves(halves.compactMap { plans[$0] }, of: plan, place)
    case .valueAdded(let terms):
      for offer in terms.offers {
        guard let base = plans[offer.base] else { continue }
        if base.kind != .monthly || !base.isAppBound {
          report(
            place, "extends `\(offer.base)`, which is no monthly plan of an app",
            "offer it beside monthly plans")
        }
      }
    case .trial, .trialPack: break
    }
    if case .pack = plan.kind { reportMissingGift(of: plan, place) }
    if case .trialPack = plan.kind { reportMissingGift(of: plan, place) }
  }

  private mutating func reportMissingGift(of plan: Plan, _ place: Place) {
    if plan.gifts.isEmpty { report(place, "a pack without minutes", "list its `gifts`") }
  }

  private mutating func reportUnpricedSales(of plan: Plan, _ place: Place) {
    let changes = [nil] + plan.price.changes + plan.isOnSale.changes
    let gap = changes.first { change in
      plan.isOnSale.value(at: change) == true && (plan.price.value(at: change) ?? nil) == nil
    }
    // A timeline that could not be read is empty, and was reported.
    guard let gap, !plan.price.segments.isEmpty else { return }
    report(
      place, "on sale without a price \(gap.map { "on \($0)" } ?? "before its first day")",
      "price those days, or take the plan off sale with `on_sale`")
  }

  private mutating func reportHalves(_ halves: [Plan], of plan: Plan, _ place: Place) {
    let products = halves.compactMap(\.product)
    let pools = halves.flatMap(\.gifts).map(\.pool)
    if halves.contains(where: { $0.kind != .monthly || !$0.isAppBound }) {
      report(place, "a half that is no monthly plan of an app", "bundle monthly plans")
    } else if Set(products).count < products.count {
      report(place, "two halves of one product", "a renewal names a half by its product")
    } else if Set(pools).count < pools.count {
      report(
        place, "two halves that give minutes of one pool",
        "let one half give them: their grants would have one name")
    }
  }
}

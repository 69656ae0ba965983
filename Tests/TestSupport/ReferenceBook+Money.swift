import Catalog
import Quantities

extension ReferenceBook {
  /// Money paid for one order, and the months and days by which a refund takes off.
  private struct Part {
    let row: String
    let hundredths: Int128
    let months: Int
    /// Days of the first cycle; `nil` comes back in whole.
    let days: Int?
  }

  /// The lines of a purchase, its renewals and upgrades, and of its refund.
  func paymentRows(_ purchase: Event, _ halves: [Half], _ refund: Event?) -> [String] {
    var parts: [Part] = []
    for (place, event) in events.enumerated() {
      if event.type == "purchase" && event.line == purchase.line {
        if let part = part(of: purchase, at: place, halves) { parts.append(part) }
      } else if names(event, "renews", purchase) {
        parts.append(part(ofRenewal: event, at: place, of: purchase, halves))
      } else if names(event, "upgrades", purchase) {
        for half in halves {
          for upgrade in half.upgrades where upgrade.order.line == event.line {
            parts.append(part(of: upgrade))
          }
        }
      }
    }
    guard let refund else { return parts.map(\.row) }
    return parts.map(\.row) + [refundRow(refund, purchase, parts)]
  }

  private func part(of purchase: Event, at place: Int, _ halves: [Half]) -> Part? {
    let plan = plan(purchase)
    if plan.id.text.hasPrefix("im.history_") { return nil }
    let price: Int128?
    if case .valueAdded = plan.kind {
      price = extensionPrice(purchase, on: purchase.day, before: place)
    } else {
      let parts = halves.isEmpty ? [plan] : halves.map { $0.plans[0].plan }
      price = monthlyPrice(of: parts, on: purchase.day)
    }
    let isPack = plan.id.text.hasPrefix("pack.")
    let month = Half.month(from: purchase.day)
    return self.part(
      "order", purchase, price: price, months: purchase.months,
      days: isPack ? nil : halves.first?.cycles.first.map { $0.start.distance(to: $0.end) } ?? month
    )
  }

  private func part(
    ofRenewal event: Event, at place: Int, of purchase: Event, _ halves: [Half]
  ) -> Part {
    let before = self.halves(of: purchase, before: place)
    let plans = before.compactMap(\.plans.last?.plan)
      .filter { event.text("half") == nil || event.text("half") == $0.product }
    let cycles = halves.flatMap(\.cycles).filter { $0.order.line == event.line }
    let first = cycles.min { $0.start < $1.start }
    return part(
      "renewal", event, price: monthlyPrice(of: plans, on: event.day), months: event.months,
      days: first.map { $0.start.distance(to: $0.end) })
  }

  private func part(of upgrade: (order: Event, old: Plan, new: Plan, cycles: [Cycle])) -> Part {
    let day = upgrade.order.day
    var fee = ReferenceRational(0)
    let difference =
      (monthlyPrice(of: [upgrade.new], on: day) ?? 0)
      - (monthlyPrice(of: [upgrade.old], on: day) ?? 0)
    for cycle in upgrade.cycles {
      // Day by day that is left.
      var next = max(day, cycle.start)
      while next < cycle.end {
        fee = fee + ReferenceRational(difference, Int128(100 * cycle.start.distance(to: cycle.end)))
        next = next.advanced(by: 1)
      }
    }
    return part(
      "upgrade", upgrade.order, total: fee.roundedHundredths, months: upgrade.cycles.count,
      days: upgrade.cycles.first.map { $0.start.distance(to: $0.end) })
  }

  private func part(
    _ kind: String, _ event: Event, price: Int128? = nil, total: Int128? = nil, months: Int,
    days: Int?
  ) -> Part {
    let paid = event.text("paid").flatMap { Money($0) }.map { Int128($0.hundredths) }
    let amount = paid ?? total ?? (price ?? 0) * Int128(months)
    return Part(
      row: "\(kind) \(event.id) \(event.day) \(months) \(ReferenceRational.money(amount))",
      hundredths: amount, months: months, days: days)
  }

  private func refundRow(_ refund: Event, _ purchase: Event, _ parts: [Part]) -> String {
    var used = 0
    while Int64(used) * 86_400 < refund.time - purchase.time { used += 1 }
    let isWhole = "\(refund.day)" < "2025-11-21"
    var sum = ReferenceRational(0)
    for part in parts {
      let paid = ReferenceRational(part.hundredths, 100)
      guard let days = part.days, !isWhole else {
        sum = sum + paid
        continue
      }
      let months = ReferenceRational(Int128(part.months))
      let lost = ReferenceRational(Int128(used), Int128(days))
      sum = sum + paid * (months - lost) / months
    }
    return "refund \(refund.id) \(refund.day) \(purchase.months) "
      + ReferenceRational.money(-sum.roundedHundredths)
  }

  // MARK: Prices in hundredths

  private func monthlyPrice(of plans: [Plan], on day: CalendarDay) -> Int128? {
    plans.map { Int128(($0.price.value(on: day) ?? nil)?.hundredths ?? 0) }.reduce(0, +)
  }

  /// The price of an extension by the best edition that its app holds on a day.
  func extensionPrice(_ purchase: Event, on day: CalendarDay, before place: Int) -> Int128? {
    guard case .valueAdded(let terms) = plan(purchase).kind else { return nil }
    var held: Set<String> = []
    for other in events[..<place]
    where other.type == "purchase" && other.number("sdk_app_id") == purchase.number("sdk_app_id")
      && refund(of: other, before: place) == nil
    {
      for half in halves(of: other, before: place) {
        if let plan = half.plan(on: day) { held.insert(plan.id.text) }
      }
    }
    // Beside professional alone, this one is offered.
    let editions = ["im.ultimate", "im.professional"].filter { held.contains($0) }
    let offered = editions.first { edition in terms.offers.contains { $0.base.text == edition } }
    let offer = terms.offers.first { $0.base.text == offered }
    return (offer?.price.value(on: day) ?? nil).map { Int128($0.hundredths) }
  }
}

extension ReferenceBook.Half {
  /// Days from a day to the same day of the next month, or the last one of it.
  static func month(from day: CalendarDay) -> Int {
    let wanted = day.components.day
    var next = day.month.lastDay.advanced(by: 1)
    while next.components.day < wanted && next.advanced(by: 1).month == next.month {
      next = next.advanced(by: 1)
    }
    return day.distance(to: next)
  }
}

public import Book
import Catalog
import Quantities

extension ReferenceBook {
  /// Everything that follows for the one account, a line each, sorted.
  public func rows() -> [String] {
    var rows: [String] = []
    for event in events {
      switch event.type {
      case "purchase": rows += purchaseRows(event)
      case "grant":
        rows.append(
          row(
            id: event.id, app: event.number("sdk_app_id"), pool: event.text("pool") ?? "",
            plan: nil,
            start: event.text("start") ?? "", end: event.text("end") ?? "",
            minutes: event.number("minutes") ?? 0, time: event.time, isVoid: false))
      case "trial": rows += packRows(event, isVoid: false)
      default: break
      }
    }
    return (rows + suspensionRows()).sorted()
  }

  private func row(
    id: String, app: Int64?, pool: String, plan: String?, start: String, end: String,
    minutes: Int64,
    time: Int64, isVoid: Bool
  ) -> String {
    "grant \(id) \(app.map { "\($0)" } ?? "any") \(pool) \(plan ?? "-") \(start)..<\(end) "
      + "\(minutes) \(time)\(isVoid ? " void" : "")"
  }

  private func purchaseRows(_ purchase: Event) -> [String] {
    let halves = halves(of: purchase, before: events.count)
    let refund = refund(of: purchase, before: events.count)
    var rows = packRows(purchase, isVoid: refund != nil)
    for half in halves {
      rows += giftRows(half, purchase, isVoid: refund != nil)
      rows += termRows(half, purchase).map {
        (refund == nil ? "term " : "claim \(refund?.id ?? "") ") + $0
      }
    }
    rows += paymentRows(purchase, halves, refund)
    return rows + feeRows(purchase)
  }

  private func packRows(_ event: Event, isVoid: Bool) -> [String] {
    guard plan(event).id.text.hasPrefix("pack.") else { return [] }
    var end = event.day
    // To the end of the same month next year.
    while end.components.year == event.day.components.year
      || end.components.month <= event.day.components.month
    {
      guard end.components.year <= event.day.components.year + 1 else { break }
      end = end.advanced(by: 1)
    }
    return plan(event).gifts.map { gift in
      row(
        id: "\(event.id)/1/\(gift.pool)", app: nil, pool: gift.pool.text, plan: plan(event).id.text,
        start: "\(event.day)", end: "\(end)", minutes: gift.minutes, time: event.time,
        isVoid: isVoid)
    }
  }

  private func giftRows(_ half: Half, _ purchase: Event, isVoid: Bool) -> [String] {
    var rows: [String] = []
    let isCallKit = purchase.text("plan")?.hasPrefix("tuicallkit.") ?? false
    for cycle in half.cycles {
      let season = ["2022-08", "2022-09"]
      let isPromoted =
        isCallKit && season.contains(cycle.order.day.month.description)
        && season.contains(cycle.start.month.description)
      let end = isPromoted ? cycle.start.month.advanced(by: 2).firstDay : cycle.end
      for gift in cycle.plan.gifts {
        rows.append(
          row(
            id: "\(cycle.order.id)/\(cycle.number)/\(gift.pool)",
            app: isPromoted ? nil : purchase.number("sdk_app_id"), pool: gift.pool.text,
            plan: cycle.plan.id.text, start: "\(cycle.start)", end: "\(end)", minutes: gift.minutes,
            time: cycle.order.time, isVoid: isVoid))
      }
    }
    for upgrade in half.upgrades {
      for (index, cycle) in upgrade.cycles.enumerated() {
        for gift in upgrade.new.gifts {
          let before = upgrade.old.gifts.filter { $0.pool == gift.pool }.map(\.minutes).reduce(0, +)
          guard gift.minutes > before else { continue }
          rows.append(
            row(
              id: "\(upgrade.order.id)/\(index + 1)/\(gift.pool)",
              app: purchase.number("sdk_app_id"), pool: gift.pool.text, plan: upgrade.new.id.text,
              start: "\(max(cycle.start, upgrade.order.day))", end: "\(cycle.end)",
              minutes: gift.minutes - before, time: upgrade.order.time, isVoid: isVoid))
        }
      }
    }
    return rows
  }

  /// Runs of days with one edition.
  private func termRows(_ half: Half, _ purchase: Event) -> [String] {
    guard var day = half.cycles.first?.start else { return [] }
    var rows: [String] = []
    while let plan = half.plan(on: day) {
      var end = day
      while half.plan(on: end)?.id == plan.id { end = end.advanced(by: 1) }
      if plan.product == "im" {
        rows.append(
          "\(purchase.id) \(purchase.number("sdk_app_id") ?? 0) \(plan.id) \(day)..<\(end)")
      }
      day = end
    }
    return rows
  }

  private func feeRows(_ purchase: Event) -> [String] {
    guard plan(purchase).id.text.hasPrefix("im.history_") else { return [] }
    return (0..<purchase.months).compactMap { index in
      let first = purchase.day
      let day = index == 0 ? first : first.month.advanced(by: index).firstDay
      return extensionPrice(purchase, on: day, before: events.count).map {
        "fee \(purchase.id) \(plan(purchase).id) \(day) \(ReferenceRational.money($0))"
      }
    }
  }

  private func suspensionRows() -> [String] {
    var rows: [String] = []
    var start: Int64?
    for event in events {
      if event.type == "suspend" { start = event.time }
      if event.type == "resume", let from = start {
        if from < event.time { rows.append("suspension im \(from)..<\(event.time)") }
        start = nil
      }
    }
    return rows + (start.map { ["suspension im \($0)..<"] } ?? [])
  }
}

extension AccountCommitments {
  /// The same rows from what the library made of the book.
  public func referenceRows() -> [String] {
    var rows = grants.map { grant in
      "grant \(grant.id) \(grant.app.map { "\($0)" } ?? "any") \(grant.pool) "
        + "\(grant.plan?.text ?? "-") \(grant.start)..<\(grant.end) \(grant.minutes) "
        + "\(grant.orderTime.epochSeconds)\(grant.isRefunded ? " void" : "")"
    }
    func text(_ term: QuotaTerm) -> String {
      "\(term.order) \(term.app) \(term.plan) \(term.start)..<\(term.end)"
    }
    rows += quotaTerms.map { "term \(text($0))" }
    rows += refunds.flatMap { claim in claim.terms.map { "claim \(claim.refund) \(text($0))" } }
    rows += orders.map { "\($0.kind.rawValue) \($0.id) \($0.day) \($0.months) \($0.amount)" }
    rows += monthlyFees.map { "fee \($0.order) \($0.item) \($0.day) \($0.price)" }
    rows += suspensions.map {
      "suspension \($0.product) \($0.start.epochSeconds)..<"
        + ($0.end.map { "\($0.epochSeconds)" } ?? "")
    }
    return rows.sorted()
  }
}

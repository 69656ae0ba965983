import Quantities

extension ReferenceBook {
  /// Whether an event comes after those that were taken.
  func isInTime(_ event: ReferenceEvent) -> Bool { last?.precedes(event) ?? true }

  /// Whether the rules allow an event after those that were taken.
  func allows(_ event: ReferenceEvent) -> Bool {
    if !event.id.isEmpty && isTaken(event.id) { return false }
    let day = Self.day(of: event)
    switch event.type {
    case "purchase": return allowsPurchase(event, day)
    case "renewal": return allowsRenewal(event, day)
    case "upgrade": return allowsUpgrade(event, day)
    case "refund": return allowsRefund(event)
    case "trial": return allowsTrial(event, day)
    case "suspend": return !isSuspended(event)
    case "resume": return isSuspended(event)
    default: return true
    }
  }

  private func allowsPurchase(_ event: ReferenceEvent, _ day: CalendarDay) -> Bool {
    guard let plan = ReferencePlan.named(event.plan), plan.isSold(on: day) else { return false }
    switch plan.kind {
    case .trial, .trialPack: return false
    case .pack: return event.app == 0 && event.months <= 1
    case .monthly, .bundle: return event.app != 0
    case .valueAdded:
      let offer =
        edition(of: event.app, on: day) == "im.ultimate"
        ? plan.offers.ultimate : plan.offers.professional
      return event.app != 0 && edition(of: event.app, on: day) != nil && offer != nil
    }
  }

  private func allowsRenewal(_ event: ReferenceEvent, _ day: CalendarDay) -> Bool {
    guard let sale = sales[event.purchase], sale.refund == nil else { return false }
    let places = sale.places(named: event.half)
    return !places.isEmpty && places.allSatisfy { day <= sale.end(of: sale.halves[$0]) }
  }

  private func allowsUpgrade(_ event: ReferenceEvent, _ day: CalendarDay) -> Bool {
    guard let sale = sales[event.purchase], sale.refund == nil, !sale.plan.isCallKit,
      let plan = ReferencePlan.named(event.plan), plan.kind == .monthly, plan.isSold(on: day),
      let place = sale.places(named: plan.product).first,
      let old = sale.halves[place].plans.last?.plan
    else { return false }
    return day < sale.end(of: sale.halves[place]) && plan.price(on: day) > old.price(on: day)
  }

  private func allowsRefund(_ event: ReferenceEvent) -> Bool {
    guard let sale = sales[event.purchase], sale.refund == nil, !sale.plan.isHistory else {
      return false
    }
    return event.time - sale.event.time <= 120 * 3600
  }

  private func allowsTrial(_ event: ReferenceEvent, _ day: CalendarDay) -> Bool {
    guard let plan = ReferencePlan.named(event.plan) else { return false }
    switch plan.kind {
    case .trialPack: return !hasTrialPack(event.account)
    case .trial:
      guard event.app != 0 else { return false }
      if "\(day)" < "2023-03-07" { return trials(of: event.app) < 1 }
      return trials(of: event.app) < 2 && trials(of: event.account) < 10
    default: return false
    }
  }
}

import Catalog
import Quantities

/// Who ordered when and for which app: what all grants of an order share.
struct Order {
  let id: OrderID
  let account: AccountID
  let app: AppID?
  let time: Timestamp
  let day: CalendarDay

  init(_ purchase: BookEvent.Purchase, _ event: BookEvent) {
    self.id = purchase.order
    self.account = purchase.account
    self.app = purchase.app
    self.time = event.time
    self.day = event.day
  }

  init(_ trial: BookEvent.Trial, _ event: BookEvent) {
    self.id = trial.order
    self.account = trial.account
    self.app = trial.app
    self.time = event.time
    self.day = event.day
  }

  /// The gifts of a monthly plan, cycle by cycle.
  func gifts(of plan: Plan, months: Int) -> [Grant] {
    let term = MonthlyTerm(start: day)
    return (0..<months).flatMap { index in
      plan.gifts.map { grant($0, of: plan, cycle: index + 1, days: term.cycle(index)) }
    }
  }

  /// The minutes of a pack, which is one cycle.
  func pack(of plan: Plan, _ validity: PackValidity) -> [Grant] {
    let days = day..<validity.end(boughtOn: day)
    return plan.gifts.map { grant($0, of: plan, cycle: 1, days: days) }
  }

  /// The days on which the free peaks of a monthly plan hold; `nil` for a plan without any.
  func quotaTerm(of plan: Plan, months: Int) -> QuotaTerm? {
    guard let app, !plan.freePeaks.isEmpty else { return nil }
    return QuotaTerm(
      app: app, plan: plan.id, order: id, start: day,
      end: MonthlyTerm(start: day).boundary(after: months), freePeaks: plan.freePeaks)
  }

  private func grant(
    _ gift: Plan.Gift, of plan: Plan, cycle: Int, days: Range<CalendarDay>
  ) -> Grant {
    Grant(
      id: GrantID("\(id)/\(cycle)/\(gift.pool)"), account: account,
      app: plan.isAppBound ? app : nil, pool: gift.pool, plan: plan.id, start: days.lowerBound,
      end: days.upperBound, minutes: gift.minutes, orderTime: time,
      isDrawnFirst: plan.isDrawnFirst, flatRatio: plan.flatRatio)
  }
}

import Catalog
import Quantities

/// Who ordered when and for which app: what all grants of an order share.
struct Order: Hashable, Sendable {
  let id: OrderID
  let account: AccountID
  let app: AppID?
  let time: Timestamp
  /// The day of `time`.
  let day: CalendarDay

  init(_ purchase: BookEvent.Purchase, _ event: BookEvent) {
    self.id = purchase.order
    self.account = purchase.account
    self.app = purchase.app
    self.time = event.time
    self.day = event.day
  }

  /// An order that changes a purchase, for the same app.
  init(_ id: OrderID, of purchase: Order, _ event: BookEvent) {
    self.id = id
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

  /// Its line on the invoice.
  func line(_ kind: OrderLine.Kind, months: Int64, amount: Money) -> OrderLine {
    OrderLine(
      kind: kind, id: id, app: app, time: time, day: day, months: months, amount: amount)
  }

  /// The gifts of some cycles of a monthly plan, which are counted from 1.
  ///
  /// - Parameters:
  ///   - plan: the plan, of a bundle the half.
  ///   - cycles: their days.
  ///   - promotions: what may let the gifts last longer and reach further; the first counts that
  ///     the order and the start of the cycle both lie in.
  /// - Returns: one grant a cycle and pool, `ORDER/CYCLE/POOL`.
  func gifts(
    of plan: Plan, in cycles: [Range<CalendarDay>], promotions: [Promotion]
  ) -> [Grant] {
    let open = promotions.filter { $0.contains(day) }
    return cycles.enumerated().flatMap { index, days in
      let promotion = open.first { $0.contains(days.lowerBound) }
      let end = promotion?.giftEnd(cycleStart: days.lowerBound) ?? days.upperBound
      let isAccountWide = promotion?.isGiftAccountWide ?? false
      return plan.gifts.map { gift in
        grant(
          gift, of: plan, number: index + 1, days: days.lowerBound..<end,
          app: isAccountWide ? nil : app)
      }
    }
  }

  /// The minutes that an upgrade adds to cycles that have not ended, which are counted from 1.
  ///
  /// - Parameters:
  ///   - old: the plan of the cycles before.
  ///   - new: their plan from the day of the order on.
  ///   - cycles: their days.
  /// - Returns: one grant a cycle and pool whose gift grows, `UPGRADE/CYCLE/POOL`.
  func growth(from old: Plan, to new: Plan, in cycles: [Range<CalendarDay>]) -> [Grant] {
    let added = new.gifts.compactMap { gift in
      let before = old.gifts.first { $0.pool == gift.pool }?.minutes ?? 0
      return gift.minutes > before
        ? Plan.Gift(pool: gift.pool, minutes: gift.minutes - before) : nil
    }
    return cycles.enumerated().flatMap { index, cycle in
      let days = max(day, cycle.lowerBound)..<cycle.upperBound
      return added.map { grant($0, of: new, number: index + 1, days: days, app: app) }
    }
  }

  /// The minutes of a pack, which is one cycle.
  func pack(of plan: Plan, _ validity: PackValidity) -> [Grant] {
    let days = day..<validity.end(boughtOn: day)
    return plan.gifts.map { grant($0, of: plan, number: 1, days: days, app: app) }
  }

  /// A grant `ORDER/NUMBER/POOL`.
  private func grant(
    _ gift: Plan.Gift, of plan: Plan, number: Int, days: Range<CalendarDay>, app: AppID?
  ) -> Grant {
    Grant(
      id: GrantID("\(id)/\(number)/\(gift.pool)"), account: account,
      app: plan.isAppBound ? app : nil, pool: gift.pool, plan: plan.id, start: days.lowerBound,
      end: days.upperBound, minutes: gift.minutes, orderTime: time,
      isDrawnFirst: plan.isDrawnFirst, flatRatio: plan.flatRatio)
  }
}

extension Promotion {
  fileprivate func contains(_ day: CalendarDay) -> Bool { start <= day && day < end }

  /// The first day on which a gift is valid no more.
  fileprivate func giftEnd(cycleStart: CalendarDay) -> CalendarDay {
    cycleStart.month.advanced(by: giftMonthsAfter + 1).firstDay
  }
}

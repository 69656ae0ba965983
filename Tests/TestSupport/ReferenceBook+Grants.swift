import Book
import Quantities

extension ReferenceBook {
  /// Minutes that an order gives for one month of a plan.
  static func gift(
    _ order: ReferenceEvent, _ number: Int, _ pool: String, _ minutes: Int64,
    _ plan: ReferencePlan, _ sale: ReferenceSale, from start: CalendarDay, to end: CalendarDay,
    isAccountWide: Bool = false
  ) -> Grant {
    Grant(
      id: GrantID("\(order.id)/\(number)/\(pool)"), account: AccountID(sale.event.account),
      app: isAccountWide ? nil : AppID(UInt32(sale.event.app)), pool: PoolID(pool),
      plan: PlanID(plan.name), start: start, end: end, minutes: minutes,
      orderTime: Timestamp(epochSeconds: order.time))
  }

  /// The minutes of a pack: to the end of the same month next year.
  static func pack(
    _ plan: ReferencePlan, _ event: ReferenceEvent, _ day: CalendarDay
  ) -> [Grant] {
    let (year, month, _) = day.components
    let (endYear, endMonth) = month == 12 ? (year + 2, 1) : (year + 1, month + 1)
    guard let end = CalendarDay(year: endYear, month: endMonth, day: 1) else { return [] }
    return plan.gifts.map { gift in
      Grant(
        id: GrantID("\(event.id)/1/\(gift.pool)"), account: AccountID(event.account), app: nil,
        pool: PoolID(gift.pool), plan: PlanID(plan.name), start: day, end: end,
        minutes: gift.thousands, orderTime: Timestamp(epochSeconds: event.time),
        isDrawnFirst: plan.kind == .trialPack,
        flatRatio: plan.kind == .trialPack ? Fraction(1) : nil)
    }
  }
}

extension ReferenceSale {
  /// Adds months to a half, with a gift for each.
  mutating func extend(
    _ place: Int, by months: Int, _ order: ReferenceEvent, _ orderDay: CalendarDay
  ) {
    guard let plan = halves[place].plans.last?.plan else { return }
    for number in 1...months {
      let month = halves[place].months
      let start = boundary(month)
      var end = boundary(month + 1)
      let promotion = "2022-08-01"..."2022-09-30"
      let isPromoted =
        self.plan.isCallKit && promotion.contains("\(orderDay)") && promotion.contains("\(start)")
      if isPromoted {
        // Starts in August or September: to the end of September or October.
        let isAugust = "\(start)".hasPrefix("2022-08")
        end = CalendarDay(isAugust ? "2022-10-01" : "2022-11-01") ?? end
      }
      for gift in plan.gifts {
        grants.append(
          ReferenceBook.gift(
            order, number, gift.pool, gift.thousands, plan, self, from: start, to: end,
            isAccountWide: isPromoted))
      }
      halves[place].months += 1
    }
  }

  mutating func pay(
    _ amount: Int64, _ kind: OrderLine.Kind, _ event: ReferenceEvent, _ day: CalendarDay,
    months: Int, firstDays: Int?
  ) {
    parts.append(Part(amount: amount, months: months, firstDays: firstDays))
    orders.append(order(kind, event, day, months: months, amount))
  }

  func order(
    _ kind: OrderLine.Kind, _ event: ReferenceEvent, _ day: CalendarDay, months: Int,
    _ amount: Int64
  ) -> OrderLine {
    OrderLine(
      kind: kind, id: OrderID(event.id),
      app: self.event.app == 0 ? nil : AppID(UInt32(self.event.app)),
      time: Timestamp(epochSeconds: event.time), day: day, months: Int64(months),
      amount: Money(hundredths: amount))
  }
}

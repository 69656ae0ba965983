import Book
import Quantities

/// A purchase and what became of it, as the reference book keeps it.
struct ReferenceSale {
  /// One of the monthly plans that it lives as.
  struct Half {
    let product: String
    /// Each plan and its first day; the last one that has begun counts.
    var plans: [(from: CalendarDay, plan: ReferencePlan)]
    /// Months that are paid for.
    var months = 0

    func plan(on day: CalendarDay) -> ReferencePlan? { plans.last { $0.from <= day }?.plan }
  }

  /// Something that was paid: hundredths, the months it was for, and the days of the first of them,
  /// nil for a pack.
  struct Part {
    let amount: Int64
    let months: Int
    let firstDays: Int?
  }

  let event: ReferenceEvent
  let day: CalendarDay
  let plan: ReferencePlan
  var halves: [Half] = []
  var parts: [Part] = []
  var orders: [OrderLine] = []
  var grants: [Grant] = []
  var refund: OrderLine?

  /// The day on which a number of months from the purchase are over.
  func boundary(_ months: Int) -> CalendarDay {
    var (year, month, day) = self.day.components
    month += months
    while month > 12 { (year, month) = (year + 1, month - 12) }
    while true {
      if let found = CalendarDay(year: year, month: month, day: day) { return found }
      day -= 1
    }
  }

  func end(of half: Half) -> CalendarDay { boundary(half.months) }

  /// Days of the month that begins so many months after the purchase.
  func days(ofMonth month: Int) -> Int {
    Int(boundary(month + 1).number - boundary(month).number)
  }

  /// The places of the halves that a renewal names.
  func places(named product: String) -> [Int] {
    halves.indices.filter { product.isEmpty || halves[$0].product == product }
  }

  /// The terms of paid IM plans, plan by plan.
  var terms: [QuotaTerm] {
    halves.flatMap { half in
      half.plans.indices.compactMap { index -> QuotaTerm? in
        let (start, plan) = half.plans[index]
        let next = index + 1 < half.plans.count ? half.plans[index + 1].from : end(of: half)
        guard plan.isPaidIM, start < next else { return nil }
        return QuotaTerm(
          app: AppID(UInt32(event.app)), plan: PlanID(plan.name), order: OrderID(event.id),
          start: start, end: next, freePeaks: ["peak_dau": 10_000, "peak_groups": 100_000])
      }
    }
  }

  /// What a refund on a day gives back, in hundredths.
  func refundable(at time: Int64, on day: CalendarDay) -> Int64 {
    var sum = ReferenceRational(0)
    var daysUsed = 0
    while event.time + Int64(daysUsed) * 86_400 < time { daysUsed += 1 }
    for part in parts {
      let paid = ReferenceRational(Int128(part.amount))
      if "\(day)" <= "2025-11-20" || part.firstDays == nil {
        sum = sum + paid
      } else if let days = part.firstDays {
        let months = ReferenceRational(Int128(part.months))
        sum =
          sum + paid * (months - ReferenceRational(Int128(daysUsed), Int128(days))) / months
      }
    }
    return Int64((sum + ReferenceRational(1, 2)).floor)
  }
}

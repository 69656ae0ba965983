import Book
import Catalog
import Quantities

/// The monthly fees once more, day by day.
struct ReferencePeaks {
  private let commitments: AccountCommitments
  private let usage: [UsageLine]
  private let catalog: Catalog
  private let settledDay: CalendarDay
  private let closes: ReferenceCloses?

  init(
    _ commitments: AccountCommitments, usage: [UsageLine], catalog: Catalog,
    through settledDay: CalendarDay, closes: ReferenceCloses?
  ) {
    self.commitments = commitments
    self.usage = usage
    self.catalog = catalog
    self.settledDay = settledDay
    self.closes = closes
  }

  func charges() -> [ReferenceCharge] {
    let days = usage.map(\.day).sorted()
    guard let first = days.first, let last = days.last else { return [] }
    var charges: [ReferenceCharge] = []
    for month in first.month.number...last.month.number {
      for app in Set(usage.map(\.app)) {
        for fee in catalog.peakFees {
          let month = CalendarMonth(number: month)
          guard let charge = charge(app: app, month: month, fee: fee) else { continue }
          if let closes, charge.period <= closes.last {
            charges += adjustment(charge, closes).map { [$0] } ?? []
          } else {
            charges.append(charge)
          }
        }
      }
    }
    return charges
  }

  /// What a fee of a closed month, as it is now, comes to beyond what was charged for it.
  private func adjustment(_ now: ReferenceCharge, _ closes: ReferenceCloses) -> ReferenceCharge? {
    let charged = closes.fees(app: now.app, month: now.period, item: now.item)
    var adjustment = now
    adjustment.kind = "adjustment"
    adjustment.month = closes.openMonth
    for earlier in charged {
      adjustment.quantity = adjustment.quantity - earlier.quantity
      adjustment.exact = (adjustment.exact ?? .init(0)) - (earlier.exact ?? .init(0))
      adjustment.amount = (adjustment.amount ?? 0) - (earlier.amount ?? 0)
    }
    return adjustment.quantity > ReferenceRational(0) ? adjustment : nil
  }

  private func charge(app: AppID, month: CalendarMonth, fee: PeakFee) -> ReferenceCharge? {
    var peak: Int64 = 0
    var free: Int64 = 0
    for number in 1...month.dayCount {
      let day = month.day(clampedTo: number)
      guard day <= settledDay else { continue }
      for term in commitments.quotaTerms where term.app == app {
        guard term.start <= day, day < term.end, let quota = term.freePeaks[fee.item] else {
          continue
        }
        free = max(free, quota)
        for line in usage where line.app == app && line.day == day && line.meter == fee.meter {
          peak = max(peak, line.quantity)
        }
      }
    }
    var steps: Int64 = 0
    while free + steps * fee.step < peak { steps += 1 }
    guard steps > 0 else { return nil }
    let price = fee.price.value(on: month.firstDay).map {
      ReferenceRational(Int128($0.hundredths), 100)
    }
    let exact = price.map { $0 * ReferenceRational(Int128(steps)) * served(in: month, fee.product) }
    return ReferenceCharge(
      app: Int(app.number), period: month.description, item: fee.item, kind: "monthly",
      quantity: ReferenceRational(Int128(steps)), unitPrice: price, exact: exact,
      amount: exact?.roundedHundredths, isPostpaid: true, month: month.description)
  }

  /// The part of a month outside the suspensions of a product, which do not overlap.
  private func served(in month: CalendarMonth, _ product: String) -> ReferenceRational {
    var served: Int128 = 0
    for number in 1...month.dayCount {
      let midnight = catalog.zone.start(of: month.day(clampedTo: number)).epochSeconds
      var seconds: Int64 = 86_400
      for suspension in commitments.suspensions where suspension.product == product {
        let start = max(suspension.start.epochSeconds, midnight)
        let end = min(suspension.end?.epochSeconds ?? .max, midnight + 86_400)
        if start < end { seconds -= end - start }
      }
      let byDays = catalog.saleRules.choices.suspensionScale == .days
      served += Int128(byDays ? (seconds > 0 ? 86_400 : 0) : seconds)
    }
    return ReferenceRational(served, Int128(month.dayCount) * 86_400)
  }
}

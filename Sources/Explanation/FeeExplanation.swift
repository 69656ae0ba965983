public import Book
import Catalog
public import Quantities
import Rating
public import Settlement

/// Why a monthly fee is what it is.
public struct FeeExplanation: Sendable {
  /// What a fee follows from.
  public enum Basis: Sendable {
    /// The highest count of the month.
    case peak(PeakBasis)
    /// Value-added plans that are charged by the month, one row each, and their orders.
    case plan([MonthlyFee], [EventFact])
    /// Nothing that the book and the catalog know today.
    case unknown
  }

  /// Who pays.
  public let account: AccountID
  /// The application.
  public let app: AppID
  /// The month.
  public let month: CalendarMonth
  /// The fee's name: `peak_dau`.
  public let item: String
  /// The rows: the fee of the month, then what later months added to it.
  public let charges: [Charge]
  /// What it follows from.
  public internal(set) var basis: Basis

  /// What all rows come to: quantity, exact amount and amount.
  public func sums() throws(QuantityOverflow) -> (
    quantity: Fraction, exactAmount: Fraction, amount: Money
  ) {
    var sums = (quantity: Fraction.zero, exactAmount: Fraction.zero, amount: Money.zero)
    for charge in charges {
      sums.quantity = try sums.quantity.adding(charge.quantity)
      sums.exactAmount = try sums.exactAmount.adding(charge.exactAmount ?? .zero)
      sums.amount = try sums.amount.adding(charge.amount ?? .zero)
    }
    return sums
  }
}

/// How a fee follows from the highest count of a month.
public struct PeakBasis: Sendable {
  /// The count of one day.
  public struct Day: Hashable, Sendable {
    /// The day.
    public let day: CalendarDay
    /// The highest count, or the distinct users, of the day.
    public let count: Int64
    /// Whether the app held a plan with free counts, without which the day does not count.
    public let isUnderTerm: Bool
  }

  /// The meter's name.
  public let meter: String
  /// The days of the month with a count, up to the settled day.
  public let days: [Day]
  /// The highest count of the days under a term.
  public let peak: Int64
  /// How much of it is free: the largest amount of the terms.
  public let free: Int64
  /// Terms that reach into the settled days of the month.
  public let terms: [QuotaTerm]
  /// Counts that one step holds.
  public let step: Int64
  /// Started steps of the peak above what is free.
  public let steps: Int64
  /// The price of a step for a whole month; `nil` when the catalog has none.
  public let price: Money?
  /// The first day of that price; `nil` is since ever.
  public let priceSince: CalendarDay?
  /// The product whose suspensions scale the fee.
  public let product: String
  /// Suspensions of the product that reach into the month.
  public let suspensions: [Suspension]
  /// The part of the month that is charged, as the rows have it.
  public let share: Fraction
  /// The usage lines of the first day with the peak.
  public var peakLine: UsageLineExplanation?
}

extension Explainer {
  /// Explains a fee of a month by its rows.
  func fee(
    _ item: String, app: AppID, month: CalendarMonth, in view: AccountView
  ) throws -> FeeExplanation {
    let charges = view.charges
      .filter { $0.app == app && $0.period == .month(month) && $0.item == .fee(item) }
      .sorted { $0.invoiceMonth < $1.invoiceMonth }
    return FeeExplanation(
      account: view.account, app: app, month: month, item: item, charges: charges,
      basis: try basis(of: item, app, month, charges, view))
  }

  private func basis(
    of item: String, _ app: AppID, _ month: CalendarMonth, _ charges: [Charge],
    _ view: AccountView
  ) throws -> FeeExplanation.Basis {
    if let fee = catalog.peakFees.first(where: { $0.item == item }) {
      return .peak(try peakBasis(of: fee, app, month, charges, view))
    }
    let lastDay = settledDay ?? month.lastDay
    let fees = view.commitments.monthlyFees.filter {
      $0.app == app && $0.month == month && $0.item.text == item && $0.day <= lastDay
    }
    return fees.isEmpty
      ? .unknown : .plan(fees, fees.flatMap { events.events(of: $0.order) })
  }

  private func peakBasis(
    of fee: PeakFee, _ app: AppID, _ month: CalendarMonth, _ charges: [Charge],
    _ view: AccountView
  ) throws -> PeakBasis {
    let lastDay = min(month.lastDay, settledDay ?? month.lastDay)
    let terms = view.commitments.quotaTerms.filter {
      $0.app == app && $0.freePeaks[fee.item] != nil && $0.start <= lastDay
        && month.firstDay < $0.end
    }
    let lines = view.usage.filter {
      $0.app == app && $0.meter == fee.meter && $0.day.month == month && $0.day <= lastDay
    }
    let days = lines.map { line in
      PeakBasis.Day(
        day: line.day, count: line.quantity,
        isUnderTerm: terms.contains { $0.start <= line.day && line.day < $0.end })
    }
    let peak = days.filter(\.isUnderTerm).map(\.count).max() ?? 0
    let peakDay = days.first { $0.isUnderTerm && $0.count == peak }?.day
    let free = terms.compactMap { $0.freePeaks[fee.item] }.max() ?? 0
    let price = fee.price.span(on: month.firstDay)
    let (start, end) = (
      catalog.zone.start(of: month.firstDay), catalog.zone.start(of: month.lastDay.advanced(by: 1))
    )
    return PeakBasis(
      meter: catalog[fee.meter].name, days: days, peak: peak, free: free, terms: terms,
      step: fee.step, steps: try fee.steps(peak: peak, free: free), price: price?.value,
      priceSince: price?.since, product: fee.product,
      suspensions: view.commitments.suspensions.filter {
        $0.product == fee.product && $0.start < end && ($0.end.map { start < $0 } ?? true)
      },
      share: try share(of: charges),
      peakLine: try lines.first { $0.day == peakDay }.map { try explain($0, in: view) })
  }

  /// Which part of the full fee the rows come to; 1 where they cost nothing even in full.
  private func share(of charges: [Charge]) throws(QuantityOverflow) -> Fraction {
    var (full, exact) = (Fraction.zero, Fraction.zero)
    for charge in charges {
      guard let price = charge.unitPrice, let amount = charge.exactAmount else { continue }
      full = try full.adding(charge.quantity.multiplied(by: price))
      exact = try exact.adding(amount)
    }
    return full.isZero ? Fraction(1) : try exact.divided(by: full)
  }
}

import Book
import Catalog
import Quantities
import Rating

/// Charges the monthly fees on peaks of one account.
///
/// A peak is the highest daily line of an app among the settled days of a month that lie under a
/// term with free peaks. Days outside such terms do not count, and an app without a term pays
/// nothing. Terms that overlap or follow each other within a month give one free amount, the
/// largest.
///
/// In a closed month only steps count that are more than those charged by the close and after it.
/// They cost the fee as it would be now less what was charged, each rounded for itself.
struct PeakSettler {
  /// One app, month and fee.
  private struct Key: Hashable, Comparable {
    let month: CalendarMonth
    let app: AppID
    /// Index into the catalog's peak fees.
    let fee: Int

    static func < (left: Key, right: Key) -> Bool {
      (left.month, left.app, left.fee) < (right.month, right.app, right.fee)
    }
  }

  private let commitments: AccountCommitments
  private let catalog: Catalog
  private let closed: ClosedMonths?
  private let settledDay: CalendarDay
  private let terms: [AppID: [QuotaTerm]]

  init(
    _ commitments: AccountCommitments, closed: ClosedMonths?, catalog: Catalog,
    through settledDay: CalendarDay
  ) {
    self.commitments = commitments
    self.catalog = catalog
    self.closed = closed
    self.settledDay = settledDay
    self.terms = Dictionary(grouping: commitments.quotaTerms, by: \.app)
  }

  /// One charge for each app, month and fee with at least one step, in that order.
  func charges(for usage: [UsageLine]) throws(QuantityOverflow) -> [Charge] {
    guard !terms.isEmpty else { return [] }
    let charged = try chargedFees()
    var charges: [Charge] = []
    for (key, peak) in peaks(in: usage).sorted(by: { $0.key < $1.key }) {
      guard let charge = try charge(for: key, steps: steps(of: key, peak: peak)) else { continue }
      if let closed, key.month <= closed.last {
        let adjustment = try charge.adjustment(to: charged[key], in: closed.firstOpen)
        if let adjustment { charges.append(adjustment) }
      } else {
        charges.append(charge)
      }
    }
    return charges
  }

  /// The peaks of one month beside what of them is free, by app and fee.
  func standings(of month: CalendarMonth, in usage: [UsageLine]) throws(QuantityOverflow)
    -> [PeakStanding]
  {
    var standings: [PeakStanding] = []
    for (key, peak) in peaks(in: usage).sorted(by: { $0.key < $1.key }) where key.month == month {
      standings.append(
        PeakStanding(
          app: key.app, item: catalog.peakFees[key.fee].item, peak: peak, free: freePeak(of: key),
          steps: try steps(of: key, peak: peak)))
    }
    return standings
  }

  /// Charges of the months that days after settled ones belong to, as far as they were open.
  ///
  /// The steps of a month are those of its highest peak, and more steps are never less than fewer;
  /// so those that stand and the lines of further days are enough to know them.
  ///
  /// - Parameter usage: lines of the further days.
  func charges(
    for usage: [UsageLine], after standing: StandingSettlement
  ) throws(QuantityOverflow) -> [Charge] {
    guard !terms.isEmpty else { return [] }
    var fees: [Key: (steps: Int64, charge: Charge?)] = [:]
    for charge in standing.monthlyCharges where charge.kind == .monthly {
      guard let key = key(of: charge), standing.firstChangingMonth <= key.month,
        let steps = charge.quantity.wholeValue
      else { continue }
      fees[key] = (steps, charge)
    }
    for (key, peak) in peaks(in: usage) where standing.firstChangingMonth <= key.month {
      let steps = try steps(of: key, peak: peak)
      if steps > fees[key]?.steps ?? 0 { fees[key] = (steps, nil) }
    }
    var charges: [Charge] = []
    for (key, fee) in fees.sorted(by: { $0.key < $1.key }) {
      if let charge = fee.charge {
        charges.append(charge)
      } else if let charge = try charge(for: key, steps: fee.steps) {
        charges.append(charge)
      }
    }
    return charges
  }

  /// What closed months have charged.
  private func chargedFees() throws(QuantityOverflow) -> [Key: ChargedFee] {
    var fees: [Key: ChargedFee] = [:]
    for charge in closed?.charges ?? [] {
      guard let key = key(of: charge) else { continue }
      try fees[key, default: ChargedFee()].add(charge)
    }
    return fees
  }

  /// What a charge on a peak is for; `nil` for any other charge.
  private func key(of charge: Charge) -> Key? {
    guard case .month(let month) = charge.period, case .fee(let item) = charge.item,
      let fee = catalog.peakFees.firstIndex(where: { $0.item == item })
    else { return nil }
    return Key(month: month, app: charge.app, fee: fee)
  }

  private func peaks(in usage: [UsageLine]) -> [Key: Int64] {
    var peaks: [Key: Int64] = [:]
    for (index, fee) in catalog.peakFees.enumerated() {
      for line in usage
      where line.meter == fee.meter && line.day <= settledDay && isUnderTerm(line, of: fee) {
        let key = Key(month: line.day.month, app: line.app, fee: index)
        peaks[key] = max(peaks[key] ?? 0, line.quantity)
      }
    }
    return peaks
  }

  private func isUnderTerm(_ line: UsageLine, of fee: PeakFee) -> Bool {
    terms[line.app]?.contains { $0.isFree(fee, for: line.app, on: line.day) } ?? false
  }

  private func steps(of key: Key, peak: Int64) throws(QuantityOverflow) -> Int64 {
    try catalog.peakFees[key.fee].steps(peak: peak, free: freePeak(of: key))
  }

  /// The fee of a month; `nil` without a step.
  private func charge(for key: Key, steps: Int64) throws(QuantityOverflow) -> Charge? {
    guard steps > 0 else { return nil }
    let fee = catalog.peakFees[key.fee]
    let service = ServiceTime(
      in: key.month, zone: catalog.zone,
      outside: commitments.suspensions.lazy
        .filter { $0.product == fee.product }.map { (start: $0.start, end: $0.end) })
    let rated = try RatedAmount.peak(
      steps: steps, price: fee.price.value(on: key.month.firstDay),
      share: service.share(by: catalog.saleRules.choices.suspensionScale))
    return Charge(
      app: key.app, period: .month(key.month), item: .fee(fee.item), kind: .monthly,
      quantity: Fraction(steps), unitPrice: rated.unitPrice, exactAmount: rated.exactAmount,
      amount: rated.amount, isPostpaid: true, invoiceMonth: key.month)
  }

  /// The largest free amount of the terms that reach into the settled days of the month.
  private func freePeak(of key: Key) -> Int64 {
    let item = catalog.peakFees[key.fee].item
    let lastDay = min(key.month.lastDay, settledDay)
    return terms[key.app, default: []]
      .filter { $0.start <= lastDay && key.month.firstDay < $0.end }
      .compactMap { $0.freePeaks[item] }.max() ?? 0
  }
}

/// What stands of the fee on one peak of a closed month.
private struct ChargedFee {
  var steps = Fraction.zero
  var exactAmount = Fraction.zero
  var amount = Money.zero

  mutating func add(_ charge: Charge) throws(QuantityOverflow) {
    steps = try steps.adding(charge.quantity)
    exactAmount = try exactAmount.adding(charge.exactAmount ?? .zero)
    amount = try amount.adding(charge.amount ?? .zero)
  }
}

extension Charge {
  /// What a monthly fee, as it would be now, adds to what was charged; `nil` without a new step.
  fileprivate func adjustment(
    to charged: ChargedFee?, in invoiceMonth: CalendarMonth
  ) throws(QuantityOverflow) -> Charge? {
    let charged = charged ?? ChargedFee()
    let steps = try quantity.subtracting(charged.steps)
    guard .zero < steps else { return nil }
    var difference: (exact: Fraction, amount: Money)?
    if let exactAmount, let amount {
      difference = (
        try exactAmount.subtracting(charged.exactAmount), try amount.subtracting(charged.amount)
      )
    }
    return Charge(
      app: app, period: period, item: item, kind: .adjustment, quantity: steps,
      unitPrice: unitPrice, exactAmount: difference?.exact, amount: difference?.amount,
      isPostpaid: isPostpaid, invoiceMonth: invoiceMonth)
  }
}

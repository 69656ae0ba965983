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
  private let settledDay: CalendarDay
  private let terms: [AppID: [QuotaTerm]]

  init(_ commitments: AccountCommitments, catalog: Catalog, through settledDay: CalendarDay) {
    self.commitments = commitments
    self.catalog = catalog
    self.settledDay = settledDay
    self.terms = Dictionary(grouping: commitments.quotaTerms, by: \.app)
  }

  /// One charge for each app, month and fee with at least one step, in that order.
  func charges(for usage: [UsageLine]) throws(QuantityOverflow) -> [Charge] {
    guard !terms.isEmpty else { return [] }
    var charges: [Charge] = []
    for (key, peak) in peaks(in: usage).sorted(by: { $0.key < $1.key }) {
      if let charge = try charge(for: key, peak: peak) { charges.append(charge) }
    }
    return charges
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

  private func charge(for key: Key, peak: Int64) throws(QuantityOverflow) -> Charge? {
    let fee = catalog.peakFees[key.fee]
    let steps = try fee.steps(peak: peak, free: freePeak(of: key))
    guard steps > 0 else { return nil }
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

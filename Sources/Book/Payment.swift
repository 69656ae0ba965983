import Catalog
import Quantities

/// What was paid for a purchase, a renewal or an upgrade.
struct Payment {
  /// The line of the invoice.
  let line: OrderLine
  /// Days of the first cycle that it pays for; `nil` for packs, which have no cycles.
  let firstCycleDays: Int?

  /// What a refund gives back of it, exactly.
  ///
  /// A month of `firstCycleDays` loses the days used: `paid * (n - used / days) / n` for `n` months.
  /// It never falls below nothing, whatever the hours within which a catalog lets refunds be asked.
  ///
  /// - Parameters:
  ///   - amount: how much comes back.
  ///   - daysUsed: 24-hour days since the purchase, a started one as a whole.
  /// - Returns: currency units.
  /// - Throws: `QuantityOverflow` when it does not fit.
  func refundable(
    _ amount: RefundRegime.Amount, daysUsed: Int64
  ) throws(QuantityOverflow) -> Fraction {
    guard amount == .remainingDays, let firstCycleDays else { return line.amount.exact }
    let days = Int128(line.months) * Int128(firstCycleDays)
    let left = max(days - Int128(daysUsed), 0)
    return try line.amount.exact.multiplied(by: Fraction(left, over: days))
  }
}

extension Holding {
  /// What a refund gives back at a time: the parts added exactly, then rounded once, a half up.
  ///
  /// - Throws: `QuantityOverflow` when the exact sum does not fit in 128 bits, which takes dozens of
  ///   renewals of unlike lengths.
  func refundable(
    at time: Timestamp, by regime: RefundRegime
  ) throws(QuantityOverflow) -> Money {
    let daysUsed = (secondsHeld(at: time) + ZoneOffset.secondsPerDay - 1) / ZoneOffset.secondsPerDay
    var sum = Fraction.zero
    for payment in payments {
      sum = try sum.adding(payment.refundable(regime.amount, daysUsed: daysUsed))
    }
    return try Money(rounding: sum)
  }

  /// Seconds since the purchase.
  func secondsHeld(at time: Timestamp) -> Int64 {
    time.epochSeconds - order.time.epochSeconds
  }
}

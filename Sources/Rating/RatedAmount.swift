public import Quantities

/// What something costs, before and after rounding; all three are `nil` when there is no price.
public struct RatedAmount: Hashable, Sendable {
  /// Currency units for one of what is charged: a minute of overage, a step of a peak.
  public let unitPrice: Fraction?
  /// The amount before rounding, in currency units.
  public let exactAmount: Fraction?
  /// The amount of the line, rounded half up to a hundredth.
  public let amount: Money?

  /// The amount of something that has no price.
  public static let unpriced = RatedAmount(unitPrice: nil, exactAmount: nil, amount: nil)

  private init(unitPrice: Fraction?, exactAmount: Fraction?, amount: Money?) {
    self.unitPrice = unitPrice
    self.exactAmount = exactAmount
    self.amount = amount
  }

  /// Rates usage that no grant has covered.
  ///
  /// The unit price is that of one minute, so that `quantity x unit price = exact amount`.
  ///
  /// - Parameters:
  ///   - overageMinutes: uncovered minutes of one usage line.
  ///   - ratePerThousand: currency units for 1000 minutes on the day of the usage.
  ///   - isPostpaid: whether the account was charged postpaid on that day; when it was not, the
  ///     exact amount is still told and the amount is 0.
  /// - Returns: the amount, `unpriced` when there is no rate.
  /// - Throws: `QuantityOverflow` when the amount does not fit.
  public static func overage(
    _ overageMinutes: Fraction, ratePerThousand: Fraction?, isPostpaid: Bool
  ) throws(QuantityOverflow) -> RatedAmount {
    guard let ratePerThousand else { return .unpriced }
    let unitPrice = try ratePerThousand.multiplied(by: Fraction(1, over: 1000))
    let exact = try overageMinutes.multiplied(by: unitPrice)
    return RatedAmount(
      unitPrice: unitPrice, exactAmount: exact,
      amount: isPostpaid ? try Money(rounding: exact) : .zero)
  }

  /// Rates the steps by which a peak exceeds what is free, for one month.
  ///
  /// - Parameters:
  ///   - steps: started steps.
  ///   - price: price of a step for a whole month; `nil` when the catalog has none.
  ///   - share: the part of the month that is charged, 0 to 1.
  /// - Returns: the amount, `unpriced` when there is no price.
  /// - Throws: `QuantityOverflow` when the amount does not fit.
  public static func peak(
    steps: Int64, price: Money?, share: Fraction
  ) throws(QuantityOverflow) -> RatedAmount {
    guard let price else { return .unpriced }
    let exact = try Fraction(steps).multiplied(by: price.exact).multiplied(by: share)
    return RatedAmount(
      unitPrice: price.exact, exactAmount: exact, amount: try Money(rounding: exact))
  }
}

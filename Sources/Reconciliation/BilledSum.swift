public import Quantities
public import Settlement

/// What a line of a bill or a charge is for; lines for the same are compared as their sum.
public enum BillSubject: Hashable, Comparable, Sendable {
  /// An order, by its id.
  case order(OrderID)
  /// A meter or fee of an app on a day or in a month.
  case usage(item: String, app: AppID, period: Charge.Period)

  public static func < (left: BillSubject, right: BillSubject) -> Bool {
    switch (left, right) {
    case (.order(let left), .order(let right)): left < right
    case (.order, .usage): true
    case (.usage, .order): false
    case (.usage(let item, let app, let period), .usage(let other, let otherApp, let otherPeriod)):
      if app != otherApp {
        app < otherApp
      } else if period != otherPeriod {
        period < otherPeriod
      } else {
        item.utf8.lexicographicallyPrecedes(other.utf8)
      }
    }
  }
}

/// What a vendor's bill says of one subject.
public struct BilledSum: Equatable, Sendable {
  /// The lines of the bill, from 1.
  public var lines: [Int]
  /// Minutes, steps or months; `nil` where the bill does not say.
  public var quantity: Fraction?
  /// Digits behind the point of the quantity, to which the bill may have rounded it.
  public var decimals: Int
  /// Currency units for one of the quantity; `nil` where the bill does not say.
  public var unitPrice: Fraction?
  /// What is to be paid.
  public var cost: Fraction
  /// What it would be without discounts; `nil` where the bill does not say.
  public var originalCost: Fraction?
  /// What vouchers paid.
  public var voucher: Fraction

  /// Adds another line for the same.
  ///
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  mutating func add(_ other: BilledSum) throws(QuantityOverflow) {
    lines += other.lines
    quantity = try Self.sum(quantity, other.quantity)
    decimals = max(decimals, other.decimals)
    if unitPrice != other.unitPrice { unitPrice = nil }
    cost = try cost.adding(other.cost)
    originalCost = try Self.sum(originalCost, other.originalCost)
    voucher = try voucher.adding(other.voucher)
  }

  private static func sum(
    _ left: Fraction?, _ right: Fraction?
  ) throws(QuantityOverflow) -> Fraction? {
    guard let left, let right else { return nil }
    return try left.adding(right)
  }
}

public import Quantities

/// One thing that a vendor's bill and the ledger say differently.
public struct BillDifference: Equatable, Sendable {
  /// What differs.
  public enum Kind: String, Sendable, CaseIterable {
    /// The bill has no such line.
    case missingInBill = "missing_in_bill"
    /// The ledger charges nothing for it.
    case missingInLedger = "missing_in_ledger"
    /// It is charged on another day.
    case day
    /// It is charged in another month.
    case month
    /// Minutes, steps or months differ.
    case quantity
    /// The price of one differs.
    case price
    /// Only the money differs.
    case amount
  }

  /// What differs.
  public let kind: Kind
  /// What it is for.
  public let subject: BillSubject
  /// Who owns the app or ordered; `nil` when the ledger does not know.
  public let account: AccountID?
  /// What the ledger charges; `nil` for nothing.
  public let ours: ChargedSum?
  /// What the bill says; `nil` for nothing.
  public let theirs: BilledSum?
  /// Why it might be so.
  public let reason: String

  /// By how much the bill is higher.
  ///
  /// - Throws: `QuantityOverflow` when it does not fit.
  public func excess() throws(QuantityOverflow) -> Fraction {
    try (theirs?.cost ?? .zero).subtracting(ours?.amount.exact ?? .zero)
  }
}

/// What the ledger charges for one subject.
public struct ChargedSum: Equatable, Sendable {
  /// Who pays.
  public let account: AccountID
  /// Minutes, steps or months.
  public var quantity: Fraction
  /// Currency units for one of the quantity; `nil` where lines differ, and of orders.
  public var unitPrice: Fraction?
  /// What is charged.
  public var amount: Money
  /// How many rounded lines it is the sum of.
  public var lines = 1
  /// The invoice that it stands on.
  public let invoiceMonth: CalendarMonth
  /// Whether it came late for a closed month.
  public var isAdjustment: Bool

  /// A charge.
  public init(
    account: AccountID, quantity: Fraction, unitPrice: Fraction?, amount: Money,
    invoiceMonth: CalendarMonth, isAdjustment: Bool
  ) {
    self.account = account
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.amount = amount
    self.invoiceMonth = invoiceMonth
    self.isAdjustment = isAdjustment
  }

  /// Adds another charge for the same.
  ///
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  mutating func add(_ other: ChargedSum) throws(QuantityOverflow) {
    quantity = try quantity.adding(other.quantity)
    amount = try amount.adding(other.amount)
    if unitPrice != other.unitPrice { unitPrice = nil }
    lines += other.lines
    isAdjustment = isAdjustment || other.isAdjustment
  }
}

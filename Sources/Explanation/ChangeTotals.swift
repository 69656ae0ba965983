public import Book
public import Quantities
public import Settlement

/// How many rows changed, and by how much they grew together.
///
/// A row that came counts with what it says, one that went with that below zero, one that changed
/// with the difference. Totals of parts add up to the totals of the whole.
public struct ChangeTotals: Equatable, Sendable {
  /// Accounts of which anything changed.
  public private(set) var accounts = 0
  /// Prepaid lines.
  public private(set) var orders = 0
  /// By how much prepaid lines grew.
  public private(set) var orderAmount = Money.zero
  /// Postpaid amounts.
  public private(set) var charges = 0
  /// By how much postpaid amounts grew; those without a rate count as nothing.
  public private(set) var chargeAmount = Money.zero
  /// Draws.
  public private(set) var deductions = 0
  /// By how much draws grew, in package minutes.
  public private(set) var packageMinutes = Fraction.zero
  /// Grants.
  public private(set) var grants = 0
  private var growth: [CalendarMonth: Money] = [:]

  /// Nothing.
  public init() {}

  /// Whether no row changed.
  public var isEmpty: Bool { orders + charges + deductions + grants == 0 }

  /// By how much invoices grew, by month; months in which they did not are left out.
  public var invoices: [AccountDifference.InvoiceGrowth] {
    growth.filter { $0.value != .zero }.sorted { $0.key < $1.key }
      .map { AccountDifference.InvoiceGrowth(month: $0.key, amount: $0.value) }
  }

  /// Adds all that changed of an account.
  ///
  /// - Throws: `QuantityOverflow` when a sum does not fit; so do the others.
  public mutating func add(_ account: AccountDifference) throws(QuantityOverflow) {
    accounts += 1
    for change in account.orders { try add(change) }
    for change in account.charges { try add(change) }
    for change in account.deductions { try add(change) }
    for change in account.grants { add(change) }
  }

  /// Adds a prepaid line that changed; it belongs to the invoice of its day's month.
  public mutating func add(_ change: RowChange<OrderLine>) throws(QuantityOverflow) {
    orders += 1
    for (row, isTakenBack) in change.sides {
      try orderAmount.add(row.amount, isTakenBack: isTakenBack)
      try growth[row.day.month, default: .zero].add(row.amount, isTakenBack: isTakenBack)
    }
  }

  /// Adds a postpaid amount that changed.
  public mutating func add(_ change: RowChange<Charge>) throws(QuantityOverflow) {
    charges += 1
    for (row, isTakenBack) in change.sides {
      guard let amount = row.amount else { continue }
      try chargeAmount.add(amount, isTakenBack: isTakenBack)
      try growth[row.invoiceMonth, default: .zero].add(amount, isTakenBack: isTakenBack)
    }
  }

  /// Adds a draw that changed.
  public mutating func add(_ change: RowChange<SettledDeduction>) throws(QuantityOverflow) {
    deductions += 1
    for (row, isTakenBack) in change.sides {
      packageMinutes =
        try isTakenBack
        ? packageMinutes.subtracting(row.packageMinutes)
        : packageMinutes.adding(row.packageMinutes)
    }
  }

  /// Adds a grant of which something changed.
  public mutating func add(_: RowChange<GrantBalance>) { grants += 1 }
}

extension RowChange {
  /// The row that went and the row that came, as far as there are any.
  fileprivate var sides: [(row: Row, isTakenBack: Bool)] {
    [before.map { ($0, true) }, after.map { ($0, false) }].compactMap { $0 }
  }
}

extension Money {
  fileprivate mutating func add(_ other: Money, isTakenBack: Bool) throws(QuantityOverflow) {
    self = try isTakenBack ? subtracting(other) : adding(other)
  }
}

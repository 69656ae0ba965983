public import Quantities

/// Everything that follows from one account's usage and commitments up to a settled day.
public struct AccountSettlement: Equatable, Sendable {
  /// Who it is.
  public let account: AccountID
  /// What usage lines drew from grants, in the order in which it was drawn.
  public var deductions: [SettledDeduction]
  /// What is charged postpaid, in the order in which it arose.
  public var charges: [Charge]
  /// What became of each grant, in the order of the commitments.
  public var grants: [GrantBalance]

  /// A settlement of nothing.
  public init(account: AccountID) {
    self.account = account
    self.deductions = []
    self.charges = []
    self.grants = []
  }
}

/// One draw of a usage line from a grant.
public struct SettledDeduction: Hashable, Sendable {
  /// The application.
  public let app: AppID
  /// The day the usage belongs to.
  public let day: CalendarDay
  /// The meter.
  public let meter: MeterOrdinal
  /// The grant drawn from.
  public let grant: GrantID
  /// Usage minutes that this draw covers.
  public let usageMinutes: Fraction
  /// Package minutes that one usage minute costs.
  public let ratio: Fraction
  /// Package minutes taken: `usageMinutes * ratio`.
  public let packageMinutes: Fraction
  /// Package minutes the grant holds afterwards.
  public let leftAfter: Fraction
  /// The invoice it belongs to.
  public let invoiceMonth: CalendarMonth

  /// A draw as it was made.
  public init(
    app: AppID, day: CalendarDay, meter: MeterOrdinal, grant: GrantID, usageMinutes: Fraction,
    ratio: Fraction, packageMinutes: Fraction, leftAfter: Fraction, invoiceMonth: CalendarMonth
  ) {
    self.app = app
    self.day = day
    self.meter = meter
    self.grant = grant
    self.usageMinutes = usageMinutes
    self.ratio = ratio
    self.packageMinutes = packageMinutes
    self.leftAfter = leftAfter
    self.invoiceMonth = invoiceMonth
  }
}

/// One postpaid amount.
public struct Charge: Hashable, Sendable {
  /// What kind of charge it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Usage that no grant covered.
    case overage
    /// A fee of a whole month.
    case monthly
    /// Usage or peaks of a closed month, charged in a later one.
    case adjustment
  }

  /// The stretch of time a charge is for.
  public enum Period: Hashable, Sendable, CustomStringConvertible {
    /// One day.
    case day(CalendarDay)
    /// One month.
    case month(CalendarMonth)

    /// `YYYY-MM-DD` or `YYYY-MM`.
    public var description: String {
      switch self {
      case .day(let day): day.description
      case .month(let month): month.description
      }
    }
  }

  /// What a charge is for: usage of a meter, or a named monthly fee.
  public enum Item: Hashable, Sendable {
    /// Overage minutes of a meter.
    case meter(MeterOrdinal)
    /// A fee by its name, `peak_dau`.
    case fee(String)
  }

  /// The application.
  public let app: AppID
  /// What time it is for.
  public let period: Period
  /// What it is for.
  public let item: Item
  /// What kind of charge it is.
  public let kind: Kind
  /// Overage minutes, steps, or 1.
  public let quantity: Fraction
  /// Currency units for one of `quantity`; `nil` when the catalog has no rate.
  public let unitPrice: Fraction?
  /// The amount before rounding, in currency units; `nil` without a rate.
  public let exactAmount: Fraction?
  /// The amount on the invoice: 0 while the account was not postpaid; `nil` without a rate.
  public let amount: Money?
  /// Whether it makes an invoice line: the account was postpaid and there is a rate.
  public let isInvoiced: Bool
  /// The invoice it belongs to.
  public let invoiceMonth: CalendarMonth

  /// A charge as it arose.
  public init(
    app: AppID, period: Period, item: Item, kind: Kind, quantity: Fraction, unitPrice: Fraction?,
    exactAmount: Fraction?, amount: Money?, isInvoiced: Bool, invoiceMonth: CalendarMonth
  ) {
    self.app = app
    self.period = period
    self.item = item
    self.kind = kind
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.exactAmount = exactAmount
    self.amount = amount
    self.isInvoiced = isInvoiced
    self.invoiceMonth = invoiceMonth
  }
}

/// What became of a grant by the settled day.
///
/// Invariant: `grant.minutes = drawn + expired + left`.
public struct GrantBalance: Hashable, Sendable {
  /// How a grant stands, the first that holds.
  public enum Status: String, Hashable, Sendable {
    /// Taken back.
    case refunded
    /// Nothing left.
    case usedUp = "used_up"
    /// Not begun on the settled day.
    case pending
    /// Over on the settled day.
    case expired
    /// Valid on the settled day with something left.
    case active
  }

  /// The grant.
  public let grant: Grant
  /// Package minutes drawn.
  public let drawn: Fraction
  /// Package minutes that ended undrawn.
  public let expired: Fraction
  /// Package minutes that can still be drawn.
  public let left: Fraction
  /// How it stands.
  public let status: Status

  /// A balance as settled.
  public init(grant: Grant, drawn: Fraction, expired: Fraction, left: Fraction, status: Status) {
    self.grant = grant
    self.drawn = drawn
    self.expired = expired
    self.left = left
    self.status = status
  }
}

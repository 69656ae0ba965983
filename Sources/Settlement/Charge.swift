public import Catalog
public import Quantities

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
  public enum Period: Hashable, Comparable, Sendable, CustomStringConvertible {
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

    /// By time; a month comes before its first day, as its text does.
    public static func < (left: Period, right: Period) -> Bool {
      left.rank < right.rank
    }

    private var rank: (CalendarDay, Int) {
      switch self {
      case .day(let day): (day, 1)
      case .month(let month): (month.firstDay, 0)
      }
    }
  }

  /// What a charge is for: usage of a meter, or a named monthly fee.
  public enum Item: Hashable, Sendable {
    /// Overage minutes of a meter.
    case meter(MeterOrdinal)
    /// A fee by its name, `peak_dau`.
    case fee(String)

    /// Its name in exports.
    public func name(in catalog: Catalog) -> String {
      switch self {
      case .meter(let meter): catalog[meter].name
      case .fee(let name): name
      }
    }
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
  /// Whether the account was charged postpaid on the day of the usage; always true for fees.
  public let isPostpaid: Bool
  /// The invoice it belongs to.
  public let invoiceMonth: CalendarMonth

  /// A charge as it arose.
  public init(
    app: AppID, period: Period, item: Item, kind: Kind, quantity: Fraction, unitPrice: Fraction?,
    exactAmount: Fraction?, amount: Money?, isPostpaid: Bool, invoiceMonth: CalendarMonth
  ) {
    self.app = app
    self.period = period
    self.item = item
    self.kind = kind
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.exactAmount = exactAmount
    self.amount = amount
    self.isPostpaid = isPostpaid
    self.invoiceMonth = invoiceMonth
  }

  /// Whether it makes an invoice line: the account was postpaid and there is a price.
  public var isInvoiced: Bool { isPostpaid && amount != nil }

  /// Whether a person has to find a price for it.
  public var isUnpriced: Bool { amount == nil }
}

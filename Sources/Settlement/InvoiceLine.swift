public import Book
public import Quantities

/// One line of an invoice.
public struct InvoiceLine: Hashable, Sendable {
  /// What kind of line it is, in the order in which an invoice lists them.
  public enum Kind: String, Hashable, Comparable, Sendable, CaseIterable {
    /// A purchase.
    case order
    /// A renewal of a purchase.
    case renewal
    /// An upgrade of a purchase.
    case upgrade
    /// Money given back; its amount is negative.
    case refund
    /// Usage that no grant covered.
    case overage
    /// A fee of a whole month.
    case monthly
    /// Usage or peaks of a closed month, charged in a later one.
    case adjustment

    public static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .order: 0
      case .renewal: 1
      case .upgrade: 2
      case .refund: 3
      case .overage: 4
      case .monthly: 5
      case .adjustment: 6
      }
    }

    /// The kind of a prepaid line.
    public init(_ kind: OrderLine.Kind) {
      switch kind {
      case .order: self = .order
      case .renewal: self = .renewal
      case .upgrade: self = .upgrade
      case .refund: self = .refund
      }
    }

    /// The kind of a postpaid line.
    init(_ kind: Charge.Kind) {
      switch kind {
      case .overage: self = .overage
      case .monthly: self = .monthly
      case .adjustment: self = .adjustment
      }
    }
  }

  /// What a line is for.
  public enum Subject: Hashable, Sendable {
    /// An order, by its id.
    case order(OrderID)
    /// A meter or a fee, by its name in exports.
    case item(String)

    /// The id or the name.
    public var text: String {
      switch self {
      case .order(let id): id.text
      case .item(let name): name
      }
    }
  }

  /// What kind of line it is.
  public let kind: Kind
  /// What it is for.
  public let subject: Subject
  /// The app, if it is for one.
  public let app: AppID?
  /// The day or month of usage; orders have none.
  public let period: Charge.Period?
  /// Months of an order, else overage minutes, steps, or 1.
  public let quantity: Fraction
  /// The amount of the line.
  public let amount: Money

  /// A line of an invoice.
  public init(
    kind: Kind, subject: Subject, app: AppID?, period: Charge.Period?, quantity: Fraction,
    amount: Money
  ) {
    self.kind = kind
    self.subject = subject
    self.app = app
    self.period = period
    self.quantity = quantity
    self.amount = amount
  }

  /// The order of lines on an invoice: kind, id or item by bytes, app, period; nothing comes before
  /// something, and a month before its days.
  ///
  /// Quantity and amount come last, so that the order of equal lines never depends on their origin.
  public static func invoiceOrder(_ left: InvoiceLine, _ right: InvoiceLine) -> Bool {
    if left.kind != right.kind { return left.kind < right.kind }
    let (leftText, rightText) = (left.subject.text.utf8, right.subject.text.utf8)
    if !leftText.elementsEqual(rightText) {
      return leftText.lexicographicallyPrecedes(rightText)
    }
    let (leftApp, rightApp) = (left.app?.number ?? 0, right.app?.number ?? 0)
    if leftApp != rightApp { return leftApp < rightApp }
    if left.period != right.period { return precedes(left.period, right.period) }
    return (left.quantity, left.amount) < (right.quantity, right.amount)
  }

  private static func precedes(_ left: Charge.Period?, _ right: Charge.Period?) -> Bool {
    guard let right else { return false }
    guard let left else { return true }
    return left < right
  }
}

public import Quantities

/// What one account owes for one month: prepaid orders and postpaid charges.
///
/// Invariant: `total` is the sum of the amounts of the lines.
public struct Invoice: Hashable, Sendable {
  /// Whether it can still change.
  public enum Status: String, Hashable, Sendable {
    /// The month may get more lines.
    case open
    /// The month is closed; the invoice stays as it is.
    case closed
  }

  /// The sum of one kind of line.
  public struct KindTotal: Hashable, Sendable {
    /// The kind.
    public let kind: InvoiceLine.Kind
    /// The sum of the amounts of its lines.
    public let amount: Money

    /// A sum.
    public init(kind: InvoiceLine.Kind, amount: Money) {
      self.kind = kind
      self.amount = amount
    }
  }

  /// Overage of one meter that is listed but not charged.
  public struct Uncharged: Hashable, Sendable {
    /// The meter, by its name in exports.
    public let meter: String
    /// Uncovered minutes.
    public let minutes: Fraction

    /// Minutes of a meter.
    public init(meter: String, minutes: Fraction) {
      self.meter = meter
      self.minutes = minutes
    }
  }

  /// Who pays.
  public let account: AccountID
  /// What month it is for.
  public let month: CalendarMonth
  /// Whether it can still change.
  public let status: Status
  /// Its lines, by `InvoiceLine.invoiceOrder`.
  public let lines: [InvoiceLine]
  /// Sums by kind, of the kinds that have a line, in the order of kinds.
  public let totals: [KindTotal]
  /// The sum of all lines.
  public let total: Money
  /// Overage listed while the account was not postpaid, by the bytes of the meter's name.
  public let uncharged: [Uncharged]
  /// What rounding added: the sum of amount less exact amount over the postpaid lines.
  public let rounding: Fraction

  /// An invoice as gathered, or as kept when its month was closed.
  public init(
    account: AccountID, month: CalendarMonth, status: Status, lines: [InvoiceLine],
    totals: [KindTotal], total: Money, uncharged: [Uncharged], rounding: Fraction
  ) {
    self.account = account
    self.month = month
    self.status = status
    self.lines = lines
    self.totals = totals
    self.total = total
    self.uncharged = uncharged
    self.rounding = rounding
  }

  /// `ACCOUNT-YYYY-MM`.
  public var number: String { "\(account)-\(month)" }
}

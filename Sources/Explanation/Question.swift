public import Quantities

/// What somebody wants to have explained.
public enum Question: Sendable {
  /// An invoice, or those of its lines that match.
  case invoice(InvoiceQuestion)
  /// Usage lines of a day.
  case usage(UsageQuestion)
  /// A grant; the account is needed only where several accounts have one of that id.
  case grant(GrantID, account: AccountID?)
  /// A record, which stands in dumps only.
  case record(app: AppID, id: String)
}

/// Which lines of an invoice are wanted.
public struct InvoiceQuestion: Sendable {
  /// `ACCOUNT-YYYY-MM`.
  public var number: String
  /// Only lines for this meter, fee or order.
  public var item: String?
  /// Only lines of this app.
  public var app: AppID?
  /// Only lines of this day or month, as exports write it.
  public var period: String?

  /// A whole invoice.
  public init(number: String) {
    self.number = number
  }
}

/// Which usage lines are wanted; at least one of account and app is named.
public struct UsageQuestion: Sendable {
  /// The day.
  public var day: CalendarDay
  /// Only apps of this account.
  public var account: AccountID?
  /// Only this app.
  public var app: AppID?
  /// Only this meter.
  public var meter: String?

  /// The usage lines of a day.
  public init(day: CalendarDay) {
    self.day = day
  }
}

/// A name that the ledger does not know.
public struct UnknownName: Error, Sendable {
  /// What was looked for: `invoice`.
  public let kind: String
  /// The name as given.
  public let name: String
  /// The names that there are, in their order.
  public let known: [String]
  /// Where they were looked for, as it follows the name: ` of account acct-1`.
  public let place: String

  /// A name that is not among those that there are.
  public init(_ kind: String, _ name: String, known: [String], in place: String = "") {
    self.kind = kind
    self.name = name
    self.known = known
    self.place = place
  }
}

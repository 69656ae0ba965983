public import Quantities

/// Which rows of an export are wanted.
///
/// The month is that of the day for usage; the invoice month for deductions, charges and invoices;
/// for grants, any month in which they are valid on a day. Rejects have neither account nor month,
/// and are not filtered.
public struct ExportFilter: Hashable, Sendable {
  /// Only rows of this month.
  public var month: CalendarMonth?
  /// Only rows of this account.
  public var account: AccountID?

  /// Everything, unless told otherwise.
  public init(month: CalendarMonth? = nil, account: AccountID? = nil) {
    self.month = month
    self.account = account
  }

  /// Whether rows of a month are wanted.
  func admits(_ month: CalendarMonth) -> Bool { self.month.map { $0 == month } ?? true }

  /// Whether rows of days `[start, end)` are wanted.
  func admits(from start: CalendarDay, until end: CalendarDay) -> Bool {
    month.map { start <= $0.lastDay && $0.firstDay < end } ?? true
  }
}

public import Book
public import Ledger
public import Quantities
public import Settlement

/// What changed between two runs, and because of what.
public struct RunDifference: Sendable {
  /// The earlier run; `nil` is before the first one.
  public let from: RunRecord?
  /// The later run.
  public let through: RunRecord
  /// What the runs behind the earlier one up to the later one took in.
  public let inputs: [RunInput]
  /// The invoices that the runs fixed by closing their months, by month and account.
  public let closedInvoices: [ClosedInvoice]
  /// The accounts of which anything changed, by bytes, as far as they were kept.
  public let accounts: [AccountDifference]
  /// What changed of accounts behind those that were kept.
  public let rest: ChangeTotals
  /// What changed of all accounts together.
  public let totals: ChangeTotals
}

/// An invoice that does not change any more, since its month was closed.
public struct ClosedInvoice: Sendable {
  /// `ACCOUNT-YYYY-MM`.
  public let number: String
  /// What it comes to.
  public let total: Money
}

/// What one run took in.
public struct RunInput: Sendable {
  /// The run.
  public let run: RunRecord
  /// Up to which day everything was settled before it.
  public let settledBefore: CalendarDay?
  /// The dumps that it posted.
  public let dumps: [PostedDump]
  /// The events that it took from the book.
  public let events: [EventFact]
  /// The months that it closed.
  public let closes: [CalendarMonth]
  /// The catalog that it set.
  public let catalog: String?
}

/// Why a row changed.
public enum ChangeCause: Hashable, Sendable {
  /// Usage came in on the row's own line, or in the month of its fee, in these runs.
  case usage(runs: [Int64])
  /// The settled day reached its day.
  case settledDay
  /// Events of the book, taken in by these runs.
  case book(runs: [Int64])
  /// Draws from the grant changed.
  case draws
  /// Neither: it follows from other changes of the account.
  case follows
}

/// A row that changed, came or went.
public struct RowChange<Row> {
  /// As it stood after the earlier run; `nil` when it did not.
  public let before: Row?
  /// As it stands after the later run; `nil` when it does not.
  public let after: Row?
  /// Why.
  public let cause: ChangeCause
}

extension RowChange: Sendable where Row: Sendable {}

/// What changed of one account.
public struct AccountDifference: Sendable {
  /// Usage that came in on the lines of one meter in one run.
  public struct UsageGrowth: Sendable {
    /// The run.
    public let run: Int64
    /// The meter's name.
    public let meter: String
    /// How many usage lines grew.
    public internal(set) var lines = 0
    /// Records that were counted.
    public internal(set) var records: Int64 = 0
    /// The first day.
    public internal(set) var firstDay: CalendarDay
    /// The last day.
    public internal(set) var lastDay: CalendarDay
  }

  /// By how much an invoice grew.
  public struct InvoiceGrowth: Sendable {
    /// The invoice's month.
    public let month: CalendarMonth
    /// By how much its total grew; below 0 when it shrank.
    public let amount: Money
  }

  /// Who it is.
  public let account: AccountID
  /// The usage that came in, by run and catalog order of meters.
  public internal(set) var usage: [UsageGrowth] = []
  /// The events of the account that came in.
  public internal(set) var events: [EventFact] = []
  /// By how much its invoices grew, by month; those that did not are left out.
  public internal(set) var invoices: [InvoiceGrowth] = []
  /// Prepaid lines, by time.
  public internal(set) var orders: [RowChange<OrderLine>] = []
  /// Grants, by id.
  public internal(set) var grants: [RowChange<GrantBalance>] = []
  /// Draws, by day, app, meter and grant.
  public internal(set) var deductions: [RowChange<SettledDeduction>] = []
  /// Postpaid amounts, by period, app and item.
  public internal(set) var charges: [RowChange<Charge>] = []

  init(account: AccountID) {
    self.account = account
  }

  /// How many rows tell of it.
  var rowCount: Int {
    events.count + usage.count + orders.count + charges.count + deductions.count + grants.count
  }
}

import Book
import Catalog
import Quantities
import Settlement
import TestSupport

/// One account and its usage, put together in the words of a test.
struct AccountBuilder {
  static let app = AppID(1_400_000_001)

  var commitments = AccountCommitments(
    account: AccountID("acct-1"), postpaid: Timeline(always: true))
  var usage: [UsageLine] = []
  var catalog = TestCatalog.catalog

  /// A day that is written down in a test.
  static func day(_ text: String) -> CalendarDay {
    guard let day = CalendarDay(text) else { preconditionFailure("no day: \(text)") }
    return day
  }

  mutating func use(
    _ meter: String, seconds: Int64, on day: String, by app: AppID = AccountBuilder.app
  ) {
    usage.append(
      UsageLine(
        app: app, day: Self.day(day), meter: catalog.meter(meter), records: 1,
        quantity: seconds))
  }

  mutating func use(
    _ meter: String, minutes: Int64, on day: String, by app: AppID = AccountBuilder.app
  ) {
    use(meter, seconds: minutes * 60, on: day, by: app)
  }

  mutating func grant(
    _ id: String, _ minutes: Int64, pool: String = "av", from start: String, to end: String,
    app: AppID? = nil, isDrawnFirst: Bool = false, flatRatio: Fraction? = nil,
    isRefunded: Bool = false
  ) {
    commitments.grants.append(
      Grant(
        id: GrantID(id), account: commitments.account, app: app, pool: PoolID(pool), plan: nil,
        start: Self.day(start), end: Self.day(end), minutes: minutes,
        orderTime: catalog.zone.start(of: Self.day(start)), isDrawnFirst: isDrawnFirst,
        flatRatio: flatRatio, isRefunded: isRefunded))
  }

  mutating func term(
    from start: String, to end: String, free: [String: Int64] = Self.freePeaks,
    app: AppID = AccountBuilder.app
  ) {
    commitments.quotaTerms.append(
      QuotaTerm(
        app: app, plan: PlanID("im.professional"), order: OrderID("im-1"), start: Self.day(start),
        end: Self.day(end), freePeaks: free))
  }

  /// Gives back grants that were made as refunded, or a term.
  mutating func refund(
    _ id: String, on day: String, grants: [String] = [], term: (start: String, end: String)? = nil
  ) {
    let day = Self.day(day)
    let terms = term.map { term in
      QuotaTerm(
        app: Self.app, plan: PlanID("im.professional"), order: OrderID("im-1"),
        start: Self.day(term.start), end: Self.day(term.end), freePeaks: Self.freePeaks)
    }
    commitments.refunds.append(
      RefundClaim(
        refund: OrderID(id), purchase: OrderID("O\(id)"), time: catalog.zone.start(of: day),
        day: day, grants: grants.map { GrantID($0) }, terms: terms.map { [$0] } ?? []))
  }

  static let freePeaks: [String: Int64] = ["peak_dau": 10_000, "peak_groups": 100_000]

  func settle(through day: String, closed: ClosedMonths? = nil) throws -> AccountSettlement {
    try Settlement.settle(
      commitments, usage: usage, closed: closed, catalog: catalog, through: Self.day(day))
  }

  /// Closes the months up to one, after what has been settled by its end.
  func close(_ month: String, after closed: ClosedMonths? = nil) throws -> ClosedMonths {
    guard let month = CalendarMonth(month) else { preconditionFailure("no month: \(month)") }
    let settled = try settle(through: month.lastDay.description, closed: closed)
    return settled.closing(month, orders: commitments.orders)
  }

  /// Adds seconds to the last line.
  mutating func useMore(seconds: Int64) { usage[usage.count - 1].quantity += seconds }

  func rows(through day: String) throws -> SettlementRows {
    let settlement = try settle(through: day)
    return SettlementRows(settlement, invoices: try invoices(of: settlement), catalog: catalog)
  }

  func invoices(
    of settlement: AccountSettlement, lastClosedMonth: CalendarMonth? = nil
  ) throws -> [Invoice] {
    try Invoice.gather(
      account: commitments.account, orders: commitments.orders, charges: settlement.charges,
      catalog: catalog, lastClosedMonth: lastClosedMonth)
  }
}

extension AccountSettlement {
  /// What is fixed when the months up to one are closed.
  func closing(_ month: CalendarMonth, orders: [OrderLine]) -> ClosedMonths {
    ClosedMonths(through: month, deductions: deductions, charges: charges, orders: orders)
  }
}

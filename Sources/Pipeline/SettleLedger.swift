import Book
import Catalog
import Concurrency
import Ledger
import Quantities
import Settlement

/// Settles what a run has changed and posts it.
struct LedgerSettler {
  let catalog: Catalog
  let book: Book
  /// The book as the run before knew it.
  let bookBefore: Book
  let catalogChanged: Bool
  /// The last settled day before the run.
  let settledBefore: CalendarDay?
  /// The last day of usage before the run.
  let usedBefore: CalendarDay?
  /// The last closed month.
  let lastClosed: CalendarMonth?
  /// Threads that share the work, at least 1.
  let workers: Int

  /// Settles up to a day, or up to the last day of usage or events.
  func settle(
    _ ledger: LedgerTransaction, through: CalendarDay?, _ summary: inout RunSummary
  ) throws {
    summary.settledBefore = settledBefore
    summary.accounts = book.accountCount
    if let through, let lastClosed, through <= lastClosed.lastDay {
      throw RequestFailure(
        "--through \(through) lies in a closed month; settle through a day behind "
          + "\(lastClosed.lastDay), or leave it out")
    }
    guard let day = try through ?? lastDay(ledger) else { return }
    try ledger.setSettledDay(day)
    summary.settledDay = day
    let catalog = catalog
    var usedRefunds: [OrderID] = []
    // The ledger is read and written by this thread; others settle meanwhile.
    try overlapped(
      try scope(ledger, day).tasks, workers: workers,
      read: { try AccountWork($0, ledger, catalog, lastClosed) },
      work: { try $0.settled(catalog, through: day) },
      write: { (done: SettledWork) in
        summary.entries += try done.post(to: ledger, catalog)
        summary.settledAccounts += 1
        summary.continuedAccounts += done.isContinued ? 1 : 0
        usedRefunds += done.usedRefunds
      })
    summary.usedRefunds = try ledger.noteUsed(usedRefunds)
    summary.unownedApps = try ledger.unownedApps()
    summary.unpriced = try ledger.unpricedCharges()
  }

  private func lastDay(_ ledger: LedgerTransaction) throws -> CalendarDay? {
    [try ledger.lastUsageDay(), book.lastEventDay, lastClosed?.lastDay].compactMap { $0 }.max()
  }

  private func scope(_ ledger: LedgerTransaction, _ day: CalendarDay) throws -> SettlementScope {
    var changes = SettlementScope.Changes()
    changes.touchedApps = Set(try ledger.touchedApps())
    if let settledBefore {
      changes.lateApps = Set(try ledger.touchedApps(through: settledBefore))
      if let usedBefore, usedBefore > settledBefore, day > settledBefore {
        changes.touchedApps.formUnion(
          try ledger.apps(usedAfter: settledBefore, through: day))
      }
    }
    let wentBack = settledBefore.map { day < $0 } ?? true
    changes.isEverything = catalogChanged || wentBack
    return SettlementScope(
      book, before: bookBefore, settledBefore: settledBefore, settledDay: day, changes,
      workers: workers)
  }
}

/// What settling an account gives beside what closed months have fixed.
struct SettledAccount {
  let settlement: AccountSettlement
  /// Its prepaid lines.
  let orders: [OrderLine]

  /// Settles an account.
  ///
  /// - Throws: `InputFailure` when the book or the catalog gives less than closed months drew, or
  ///   the settled day lies in a closed month.
  init(
    _ account: AccountCommitments, _ usage: [UsageLine], _ closed: ClosedMonths?,
    _ catalog: Catalog, _ day: CalendarDay
  ) throws {
    if let closed, day < closed.last.lastDay {
      throw InputFailure(
        "account \(account.account): \(closed.last) is closed, and the ledger says that it is "
          + "settled through \(day) only; restore it from a copy")
    }
    if let grant = try closed?.overdrawnGrants(of: account).first {
      throw InputFailure(
        "account \(account.account): closed months drew more from grant \(grant) than the catalog "
          + "and the book give now; settle with the catalog that they were closed with")
    }
    settlement = try settle(
      account, usage: usage, closed: closed, catalog: catalog, through: day)
    orders = closed?.orders(with: account) ?? account.orders
  }

  /// Stops a run whose settlement has lost or invented anything.
  ///
  /// - Throws: `BrokenLaw` when a law does not hold.
  func checkConservation(_ usage: [UsageLine], _ catalog: Catalog, _ day: CalendarDay) throws {
    let invoices = try Invoice.gather(
      account: settlement.account, orders: orders, charges: settlement.charges, catalog: catalog)
    let violations = try ConservationCheck.violations(
      in: settlement, invoices: invoices, usage: usage, catalog: catalog, through: day)
    guard let first = violations.first else { return }
    throw BrokenLaw("account \(settlement.account): \(first)")
  }
}

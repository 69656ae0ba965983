import Book
import Catalog
import Ledger
import Quantities
import Settlement

/// An account with everything that settling it needs, read from the ledger.
enum AccountWork: Sendable {
  /// All days are settled anew.
  case anew(AccountCommitments, [UsageLine], ClosedMonths?)
  /// Only the days after what stands are settled.
  case onward(AccountCommitments, [UsageLine], StandingSettlement, orders: [OrderLine])

  /// Reads what a task needs.
  init(
    _ task: SettlementScope.Task, _ ledger: LedgerReader, _ catalog: Catalog,
    _ lastClosed: CalendarMonth?
  ) throws {
    let account = task.account
    if let onward = try Self.onward(task, ledger, catalog, lastClosed) {
      self = onward
      return
    }
    self = .anew(
      account, try ledger.usage(of: account.apps, catalog: catalog),
      try ledger.closedMonths(of: account.account, catalog: catalog))
  }

  /// What settling further days needs; `nil` where all days have to be settled anew.
  ///
  /// What a ledger says that somebody changed by hand may not fit; then nothing is built on it.
  private static func onward(
    _ task: SettlementScope.Task, _ ledger: LedgerReader, _ catalog: Catalog,
    _ lastClosed: CalendarMonth?
  ) throws -> AccountWork? {
    guard let settledBefore = task.settledBefore,
      lastClosed.map({ $0.lastDay <= settledBefore }) ?? true
    else { return nil }
    let account = task.account
    let standing = try ledger.standingSettlement(
      of: account.account, through: settledBefore, lastClosed: lastClosed, catalog: catalog)
    guard standing.fits(account) else { return nil }
    let usage = try ledger.usage(of: account.apps, after: settledBefore, catalog: catalog)
    var orders = account.orders
    if let lastClosed {
      let closed = ClosedMonths(
        through: lastClosed, deductions: [], charges: [],
        orders: try ledger.orders(of: account.account, catalog: catalog))
      orders = closed.orders(with: account)
    }
    return .onward(account, usage, standing, orders: orders)
  }

  /// Settles the account, and stops a run that has lost or invented anything.
  ///
  /// - Throws: `BrokenLaw` when a law does not hold, else what `SettledAccount` throws.
  func settled(_ catalog: Catalog, through day: CalendarDay) throws -> SettledWork {
    switch self {
    case .anew(let account, let usage, let closed):
      let settled = try SettledAccount(account, usage, closed, catalog, day)
      try settled.checkConservation(usage, catalog, day)
      return .anew(settled)
    case .onward(let account, let usage, let standing, let orders):
      let added = try settle(
        account, after: standing, usage: usage, catalog: catalog, through: day)
      let violations = try ConservationCheck.violations(
        in: added, after: standing, orders: orders, usage: usage, catalog: catalog, through: day)
      if let first = violations.first { throw BrokenLaw("account \(account.account): \(first)") }
      return .onward(added, orders: orders)
    }
  }
}

/// What settling an account came to.
enum SettledWork: Sendable {
  /// All of its days.
  case anew(SettledAccount)
  /// The days after what stands.
  case onward(SettlementExtension, orders: [OrderLine])

  /// Whether only further days were settled.
  var isContinued: Bool { if case .onward = self { true } else { false } }

  /// Refunds of something used.
  ///
  /// Those of an account that goes on were told before.
  var usedRefunds: [OrderID] {
    if case .anew(let settled) = self { settled.settlement.usedRefunds } else { [] }
  }

  /// Makes it stand in the ledger.
  func post(to ledger: LedgerTransaction, _ catalog: Catalog) throws -> PostedEntries {
    switch self {
    case .anew(let settled):
      try ledger.post(settled.settlement, orders: settled.orders, catalog: catalog)
    case .onward(let added, let orders):
      try ledger.post(added, orders: orders, catalog: catalog)
    }
  }
}

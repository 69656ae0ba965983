import Book
import Catalog
import Explanation
import Ledger
import Quantities
import Settlement
import TestSupport

/// A world of a seed, settled in a ledger of its own.
struct WorldLedger {
  let world: World
  let ledger: Ledger

  init(_ world: World) throws {
    self.world = world
    ledger = try Ledger.inMemory()
    try ledger.write(command: "run") { transaction in
      for account in world.accounts {
        try transaction.setOwner(of: account.commitments.apps, to: account.commitments.account)
        try transaction.add(account.usage, catalog: world.catalog)
      }
      try transaction.setSettledDay(world.settledDay)
      for account in world.accounts {
        // Users of `unique` meters are not inserted, so their lines count nobody.
        let usage = try transaction.usage(of: account.commitments.apps, catalog: world.catalog)
        let settlement = try settle(
          account.commitments, usage: usage, catalog: world.catalog, through: world.settledDay)
        try transaction.post(
          settlement, orders: account.commitments.orders, catalog: world.catalog)
      }
    }
  }

  /// Lets a closure ask for explanations, and compare with what stands.
  func explain(_ body: (Explainer, LedgerReader) throws -> Void) throws {
    try ledger.read { reader in
      let explainer = try Explainer(
        reader, catalog: world.catalog, commitments: world.accounts.map(\.commitments))
      try body(explainer, reader)
    }
  }
}

extension Explainer {
  /// The explanation of the only usage line of an app, a day and a meter.
  func line(_ app: AppID, _ day: CalendarDay, _ meter: String) throws -> UsageLineExplanation? {
    var question = UsageQuestion(day: day)
    question.app = app
    question.meter = meter
    guard case .usage(let lines) = try explain(.usage(question)) else { return nil }
    return lines.count == 1 ? lines[0] : nil
  }

  func invoice(_ number: String) throws -> InvoiceExplanation? {
    guard case .invoice(let invoice) = try explain(.invoice(InvoiceQuestion(number: number))) else {
      return nil
    }
    return invoice
  }

  func grant(_ id: GrantID, of account: AccountID) throws -> GrantExplanation? {
    guard case .grant(let grant) = try explain(.grant(id, account: account)) else { return nil }
    return grant
  }
}

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

  /// - Parameter closing: whether the usage comes in three runs, the first two of which close the
  ///   months that they settle, so that some of it is late.
  init(_ world: World, closing: Bool = false) throws {
    self.world = world
    ledger = try Ledger.inMemory()
    guard closing else {
      try run(world.accounts.flatMap(\.usage), through: world.settledDay, closing: nil)
      return
    }
    var random = SplitMix64(seed: world.seed)
    let stages = Self.deal(world.accounts.flatMap(\.usage), &random)
    let months = (0...1).map { TestCatalog.tierChange.advanced(by: -7).month.advanced(by: $0) }
    for (stage, usage) in stages.enumerated() {
      let month = stage < months.count ? months[stage] : nil
      let closed = month.flatMap { $0.lastDay <= world.settledDay ? $0 : nil }
      try run(usage, through: closed?.lastDay ?? world.settledDay, closing: closed)
    }
  }

  /// Deals usage lines out to three runs, some of them cut in two.
  private static func deal(_ lines: [UsageLine], _ random: inout SplitMix64) -> [[UsageLine]] {
    var stages: [[UsageLine]] = [[], [], []]
    for line in lines {
      let first = Int64(random.pick(0...Int(line.quantity)))
      let (early, late) = (random.pick(0...2), random.pick(0...2))
      var part = line
      if early != late {
        part.quantity = first
        stages[early].append(part)
        part.quantity = line.quantity - first
      }
      stages[late].append(part)
    }
    return stages
  }

  private func run(
    _ lines: [UsageLine], through settledDay: CalendarDay, closing month: CalendarMonth?
  ) throws {
    let catalog = world.catalog
    try ledger.write(command: "run") { transaction in
      for account in world.accounts {
        try transaction.setOwner(of: account.commitments.apps, to: account.commitments.account)
      }
      try transaction.add(lines, catalog: catalog)
      try transaction.setSettledDay(settledDay)
      for account in world.accounts.map(\.commitments) {
        // Users of `unique` meters are not inserted, so their lines count nobody.
        let usage = try transaction.usage(of: account.apps, catalog: catalog)
        let settlement = try settle(
          account, usage: usage,
          closed: transaction.closedMonths(of: account.account, catalog: catalog),
          catalog: catalog, through: settledDay)
        try transaction.post(settlement, orders: account.orders, catalog: catalog)
      }
      if let month { try transaction.close(month) }
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

import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Settlement against a slow reference")
struct ReferenceTests {
  @Test("every figure of 400 seeded worlds is the same", arguments: World.each(1...400))
  func agrees(world: World) throws {
    for account in world.accounts {
      let settled = try world.rows(of: account, usage: account.usage)
      let reference = ReferenceSettlement(
        account.commitments, usage: account.usage, catalog: world.catalog,
        through: world.settledDay
      ).rows
      #expect(settled.deductions == reference.deductions, "\(world)")
      #expect(settled.charges == reference.charges, "\(world)")
      #expect(settled.grants == reference.grants, "\(world)")
      #expect(settled.invoices == reference.invoices, "\(world)")
      #expect(settled.usedRefunds == reference.usedRefunds, "\(world)")
    }
  }

  @Test(
    "the order of lines, grants, terms and orders changes nothing", arguments: World.each(1...60))
  func ignoresOrder(world: World) throws {
    var random = SplitMix64(seed: world.seed)
    for account in world.accounts {
      let settled = try world.rows(of: account, usage: account.usage)
      for _ in 1...3 {
        var shuffled = account
        shuffled.commitments.grants = random.shuffled(account.commitments.grants)
        shuffled.commitments.quotaTerms = random.shuffled(account.commitments.quotaTerms)
        shuffled.commitments.orders = random.shuffled(account.commitments.orders)
        shuffled.commitments.suspensions = random.shuffled(account.commitments.suspensions)
        let again = try world.rows(of: shuffled, usage: random.shuffled(account.usage))
        #expect(again == settled, "\(world)")
      }
    }
  }

  @Test("lines in another order give the very same arrays", arguments: World.each(1...60))
  func givesTheSameArrays(world: World) throws {
    var random = SplitMix64(seed: world.seed)
    for account in world.accounts {
      let settled = try world.settle(account, usage: account.usage)
      let again = try world.settle(account, usage: random.shuffled(account.usage))
      #expect(again == settled, "\(world)")
    }
  }

  @Test("usage after the settled day has no effect", arguments: World.each(1...60))
  func ignoresLaterUsage(world: World) throws {
    for account in world.accounts {
      let settled = try world.settle(account, usage: account.usage)
      let earlier = account.usage.filter { $0.day <= world.settledDay }
      #expect(try world.settle(account, usage: earlier) == settled, "\(world)")
    }
  }

  @Test("the worlds hold the cases that they are made for")
  func worldsAreRich() throws {
    var statuses: [GrantBalance.Status: Int] = [:]
    var (fractions, unpriced, unpaid, fees, invoices, refunds) = (0, 0, 0, 0, 0, 0)
    for world in World.each(1...400) {
      for account in world.accounts {
        let settled = try world.settle(account, usage: account.usage)
        for balance in settled.grants { statuses[balance.status, default: 0] += 1 }
        fractions += settled.deductions.count { $0.usageMinutes.wholeValue == nil }
        unpriced += settled.charges.count { $0.isUnpriced }
        unpaid += settled.charges.count { !$0.isPostpaid }
        fees += settled.charges.count { $0.kind == .monthly }
        invoices += try world.invoices(of: account, settled).count
        refunds += settled.usedRefunds.count
      }
    }
    for status: GrantBalance.Status in [.refunded, .usedUp, .pending, .expired, .active] {
      #expect(statuses[status, default: 0] > 50, "\(status)")
    }
    for count in [fractions, unpriced, unpaid, fees, invoices, refunds] { #expect(count > 100) }
  }
}

extension World {
  func settle(_ account: Account, usage: [UsageLine]) throws -> AccountSettlement {
    try Settlement.settle(
      account.commitments, usage: usage, catalog: catalog, through: settledDay)
  }

  func invoices(of account: Account, _ settlement: AccountSettlement) throws -> [Invoice] {
    try Invoice.gather(
      account: account.commitments.account, orders: account.commitments.orders,
      charges: settlement.charges, catalog: catalog)
  }

  func rows(of account: Account, usage: [UsageLine]) throws -> SettlementRows {
    let settlement = try settle(account, usage: usage)
    return SettlementRows(
      settlement, invoices: try invoices(of: account, settlement), catalog: catalog)
  }
}

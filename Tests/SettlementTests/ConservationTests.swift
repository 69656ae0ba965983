import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Conservation")
struct ConservationTests {
  @Test("holds in every seeded world", arguments: World.each(1...400))
  func holds(world: World) throws {
    for account in world.accounts {
      let settled = try world.settle(account, usage: account.usage)
      let violations = try ConservationCheck.violations(
        in: settled, invoices: try world.invoices(of: account, settled), usage: account.usage,
        catalog: world.catalog, through: world.settledDay)
      #expect(violations.isEmpty, "\(world)")
    }
  }

  /// An account with something of everything: draws, a fraction, overage, what expires and is left.
  private static func account() -> AccountBuilder {
    var account = AccountBuilder()
    account.grant("a", 500, from: "2022-06-01", to: "2022-06-05")
    account.grant("b", 1000, from: "2022-06-02", to: "2022-06-03")
    account.use("video.fhd", minutes: 100, on: "2022-06-01")
    account.use("audio", minutes: 10, on: "2022-06-02")
    return account
  }

  private func laws(
    _ change: (inout AccountSettlement, inout [UsageLine]) -> Void
  ) throws -> [String] {
    let account = Self.account()
    var settled = try account.settle(through: "2022-06-30")
    var usage = account.usage
    change(&settled, &usage)
    return try ConservationCheck.violations(
      in: settled, invoices: try account.invoices(of: settled), usage: usage,
      catalog: account.catalog, through: AccountBuilder.day("2022-06-30")
    ).map(\.description)
  }

  @Test("a settlement as made breaks no law")
  func asMade() throws {
    #expect(try laws { _, _ in }.isEmpty)
  }

  @Test("a minute more or less of a grant is found")
  func grants() throws {
    #expect(
      try laws { settled, _ in
        let balance = settled.grants[1]
        settled.grants[1] = GrantBalance(
          grant: balance.grant, drawn: balance.drawn, expired: Fraction(989), left: balance.left,
          status: balance.status)
      } == ["grant_minutes of b: 1000 expected, 999 found"])
    #expect(
      try laws { settled, _ in
        let balance = settled.grants[1]
        settled.grants[1] = GrantBalance(
          grant: balance.grant, drawn: Fraction(11), expired: Fraction(989), left: balance.left,
          status: balance.status)
      } == ["grant_draws of b: 10 expected, 11 found"])
    #expect(
      try laws { settled, _ in
        let balance = settled.grants[1]
        settled.grants[1] = GrantBalance(
          grant: balance.grant, drawn: balance.drawn, expired: Fraction(991), left: Fraction(-1),
          status: balance.status)
      } == ["grant_bounds of b: 0 expected, -1 found"])
    #expect(
      try laws { settled, _ in settled.grants.remove(at: 0) }
        == ["grant_draws of a: 500 expected, 0 found"])
  }

  @Test("a minute more or less of a usage line is found")
  func usageLines() throws {
    let audio = "usage_minutes of audio of app 1400000001 on 2022-06-02"
    #expect(
      try laws { _, usage in usage[1].quantity += 1 } == ["\(audio): 11 expected, 10 found"])
    #expect(try laws { _, usage in usage.remove(at: 1) } == ["\(audio): 0 expected, 10 found"])
    #expect(
      try laws { settled, _ in settled.charges.removeAll() } == [
        "usage_minutes of video.fhd of app 1400000001 on 2022-06-01: 100 expected, 500/9 found"
      ])
  }

  @Test("lines after the settled day and meters that are not summed have no minutes to keep")
  func otherLines() throws {
    #expect(
      try laws { _, usage in
        usage.append(
          UsageLine(
            app: AppID(1), day: AccountBuilder.day("2022-07-01"), meter: usage[0].meter,
            records: 1, quantity: 60))
        usage.append(
          UsageLine(
            app: AppID(1), day: AccountBuilder.day("2022-06-01"),
            meter: TestCatalog.catalog.meter("login"), records: 1, quantity: 60))
      }.isEmpty)
  }

  @Test("money that does not follow from uncovered package minutes is found")
  func poolMoney() throws {
    // 400/9 minutes at ratio 9 are 400 package minutes, which cost 2.80 at 7 for 1000.
    #expect(
      try laws { settled, _ in
        let charge = settled.charges[0]
        settled.charges[0] = Charge(
          app: charge.app, period: charge.period, item: charge.item, kind: charge.kind,
          quantity: charge.quantity, unitPrice: charge.unitPrice, exactAmount: Fraction("2.8001"),
          amount: charge.amount, isPostpaid: true, invoiceMonth: charge.invoiceMonth)
      } == ["pool_money of av: 2.8 expected, 2.8001 found"])
  }

  @Test("an invoice whose total is not the sum of its lines is found")
  func invoiceTotals() throws {
    let account = Self.account()
    let settled = try account.settle(through: "2022-06-30")
    let invoice = try #require(try account.invoices(of: settled).first)
    func laws(total: Int64, overage: Int64) throws -> [String] {
      let wrong = Invoice(
        account: invoice.account, month: invoice.month, status: invoice.status,
        lines: invoice.lines,
        totals: [.init(kind: .overage, amount: Money(hundredths: overage))],
        total: Money(hundredths: total), uncharged: invoice.uncharged, rounding: invoice.rounding)
      return try ConservationCheck.violations(
        in: settled, invoices: [wrong], usage: account.usage, catalog: account.catalog,
        through: AccountBuilder.day("2022-06-30")
      ).map(\.description)
    }
    #expect(try laws(total: 280, overage: 280).isEmpty)
    #expect(
      try laws(total: 281, overage: 280)
        == ["invoice_total of acct-1-2022-06: 2.8 expected, 2.81 found"])
    #expect(
      try laws(total: 280, overage: 279)
        == ["invoice_total of acct-1-2022-06 by kind: 2.8 expected, 2.79 found"])
  }
}

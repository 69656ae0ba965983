import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Closing: monthly fees and prepaid lines")
struct ClosedFeeTests {
  /// An app under a term in March, with 15000 logins on one day: one step.
  private static func account() -> AccountBuilder {
    var account = AccountBuilder()
    account.term(from: "2024-03-01", to: "2024-05-01")
    account.use("login", seconds: 15_000, on: "2024-03-10")
    return account
  }

  private func charges(
    _ account: AccountBuilder, through day: String, _ closed: ClosedMonths
  ) throws -> [String] {
    let settled = try account.settle(through: day, closed: closed)
    return SettlementRows(settled, invoices: [], catalog: account.catalog).charges
  }

  @Test("a late peak is charged by the steps that it adds")
  func latePeak() throws {
    var account = Self.account()
    let closed = try account.close("2024-03")
    let standing = "1400000001,2024-03,peak_dau,monthly,1,1000,1000,1000.00,2024-03"
    account.useMore(seconds: 5000)
    #expect(try charges(account, through: "2024-04-01", closed) == [standing])
    account.useMore(seconds: 1)
    #expect(
      try charges(account, through: "2024-04-01", closed) == [
        "1400000001,2024-03,peak_dau,adjustment,1,1000,1000,1000.00,2024-04", standing,
      ])
    // A day that had no login before, and another fee.
    account.use("login", seconds: 40_001, on: "2024-03-31")
    account.use("groups", seconds: 100_001, on: "2024-03-01")
    account.use("login", seconds: 10_001, on: "2024-04-01")
    #expect(
      try charges(account, through: "2024-04-01", closed) == [
        "1400000001,2024-03,peak_dau,adjustment,3,1000,3000,3000.00,2024-04", standing,
        "1400000001,2024-03,peak_groups,adjustment,1,1000,1000,1000.00,2024-04",
        "1400000001,2024-04,peak_dau,monthly,1,1000,1000,1000.00,2024-04",
      ])
  }

  @Test("the difference is that of the rounded fees, close after close")
  func roundedDifference() throws {
    var account = Self.account()
    let start = account.catalog.zone.start(of: AccountBuilder.day("2024-03-01"))
    // Two thirds of March: a step costs 666.666...
    account.commitments.suspensions = [
      Suspension(
        product: "im", start: start,
        end: Timestamp(epochSeconds: start.epochSeconds + 31 * 86_400 / 3))
    ]
    let march = try account.close("2024-03")
    account.useMore(seconds: 10_000)
    let april = try account.close("2024-04", after: march)
    account.useMore(seconds: 10_000)
    #expect(
      try charges(account, through: "2024-05-01", april) == [
        "1400000001,2024-03,peak_dau,adjustment,1,1000,2000/3,666.66,2024-04",
        "1400000001,2024-03,peak_dau,adjustment,1,1000,2000/3,666.67,2024-05",
        "1400000001,2024-03,peak_dau,monthly,1,1000,2000/3,666.67,2024-03",
      ])
  }

  @Test("a fee that was charged stays when its plan is given back")
  func refundedTerm() throws {
    var account = Self.account()
    account.commitments.monthlyFees = ["2024-03-05", "2024-04-01"].map {
      MonthlyFee(
        order: OrderID("V1"), app: AccountBuilder.app, item: PlanID("im.history_30d"),
        day: AccountBuilder.day($0), price: Money(hundredths: 50_000))
    }
    let closed = try account.close("2024-03")
    account.commitments.quotaTerms = []
    account.commitments.monthlyFees = []
    account.useMore(seconds: 30_000)
    #expect(
      try charges(account, through: "2024-04-30", closed) == [
        "1400000001,2024-03,im.history_30d,monthly,1,500,500,500.00,2024-03",
        "1400000001,2024-03,peak_dau,monthly,1,1000,1000,1000.00,2024-03",
      ])
  }

  @Test("a peak that is lower than the one charged gives nothing back")
  func lowerPeak() throws {
    var account = AccountBuilder()
    account.term(from: "2024-03-01", to: "2024-04-01")
    account.term(from: "2024-03-20", to: "2024-04-20")
    account.use("login", seconds: 35_000, on: "2024-03-10")
    account.use("login", seconds: 15_000, on: "2024-03-25")
    let closed = try account.close("2024-03")
    account.commitments.quotaTerms.removeFirst()
    account.useMore(seconds: 1)
    let standing = "1400000001,2024-03,peak_dau,monthly,3,1000,3000,3000.00,2024-03"
    #expect(try charges(account, through: "2024-04-01", closed) == [standing])
    // Only what goes beyond it is charged, at what it costs now.
    account.useMore(seconds: 30_000)
    #expect(
      try charges(account, through: "2024-04-01", closed) == [
        "1400000001,2024-03,peak_dau,adjustment,1,1000,1000,1000.00,2024-04", standing,
      ])
  }

  @Test("a month's fee is charged once, by the close or after it")
  func monthlyFee() throws {
    var account = AccountBuilder()
    account.commitments.monthlyFees = ["2024-03-05", "2024-04-01"].map {
      MonthlyFee(
        order: OrderID("V1"), app: AccountBuilder.app, item: PlanID("im.history_30d"),
        day: AccountBuilder.day($0), price: Money(hundredths: 50_000))
    }
    let closed = try account.close("2024-03")
    #expect(
      try charges(account, through: "2024-04-30", closed) == [
        "1400000001,2024-03,im.history_30d,monthly,1,500,500,500.00,2024-03",
        "1400000001,2024-04,im.history_30d,monthly,1,500,500,500.00,2024-04",
      ])
  }

  @Test("only rows of closed invoices are fixed")
  func rows() throws {
    var account = AccountBuilder()
    account.grant("g", 10, from: "2024-03-01", to: "2024-05-01")
    for day in ["2024-03-31", "2024-04-01"] { account.use("audio", minutes: 6, on: day) }
    let orders = ["2024-03-31", "2024-04-01"].map { text in
      let day = AccountBuilder.day(text)
      return OrderLine(
        kind: .order, id: OrderID(text), app: nil, time: account.catalog.zone.start(of: day),
        day: day, months: 1, amount: Money(hundredths: 5))
    }
    account.commitments.orders = orders
    let closed = try account.settle(through: "2024-04-30").closing(
      CalendarMonth(year: 2024, month: 3), orders: orders)
    #expect(closed.deductions.map(\.usageMinutes) == [Fraction(6)])
    #expect(closed.charges.isEmpty && closed.orders == [orders[0]])
    #expect(closed.firstOpen == CalendarMonth(year: 2024, month: 4))
    // Other prices of the past do not reach a closed month.
    account.commitments.orders = orders.map { order in
      OrderLine(
        kind: order.kind, id: order.id, app: order.app, time: order.time, day: order.day,
        months: order.months, amount: Money(hundredths: 7))
    }
    #expect(closed.orders(with: account.commitments).map(\.amount.hundredths) == [5, 7])
  }

  @Test("a grant that now holds less than closed months drew is told")
  func overdrawn() throws {
    var account = AccountBuilder()
    account.grant("a", 10, from: "2024-03-01", to: "2024-05-01")
    account.grant("b", 10, from: "2024-03-01", to: "2024-06-01")
    account.grant("c", 10, from: "2024-03-01", to: "2024-07-01")
    account.use("audio", minutes: 25, on: "2024-03-31")
    let closed = try account.close("2024-03")
    #expect(try closed.overdrawnGrants(of: account.commitments).isEmpty)
    account.commitments.grants.removeAll()
    account.grant("c", 5, from: "2024-03-01", to: "2024-07-01")
    account.grant("b", 9, from: "2024-03-01", to: "2024-06-01")
    let grants = try closed.overdrawnGrants(of: account.commitments)
    #expect(grants == [GrantID("a"), GrantID("b")])
    // Settled all the same, the minutes that are not there show up as a broken law.
    let settled = try account.settle(through: "2024-04-30", closed: closed)
    let violations = try ConservationCheck.violations(
      in: settled, invoices: [], usage: account.usage, catalog: account.catalog,
      through: AccountBuilder.day("2024-04-30"))
    #expect(violations.map(\.law) == [.grantDraws, .grantDraws])
  }

  @Test("a closed month that is not settled to its end is a mistake of the program")
  func settledDay() async {
    await #expect(processExitsWith: .failure) {
      var account = AccountBuilder()
      account.use("audio", minutes: 25, on: "2024-03-31")
      let closed = try account.close("2024-03")
      _ = try account.settle(through: "2024-03-30", closed: closed)
    }
  }
}

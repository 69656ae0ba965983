import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Closing: what comes late")
struct ClosingTests {
  private func rows(
    _ account: AccountBuilder, through day: String, _ closed: ClosedMonths?
  ) throws -> SettlementRows {
    let settled = try account.settle(through: day, closed: closed)
    let invoices = try account.invoices(of: settled, lastClosedMonth: closed?.last)
    let violations = try ConservationCheck.violations(
      in: settled, invoices: invoices, usage: account.usage, catalog: account.catalog,
      through: AccountBuilder.day(day))
    #expect(violations.isEmpty)
    return SettlementRows(settled, invoices: invoices, catalog: account.catalog)
  }

  @Test("before the close a late record settles its day anew, after it the difference is adjusted")
  func beforeAndAfter() throws {
    var account = AccountBuilder()
    account.use("audio", minutes: 100, on: "2024-03-10")
    account.useMore(seconds: 60 * 50)
    #expect(
      try rows(account, through: "2024-03-31", nil).charges == [
        "1400000001,2024-03-10,audio,overage,150,0.007,1.05,1.05,2024-03"
      ])
    let closed = try account.close("2024-03")
    account.useMore(seconds: 60 * 50)
    let after = try rows(account, through: "2024-04-02", closed)
    #expect(
      after.charges == [
        "1400000001,2024-03-10,audio,adjustment,50,0.007,0.35,0.35,2024-04",
        "1400000001,2024-03-10,audio,overage,150,0.007,1.05,1.05,2024-03",
      ])
    #expect(
      after.invoices == [
        "acct-1-2024-03,closed,1.05,overage=1.05,,0",
        "acct-1-2024-03,overage,audio,1400000001,2024-03-10,150,1.05",
        "acct-1-2024-04,open,0.35,adjustment=0.35,,0",
        "acct-1-2024-04,adjustment,audio,1400000001,2024-03-10,50,0.35",
      ])
  }

  @Test(
    "late minutes are those of all seconds less those settled",
    arguments: [(1, 0), (20, 0), (30, 0), (31, 1), (90, 1), (91, 2)])
  func startedMinutes(lateSeconds: Int64, minutes: Int) throws {
    var account = AccountBuilder()
    account.use("audio", seconds: 30, on: "2024-03-10")
    let closed = try account.close("2024-03")
    account.useMore(seconds: lateSeconds)
    let late = try account.settle(through: "2024-04-01", closed: closed).charges.dropFirst()
    #expect(late.map(\.quantity) == (minutes == 0 ? [] : [Fraction(minutes)]))
  }

  @Test("a day that had none, and a line that had nothing to charge")
  func newLine() throws {
    var account = AccountBuilder()
    account.use("audio", seconds: 0, on: "2024-03-09")
    let closed = try account.close("2024-03")
    account.useMore(seconds: 60)
    account.use("video.sd", minutes: 2, on: "2024-02-29")
    #expect(
      try rows(account, through: "2024-04-01", closed).charges == [
        "1400000001,2024-02-29,video.sd,adjustment,2,0.014,0.028,0.03,2024-04",
        "1400000001,2024-03-09,audio,adjustment,1,0.007,0.007,0.01,2024-04",
      ])
  }

  @Test("late usage draws what its own day's grants have left, ended or not, before any open day")
  func drawsFirst() throws {
    var account = AccountBuilder()
    account.grant("march", 100, from: "2024-03-01", to: "2024-04-01")
    account.grant("year", 100, from: "2024-03-20", to: "2025-03-01")
    account.grant("april", 100, from: "2024-04-01", to: "2024-05-01")
    account.use("audio", minutes: 70, on: "2024-03-25")
    let closed = try account.close("2024-03")
    // An open day, a late one, and a late one before the year's grant.
    account.use("audio", minutes: 120, on: "2024-04-01")
    account.use("audio", minutes: 60, on: "2024-03-31")
    account.use("audio", minutes: 10, on: "2024-03-05")
    let rows = try rows(account, through: "2024-04-30", closed)
    #expect(
      rows.deductions == [
        "1400000001,2024-03-05,audio,march,10,1,10,20,2024-04",
        "1400000001,2024-03-25,audio,march,70,1,70,30,2024-03",
        "1400000001,2024-03-31,audio,march,20,1,20,0,2024-04",
        "1400000001,2024-03-31,audio,year,40,1,40,60,2024-04",
        "1400000001,2024-04-01,audio,april,100,1,100,0,2024-04",
        "1400000001,2024-04-01,audio,year,20,1,20,40,2024-04",
      ])
    #expect(rows.charges.isEmpty)
    #expect(rows.grants.contains("year,,av,2024-03-20,2025-03-01,100,60,0,40,active"))
  }

  @Test("the close keeps its draws where a recount would move them")
  func recount() throws {
    var account = AccountBuilder()
    account.grant("g", 100, from: "2024-03-01", to: "2024-04-01")
    account.use("audio", minutes: 100, on: "2024-03-20")
    let closed = try account.close("2024-03")
    account.use("audio", minutes: 40, on: "2024-03-10")
    let late = try rows(account, through: "2024-04-01", closed)
    #expect(late.deductions == ["1400000001,2024-03-20,audio,g,100,1,100,0,2024-03"])
    #expect(
      late.charges == ["1400000001,2024-03-10,audio,adjustment,40,0.007,0.28,0.28,2024-04"])
    let open = try rows(account, through: "2024-04-01", nil)
    #expect(open.charges == ["1400000001,2024-03-20,audio,overage,40,0.007,0.28,0.28,2024-03"])
  }

  @Test("late minutes go to the invoice of the earliest open month, close after close")
  func twoCloses() throws {
    var account = AccountBuilder()
    account.grant("g", 105, from: "2024-03-01", to: "2024-04-01")
    account.use("audio", minutes: 100, on: "2024-03-10")
    let march = try account.close("2024-03")
    account.useMore(seconds: 600)
    let april = try account.close("2024-04", after: march)
    account.useMore(seconds: 61)
    let rows = try rows(account, through: "2024-06-15", april)
    #expect(
      rows.deductions == [
        "1400000001,2024-03-10,audio,g,100,1,100,5,2024-03",
        "1400000001,2024-03-10,audio,g,5,1,5,0,2024-04",
      ])
    #expect(
      rows.charges == [
        "1400000001,2024-03-10,audio,adjustment,2,0.007,0.014,0.01,2024-05",
        "1400000001,2024-03-10,audio,adjustment,5,0.007,0.035,0.04,2024-04",
      ])
  }

  @Test("a line that a grant covered to a fraction of a minute counts as settled in whole")
  func fraction() throws {
    var account = AccountBuilder()
    account.grant("g", 500, from: "2024-03-01", to: "2024-04-01")
    account.use("video.fhd", minutes: 100, on: "2024-03-10")
    let closed = try account.close("2024-03")
    #expect(try account.settle(through: "2024-04-01", closed: closed).charges.count == 1)
    account.useMore(seconds: 1)
    let late = try account.settle(through: "2024-04-01", closed: closed).charges.last
    #expect(late?.kind == .adjustment && late?.quantity == Fraction(1))
  }

  @Test("the ratio, the rate and postpaid are those of the usage's own day")
  func ownDay() throws {
    var account = AccountBuilder()
    account.commitments.postpaid = Timeline([
      .init(from: nil, true), .init(from: AccountBuilder.day("2022-05-20"), false),
      .init(from: AccountBuilder.day("2022-06-01"), true),
    ])
    account.grant("g", 150, from: "2022-05-01", to: "2022-07-01")
    account.use("video.fhd", minutes: 10, on: "2022-05-10")
    let closed = try account.close("2022-05")
    account.useMore(seconds: 600)
    account.use("video.fhd", minutes: 3, on: "2022-05-25")
    account.use("ai.speech", minutes: 4, on: "2022-05-25")
    account.use("ai.speech", minutes: 5, on: "2022-05-10")
    let rows = try rows(account, through: "2022-06-01", closed)
    #expect(
      rows.charges == [
        "1400000001,2022-05-10,ai.speech,adjustment,5,,,,2022-06",
        "1400000001,2022-05-10,video.fhd,adjustment,10,0.105,1.05,1.05,2022-06",
        "1400000001,2022-05-25,ai.speech,adjustment,4,,,,2022-06",
        "1400000001,2022-05-25,video.fhd,adjustment,3,0.105,0.315,0.00,2022-06",
      ])
    #expect(
      rows.invoices == [
        "acct-1-2022-06,open,1.05,adjustment=1.05,ai.speech=4;video.fhd=3,0",
        "acct-1-2022-06,adjustment,video.fhd,1400000001,2022-05-10,10,1.05",
      ])
  }

  @Test("an app that is owned only after the close is late as a whole")
  func lateApp() throws {
    var account = AccountBuilder()
    account.grant("g", 100, from: "2024-03-01", to: "2025-03-01")
    account.use("audio", minutes: 40, on: "2024-03-10")
    let closed = try account.close("2024-03")
    account.use("audio", minutes: 70, on: "2024-03-05", by: AppID(7))
    account.use("audio", minutes: 70, on: "2024-04-05", by: AppID(7))
    let rows = try rows(account, through: "2024-04-30", closed)
    #expect(
      rows.deductions == [
        "1400000001,2024-03-10,audio,g,40,1,40,60,2024-03",
        "7,2024-03-05,audio,g,60,1,60,0,2024-04",
      ])
    #expect(
      rows.charges == [
        "7,2024-03-05,audio,adjustment,10,0.007,0.07,0.07,2024-04",
        "7,2024-04-05,audio,overage,70,0.007,0.49,0.49,2024-04",
      ])
  }

  @Test("a grant that was given back keeps what closed months drew, and gives no more")
  func refundedGrant() throws {
    var account = AccountBuilder()
    account.grant("g", 100, from: "2024-03-30", to: "2024-04-30")
    account.use("audio", minutes: 30, on: "2024-03-31")
    let closed = try account.close("2024-03")
    account.commitments.grants = account.commitments.grants.map { $0.refunded(true) }
    account.refund("B1", on: "2024-04-02", grants: ["g"])
    account.useMore(seconds: 600)
    account.use("audio", minutes: 20, on: "2024-04-01")
    let rows = try rows(account, through: "2024-04-30", closed)
    #expect(rows.deductions == ["1400000001,2024-03-31,audio,g,30,1,30,70,2024-03"])
    #expect(rows.grants == ["g,,av,2024-03-30,2024-04-30,100,30,70,0,refunded"])
    #expect(
      rows.charges == [
        "1400000001,2024-03-31,audio,adjustment,10,0.007,0.07,0.07,2024-04",
        "1400000001,2024-04-01,audio,overage,20,0.007,0.14,0.14,2024-04",
      ])
    #expect(rows.usedRefunds == ["B1"])
  }

  @Test("what was drawn before a close proves use, and a later close does not hide it")
  func usedRefundAfterCloses() throws {
    var account = AccountBuilder()
    account.grant("g", 100, from: "2024-03-30", to: "2024-04-30", isRefunded: true)
    account.refund("B1", on: "2024-04-02", grants: ["g"])
    account.use("audio", minutes: 30, on: "2024-03-31")
    #expect(try account.settle(through: "2024-04-02").usedRefunds == [OrderID("B1")])
    // Both months are closed with the refund in effect.
    let march = try account.settle(through: "2024-04-30").closing(
      AccountBuilder.day("2024-03-01").month, orders: [])
    let april = try account.close("2024-04", after: march)
    for closed in [march, april] {
      let settled = try account.settle(through: "2024-05-01", closed: closed)
      #expect(settled.usedRefunds == [OrderID("B1")])
    }
  }

  @Test("what a closed month drew proves use, whatever a recount would draw")
  func provenUse() throws {
    var account = AccountBuilder()
    account.grant("g", 100, from: "2024-03-30", to: "2024-04-30")
    account.use("audio", minutes: 30, on: "2024-03-31")
    let closed = try account.close("2024-03")
    account.commitments.grants = account.commitments.grants.map { $0.refunded(true) }
    account.refund("B1", on: "2024-04-02", grants: ["g"])
    // Another catalog gives more minutes that go first.
    account.grant("first", 100, from: "2024-03-01", to: "2024-04-01")
    #expect(try account.settle(through: "2024-04-02").usedRefunds.isEmpty)
    let settled = try account.settle(through: "2024-04-02", closed: closed)
    #expect(settled.usedRefunds == [OrderID("B1")])
  }
}

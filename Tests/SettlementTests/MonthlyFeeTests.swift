import Book
import Quantities
import Settlement
import Testing

@Suite("Monthly fees of value-added plans")
struct MonthlyFeeTests {
  private static func fee(
    _ day: String, _ hundredths: Int64, item: String = "im.history_30d", order: String = "V1"
  ) -> MonthlyFee {
    MonthlyFee(
      order: OrderID(order), app: AccountBuilder.app, item: PlanID(item),
      day: AccountBuilder.day(day), price: Money(hundredths: hundredths))
  }

  @Test("one full price a month, quantity 1, in the month it is for")
  func charge() throws {
    var account = AccountBuilder()
    account.commitments.monthlyFees = [Self.fee("2024-01-20", 50_000)]
    let rows = try account.rows(through: "2024-01-31")
    #expect(
      rows.charges == [
        "1400000001,2024-01,im.history_30d,monthly,1,500,500,500.00,2024-01"
      ])
    #expect(
      rows.invoices == [
        "acct-1-2024-01,open,500.00,monthly=500.00,,0",
        "acct-1-2024-01,monthly,im.history_30d,1400000001,2024-01,1,500.00",
      ])
  }

  @Test(
    "due once the day whose plan counts is settled",
    arguments: [
      ("2024-01-19", 0), ("2024-01-20", 1), ("2024-01-31", 1), ("2024-02-01", 2),
      ("2024-03-31", 3),
    ])
  func due(settledDay: String, count: Int) throws {
    var account = AccountBuilder()
    account.commitments.monthlyFees = ["2024-01-20", "2024-02-01", "2024-03-01"].map {
      Self.fee($0, 50_000)
    }
    #expect(try account.settle(through: settledDay).charges.count == count)
  }

  @Test("neither suspensions nor postpaid change it")
  func full() throws {
    var account = AccountBuilder()
    account.commitments.postpaid = Timeline(always: false)
    account.commitments.suspensions = [
      Suspension(product: "im", start: Timestamp(epochSeconds: 0), end: nil)
    ]
    account.commitments.monthlyFees = [Self.fee("2024-01-20", 50_000)]
    let charge = try #require(try account.settle(through: "2024-01-31").charges.first)
    #expect(charge.isInvoiced && charge.amount == Money(hundredths: 50_000))
  }

  @Test("two switches of one app are two charges, even when they are alike")
  func alike() throws {
    var account = AccountBuilder()
    account.commitments.monthlyFees = [
      Self.fee("2024-02-01", 50_000), Self.fee("2024-02-01", 50_000, order: "V2"),
      Self.fee("2024-02-01", 100_000, item: "im.history_90d", order: "V3"),
    ]
    let invoice = try #require(
      try account.invoices(of: try account.settle(through: "2024-02-01")).first)
    #expect(invoice.lines.map(\.amount.description) == ["500.00", "500.00", "1000.00"])
    #expect(invoice.total.description == "2000.00")
  }
}

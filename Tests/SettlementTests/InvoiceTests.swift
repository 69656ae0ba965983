import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Invoices")
struct InvoiceTests {
  private static func order(
    _ kind: OrderLine.Kind, _ id: String, on day: String, app: AppID? = nil, months: Int64 = 1,
    _ hundredths: Int64
  ) -> OrderLine {
    let day = AccountBuilder.day(day)
    return OrderLine(
      kind: kind, id: OrderID(id), app: app,
      time: TestCatalog.catalog.zone.start(of: day), day: day, months: months,
      amount: Money(hundredths: hundredths))
  }

  @Test("lines go by kind, then id or item, app and period")
  func orderOfLines() throws {
    var account = AccountBuilder()
    account.commitments.orders = [
      Self.order(.refund, "O1", on: "2024-03-04", app: AppID(7), -62_500),
      Self.order(.renewal, "O10", on: "2024-03-03", 62_500),
      Self.order(.order, "O2", on: "2024-03-02", app: AppID(7), months: 3, 187_500),
      Self.order(.order, "O1", on: "2024-03-01", app: AppID(7), 62_500),
      Self.order(.upgrade, "O3", on: "2024-03-31", app: AppID(7), 125_000),
      Self.order(.order, "O4", on: "2024-04-01", app: AppID(7), 62_500),
    ]
    account.term(from: "2024-03-01", to: "2024-04-01", app: AppID(20))
    account.use("login", seconds: 10_001, on: "2024-03-08", by: AppID(20))
    for (app, day) in [(20, "2024-03-02"), (20, "2024-03-01"), (3, "2024-03-03")] {
      account.use("video.sd", minutes: 10, on: day, by: AppID(UInt32(app)))
      account.use("audio", minutes: 1, on: day, by: AppID(UInt32(app)))
    }
    let rows = try account.rows(through: "2024-03-31").invoices
    #expect(
      rows == [
        "acct-1-2024-03,open,4750.45,order=2500.00;renewal=625.00;upgrade=1250.00;refund=-625.00;"
          + "overage=0.45;monthly=1000.00,,0.009",
        "acct-1-2024-03,order,O1,7,,1,625.00",
        "acct-1-2024-03,order,O2,7,,3,1875.00",
        "acct-1-2024-03,renewal,O10,,,1,625.00",
        "acct-1-2024-03,upgrade,O3,7,,1,1250.00",
        "acct-1-2024-03,refund,O1,7,,1,-625.00",
        "acct-1-2024-03,overage,audio,3,2024-03-03,1,0.01",
        "acct-1-2024-03,overage,audio,20,2024-03-01,1,0.01",
        "acct-1-2024-03,overage,audio,20,2024-03-02,1,0.01",
        "acct-1-2024-03,overage,video.sd,3,2024-03-03,10,0.14",
        "acct-1-2024-03,overage,video.sd,20,2024-03-01,10,0.14",
        "acct-1-2024-03,overage,video.sd,20,2024-03-02,10,0.14",
        "acct-1-2024-03,monthly,peak_dau,20,2024-03,1,1000.00",
        "acct-1-2024-04,open,625.00,order=625.00,,0",
        "acct-1-2024-04,order,O4,7,,1,625.00",
      ])
  }

  @Test("a month has an invoice when it has a line or uncharged overage")
  func months() throws {
    var account = AccountBuilder()
    account.commitments.postpaid = Timeline([
      .init(from: nil, true), .init(from: AccountBuilder.day("2024-03-01"), false),
    ])
    account.grant("g", 100, from: "2024-01-01", to: "2024-02-01")
    account.use("audio", minutes: 50, on: "2024-01-05")
    account.use("audio", minutes: 50, on: "2024-02-05")
    account.use("audio", minutes: 50, on: "2024-03-05")
    account.use("ai.speech", minutes: 50, on: "2023-12-05")
    let invoices = try account.invoices(
      of: try account.settle(through: "2024-04-30"),
      lastClosedMonth: CalendarMonth(year: 2024, month: 2))
    #expect(invoices.map(\.number) == ["acct-1-2024-02", "acct-1-2024-03"])
    #expect(invoices.map(\.status) == [.closed, .open])
    #expect(invoices.map(\.total.description) == ["0.35", "0.00"])
    #expect(invoices[1].lines.isEmpty && invoices[1].totals.isEmpty)
    #expect(invoices[1].rounding.isZero)
    #expect(invoices[1].uncharged == [.init(meter: "audio", minutes: Fraction(50))])
  }

  @Test("a charge goes to its invoice month, whatever its period")
  func adjustments() throws {
    let audio = TestCatalog.catalog.meter("audio")
    func adjustment(_ item: Charge.Item, _ period: Charge.Period, _ hundredths: Int64) -> Charge {
      Charge(
        app: AppID(1), period: period, item: item, kind: .adjustment, quantity: Fraction(1),
        unitPrice: nil, exactAmount: Fraction(Int128(hundredths), over: 100),
        amount: Money(hundredths: hundredths), isPostpaid: true,
        invoiceMonth: CalendarMonth(year: 2024, month: 4))
    }
    let march = CalendarMonth(year: 2024, month: 3)
    let invoices = try Invoice.gather(
      account: AccountID("a"), orders: [],
      charges: [
        adjustment(.meter(audio), .day(march.firstDay.advanced(by: 1)), 3),
        adjustment(.meter(audio), .day(march.firstDay), 2),
        adjustment(.meter(audio), .month(march), 1),
        adjustment(.fee("peak_dau"), .month(march), 4),
      ], catalog: TestCatalog.catalog)
    let invoice = try #require(invoices.first)
    #expect(invoices.count == 1 && invoice.number == "a-2024-04")
    #expect(invoice.lines.map(\.amount.hundredths) == [1, 2, 3, 4])
    #expect(invoice.lines.allSatisfy { $0.kind == .adjustment })
  }

  @Test("money that does not fit is an error and not a trap")
  func overflows() {
    #expect(throws: QuantityOverflow.self) {
      try Invoice.gather(
        account: AccountID("a"),
        orders: [
          Self.order(.order, "O1", on: "2024-03-01", .max),
          Self.order(.order, "O2", on: "2024-03-01", .max),
        ], charges: [], catalog: TestCatalog.catalog)
    }
  }
}

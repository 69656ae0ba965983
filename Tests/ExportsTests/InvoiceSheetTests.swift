import Book
import Ledger
import Quantities
import Settlement
import TestSupport
import Testing

@testable import Exports

@Suite("What an invoice's page shows")
struct InvoiceSheetTests {
  private static let draws = [
    deduction(1, "2025-09-30", "audio", minutes: "5", ratio: "1", package: "5", invoice: "2025-09"),
    deduction(1, "2025-10-02", "video.hd", minutes: "10", package: "40"),
    deduction(1, "2025-10-01", "audio", minutes: "0.5", ratio: "1", package: "0.5"),
    deduction(2, "2025-10-03", "video.hd", minutes: "1/9", package: "4/9"),
    deduction(2, "2025-10-03", "video.hd", minutes: "1", ratio: "1", package: "1"),
    // Late usage of October that draws from what September's grant had left.
    deduction(1, "2025-09-10", "audio", grant: "old", minutes: "2", ratio: "1", package: "2"),
    deduction(1, "2025-11-10", "audio", minutes: "7", ratio: "1", package: "7", invoice: "2025-11"),
  ]

  private static let grants = [
    balance("a", "o-1/1/av", start: "2025-09-15", end: "2025-12-01"),
    balance("a", "old", start: "2025-09-01", end: "2025-10-01"),
    balance("a", "over", start: "2025-09-01", end: "2025-10-01"),
    balance("a", "last-day", start: "2025-10-31", end: "2025-11-30"),
    balance("a", "next", start: "2025-11-01", end: "2025-12-01"),
  ]

  private static let charges = [
    overage(2, "2025-10-02", quantity: "2", amount: "0.02"),
    overage(1, "2025-10-01", quantity: "1/3", amount: "0.01"),
    overage(1, "2025-10-03", quantity: "5", price: "0.008", amount: "0.04"),
    overage(1, "2025-10-03", "video.sd", quantity: "5", price: "0.014", amount: "0.07"),
    overage(1, "2025-10-04", quantity: "9", amount: "0.00", isPostpaid: false),
    overage(1, "2025-10-05", "ai.speech", quantity: "9", price: nil, exact: nil, amount: nil),
    overage(1, "2025-09-05", quantity: "3", amount: "0.03", kind: .adjustment),
    overage(1, "2025-11-05", quantity: "3", amount: "0.03", invoice: "2025-11"), fee(1),
  ]

  private func sheet(_ text: String) throws -> InvoiceSheet {
    let orders = [
      order("r-1", "-1.00", kind: .refund), order("o-2", "5.00"), order("o-1", "6.00"),
      order("o-3", "7.00", on: "2025-11-01"),
    ]
    let invoices = try Invoice.gather(
      account: AccountID("a"), orders: orders, charges: Self.charges, catalog: catalog)
    let invoice = try #require(invoices.first { $0.month == month(text) })
    return try InvoiceSheet(
      invoice,
      AccountRows(
        orders: orders, charges: Self.charges, deductions: Self.draws, grants: Self.grants),
      catalog)
  }

  @Test("packages that the month could draw or drew, with what earlier months drew")
  func packages() throws {
    let packages = try sheet("2025-10").packages
    let texts = packages.map { "\($0.grant.id) \($0.before) - \($0.drawn) = \($0.after)" }
    #expect(
      texts == [
        "old 1000 - 2 = 998", "last-day 1000 - 0 = 1000",
        "o-1/1/av 995 - 755/18 = 17155/18",
      ])
    #expect(
      packages[2].draws.map {
        "\($0.meter) \($0.usageMinutes) x \($0.ratio) = \($0.packageMinutes)"
      }
        == [
          "audio 0.5 x 1 = 0.5", "video.hd 1 x 1 = 1", "video.hd 91/9 x 4 = 364/9",
        ])
    let november = try sheet("2025-11").packages
    #expect(november.map(\.grant.id.text) == ["last-day", "next", "o-1/1/av"])
    #expect(november.first { $0.grant.id.text == "o-1/1/av" }?.before == fraction("17155/18"))
  }

  @Test("overage by meter and price, and nothing that is not charged")
  func overageByPrice() throws {
    let sheet = try sheet("2025-10")
    #expect(
      sheet.overage.map { "\($0.meter) \($0.unitPrice) \($0.lines) \($0.minutes) \($0.amount)" }
        == [
          "audio 0.007 2 7/3 0.03", "audio 0.008 1 5 0.04", "video.sd 0.014 1 5 0.07",
        ])
    let sum = try sheet.overage.reduce(Money.zero) { try $0.adding($1.amount) }
    #expect(sum == sheet.invoice.totals.first { $0.kind == .overage }?.amount)
    #expect(sheet.invoice.uncharged.map(\.meter) == ["audio"])
  }

  @Test("orders in the order of the invoice, fees and adjustments with their period")
  func lines() throws {
    let sheet = try sheet("2025-10")
    #expect(sheet.orders.map(\.id.text) == ["o-1", "o-2", "r-1"])
    #expect(sheet.fees.map(\.subject.text) == ["peak_dau"])
    #expect(sheet.adjustments.map { $0.period?.description } == ["2025-09-05"])
  }

  @Test("names come from the book; a renewal is for what was bought")
  func names() throws {
    let ledger = try TestServer.newLedger()
    let book = """
      {"type":"account","account_id":"a","time":1756656000,"name":"A & B"}
      {"type":"account","account_id":"b","time":1756656000}
      {"type":"app","sdk_app_id":1,"account_id":"a","time":1756656000}
      {"type":"purchase","order_id":"o","time":1756656000,"account_id":"a","sdk_app_id":1,"plan":"trtc.basic"}
      {"type":"renewal","order_id":"n","time":1756656001,"renews":"o"}
      {"type":"upgrade","order_id":"u","time":1756656002,"upgrades":"o","plan":"trtc.premium"}
      {"type":"refund","order_id":"r","time":1756656003,"refunds":"o"}

      """
    let events = try Book.read(Array(book.utf8), source: "book", catalog: .builtIn).events
    try ledger.write(command: "run") {
      try $0.store(events.map { KnownEvent(key: $0.key, canonical: $0.canonical) })
    }
    let names = try ledger.read { try InvoiceNames($0) }
    #expect(names.name(of: AccountID("a")) == "A & B")
    #expect(names.name(of: AccountID("b")) == nil)
    #expect(
      ["o", "n", "u", "r", "x"].map { names.plan(of: OrderID($0)) }
        == ["trtc.basic", "trtc.basic", "trtc.premium", "trtc.basic", nil])
  }
}

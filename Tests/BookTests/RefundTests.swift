import Book
import Quantities
import Testing

@Suite("Refunds")
struct RefundTests {
  /// Plan and months, time of the purchase, time of the refund, what comes back.
  static let amounts: [(String, Int, String, String, String)] = [
    // V50 by the later rule: 5 started days of 31.
    ("trtc.basic", 1, "2026-03-01T08:00:00+08:00", "2026-03-06T07:59:59+08:00", "-524.19"),
    // The last second of 120 hours is the fifth day still.
    ("trtc.basic", 1, "2026-03-01T08:00:00+08:00", "2026-03-06T08:00:00+08:00", "-524.19"),
    // A day counts from its first second.
    ("trtc.basic", 1, "2026-03-01T08:00:00+08:00", "2026-03-05T08:00:01+08:00", "-524.19"),
    ("trtc.basic", 1, "2026-03-01T08:00:00+08:00", "2026-03-05T08:00:00+08:00", "-544.35"),
    ("trtc.basic", 1, "2026-03-01T08:00:00+08:00", "2026-03-01T08:00:01+08:00", "-604.84"),
    ("trtc.basic", 1, "2026-03-01T08:00:00+08:00", "2026-03-01T08:00:00+08:00", "-625.00"),
    // Days of the purchase month, clamped at its end.
    ("trtc.basic", 1, "2026-01-31T08:00:00+08:00", "2026-02-01T08:00:00+08:00", "-602.68"),
    ("trtc.basic", 1, "2028-01-31T08:00:00+08:00", "2028-02-01T08:00:00+08:00", "-603.45"),
    // Only the first month of twelve loses days.
    ("trtc.basic", 12, "2026-03-01T08:00:00+08:00", "2026-03-06T08:00:00+08:00", "-7399.19"),
    (
      "tuilivekit.large_plus", 1, "2026-03-01T08:00:00+08:00", "2026-03-02T08:00:00+08:00",
      "-10644.19"
    ),
    // Packs in whole.
    (
      "pack.general_3000k", 1, "2026-03-01T08:00:00+08:00", "2026-03-06T08:00:00+08:00", "-16888.00"
    ),
    // All that was paid to the last second of 2025-11-20.
    ("trtc.basic", 1, "2025-11-20T00:00:00+08:00", "2025-11-20T23:59:59+08:00", "-625.00"),
    ("trtc.basic", 1, "2025-11-20T00:00:00+08:00", "2025-11-21T00:00:00+08:00", "-604.17"),
    // The published example in its own month: what was paid, all of it.
    ("trtc.basic", 1, "2023-03-01T08:00:00+08:00", "2023-03-06T07:59:59+08:00", "-500.00"),
    ("tuiroomkit.basic", 3, "2023-04-18T16:50:12+08:00", "2023-04-23T16:50:12+08:00", "-7497.00"),
  ]

  @Test("what comes back, by the day of the refund (V50)", arguments: amounts)
  func amount(
    plan: String, months: Int, bought: String, refunded: String, amount: String
  ) throws {
    let isPack = plan.hasPrefix("pack.")
    let lines = [
      purchase(
        plan, at: bought, app: isPack ? nil : 1_400_000_001,
        isPack ? "" : #","months":\#(months)"#),
      refund("O1", at: refunded),
    ]
    let account = try commitments(lines.joined(separator: "\n"))
    let order = try #require(account.orders.first { $0.kind == .refund })
    #expect(order.amount.description == amount)
    #expect(order.id == OrderID("B1") && order.months == Int64(months))
    #expect(order.app == (isPack ? nil : AppID(1_400_000_001)))
  }

  @Test(
    "120 hours, the last second included, whatever the regime",
    arguments: ["2023-03-01T08:00:00+08:00", "2026-03-01T08:00:00+08:00"],
    [
      ("06T07:59:59", true), ("06T08:00:00", true), ("06T08:00:01", false),
      ("28T00:00:00", false),
    ])
  func hours(bought: String, refunded: (String, Bool)) {
    let lines = [
      purchase("trtc.basic", at: bought),
      refund("O1", at: bought.prefix(8) + refunded.0 + "+08:00"),
    ]
    let found = problems(lines.joined(separator: "\n")).map(\.rule)
    #expect(found == (refunded.1 ? [] : [.refundTime]))
  }

  @Test("it gives back what was paid, not the price")
  func paid() throws {
    let lines = [
      purchase("trtc.basic", at: "2026-03-01T08:00:00+08:00", #","paid":"500.00""#),
      refund("O1", at: "2026-03-06T07:59:59+08:00"),
    ]
    let amounts = try commitments(lines.joined(separator: "\n")).orders.map(\.amount.description)
    #expect(amounts == ["500.00", "-419.35"])
  }

  @Test("parts are added exactly and rounded once")
  func roundedOnce() throws {
    // Two parts of 524.1935...: rounded apart they would make 1048.38.
    let lines = [
      purchase("trtc.basic", at: "2026-07-01T08:00:00+08:00"),
      renewal("O1", at: "2026-07-02T08:00:00+08:00"),
      refund("O1", at: "2026-07-06T08:00:00+08:00"),
    ]
    let amounts = try commitments(lines.joined(separator: "\n")).orders.map(\.amount.description)
    #expect(amounts == ["625.00", "625.00", "-1048.39"])
  }

  /// A purchase, its renewal and its upgrade, given back on the third day.
  private let whole = [
    purchase("tuiroomkit.basic", at: "2026-03-01T08:00:00+08:00"),
    renewal("O1", at: "2026-03-02T08:00:00+08:00", #","half":"trtc""#),
    upgrade("O1", to: "trtc.flagship", at: "2026-03-03T08:00:00+08:00"),
    refund("O1", at: "2026-03-04T08:00:00+08:00"),
  ].joined(separator: "\n")

  @Test("renewals and upgrades come back with the purchase, each by its own months and days")
  func parts() throws {
    let account = try commitments(whole)
    // 3374 * 28/31, 1875 * 27/30, and 8467.74 for 29 of 31 days and a month, less 3 days of 62.
    #expect(
      account.orders.map(\.amount.description) == ["3374.00", "1875.00", "8467.74", "-12792.99"])
    #expect(account.orders.map(\.kind) == [.order, .renewal, .upgrade, .refund])
  }

  @Test("a renewal of halves that end apart begins with the half that ends first")
  func apart() throws {
    // R2 continues `im` in 02-28..<03-31 and `trtc` in 03-31..<04-30: 31 days, not 30.
    let lines = [
      purchase("tuicallkit.1v1", at: "2026-01-31T08:00:00+08:00"),
      renewal("O1", at: "2026-01-31T09:00:00+08:00", #","half":"trtc""#),
      renewal("O1", at: "2026-01-31T10:00:00+08:00", id: "R2"),
      refund("O1", at: "2026-02-02T08:00:00+08:00"),
    ]
    let amounts = try commitments(lines.joined(separator: "\n")).orders.map(\.amount.description)
    #expect(amounts == ["2124.00", "625.00", "2124.00", "-4543.93"])
  }

  @Test("its grants are void, its terms are gone, and the claim names both")
  func claim() throws {
    let account = try commitments(
      whole + "\n" + purchase("trtc.basic", at: "2026-03-01T08:00:00+08:00", id: "O2"))
    let ids = ["O1/1/av", "R1/1/av", "U1/1/av", "U1/2/av"]
    #expect(account.grants.filter(\.isRefunded).map(\.id.text) == ids)
    #expect(account.grants.filter { !$0.isRefunded }.map(\.id.text) == ["O2/1/av"])
    #expect(account.quotaTerms.isEmpty)
    let claim = try #require(account.refunds.first)
    #expect(account.refunds.count == 1)
    #expect(claim.refund == OrderID("B1") && claim.purchase == OrderID("O1"))
    #expect(claim.day == day("2026-03-04") && claim.grants.map(\.text) == ids)
    #expect(claim.terms.map(\.plan.text) == ["im.professional"])
    #expect(claim.terms.map(\.start) == [day("2026-03-01")])
    #expect(claim.terms.map(\.end) == [day("2026-04-01")])
  }

  @Test("a claim is judged with only this refund left out")
  func leftOut() throws {
    let lines = [
      purchase("tuicallkit.1v1", at: "2024-06-01T08:00:00+08:00"),
      purchase("tuicallkit.1v1", at: "2024-06-01T09:00:00+08:00", id: "O2"),
      refund("O1", at: "2024-06-02T08:00:00+08:00", id: "B2"),
      refund("O2", at: "2024-06-02T08:00:00+08:00", id: "B1"),
    ]
    let account = try commitments(lines.joined(separator: "\n"))
    #expect(account.refunds.map(\.refund.text) == ["B1", "B2"])
    let claim = try #require(account.refunds.last)
    let judged = account.withoutRefund(claim)
    #expect(judged.grants.map(\.isRefunded) == [false, true])
    #expect(judged.quotaTerms == claim.terms)
    #expect(judged.refunds.map(\.refund.text) == ["B1"])
    #expect(account.grants.map(\.isRefunded) == [true, true] && account.quotaTerms.isEmpty)
  }

  @Test("a refund after the settled day has no effect")
  func settledDay() throws {
    let account = try commitments(whole, through: day("2026-03-03"))
    #expect(account.refunds.isEmpty && !account.grants.contains(where: \.isRefunded))
    #expect(account.orders.count == 3 && account.quotaTerms.count == 1)
  }
}

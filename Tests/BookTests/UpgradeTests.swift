import Book
import Quantities
import Testing

@Suite("Upgrades")
struct UpgradeTests {
  /// Day of a purchase, months, plan, what it becomes and when, the fee and the cycles it covers.
  static let feeTable: [(String, Int, String, String, String, String, Int64)] = [
    // 20 of 30 days left, today among them.
    ("2024-06-01", 1, "trtc.basic", "trtc.premium", "2024-06-11T00:00:00+08:00", "833.33", 1),
    ("2024-06-01", 1, "trtc.basic", "trtc.premium", "2024-06-11T23:59:59+08:00", "833.33", 1),
    ("2024-06-01", 1, "trtc.basic", "trtc.premium", "2024-06-12T00:00:00+08:00", "791.67", 1),
    // On the first day all of it, on the last a day.
    ("2024-06-01", 1, "trtc.basic", "trtc.premium", "2024-06-01T12:00:00+08:00", "1250.00", 1),
    ("2024-06-01", 1, "trtc.basic", "trtc.premium", "2024-06-30T23:59:59+08:00", "41.67", 1),
    // 19 of 29 days, and two whole cycles of a term with an anchor that months lack.
    ("2024-01-31", 3, "trtc.basic", "trtc.premium", "2024-02-10T12:00:00+08:00", "2655.17", 3),
    ("2024-01-31", 3, "trtc.basic", "trtc.premium", "2024-02-29T00:00:00+08:00", "2000.00", 2),
    ("2024-01-31", 3, "trtc.basic", "trtc.premium", "2024-04-29T23:59:59+08:00", "33.33", 1),
    // Prices of the day: 15 of 30 days at 1000, then 14 of 30 at 1250.
    ("2024-04-15", 1, "trtc.basic", "trtc.premium", "2024-04-30T23:59:59+08:00", "500.00", 1),
    ("2024-04-15", 1, "trtc.basic", "trtc.premium", "2024-05-01T00:00:00+08:00", "583.33", 1),
    // 2000 before 2024 and 1500 from then on, 16 and 15 of 31 days.
    ("2023-12-16", 1, "im.professional", "im.ultimate", "2023-12-31T23:59:59+08:00", "1032.26", 1),
    ("2023-12-16", 1, "im.professional", "im.ultimate", "2024-01-01T00:00:00+08:00", "725.81", 1),
    // To a plan of the day, from one that is withdrawn.
    ("2023-03-06", 1, "trtc.advanced", "trtc.premium", "2023-03-07T00:00:00+08:00", "483.87", 1),
    (
      "2024-06-01", 1, "trtc.premium", "trtc.premium_plus", "2024-06-16T00:00:00+08:00", "500.00", 1
    ),
    (
      "2024-06-01", 1, "tuiroomkit.basic", "trtc.flagship", "2024-06-16T00:00:00+08:00", "2187.50",
      1
    ),
    ("2024-06-01", 1, "tuiroomkit.basic", "im.ultimate", "2024-06-16T00:00:00+08:00", "750.00", 1),
  ]

  @Test("the fee is the difference of the prices for the days left", arguments: feeTable)
  func fee(
    bought: String, months: Int, plan: String, target: String, time: String, fee: String,
    cycles: Int64
  ) throws {
    let lines = [
      purchase(plan, at: "\(bought)T12:00:00+08:00", #","months":\#(months)"#),
      upgrade("O1", to: target, at: time.hasPrefix(bought) ? "\(bought)T12:00:01+08:00" : time),
    ]
    let order = try #require(try commitments(lines.joined(separator: "\n")).orders.last)
    #expect(order.amount.description == fee)
    #expect(order.kind == .upgrade && order.id == OrderID("U1") && order.months == cycles)
  }

  @Test("what was paid may differ from the fee")
  func paid() throws {
    let lines = [
      purchase("trtc.basic", at: "2024-06-01T12:00:00+08:00"),
      upgrade("O1", to: "trtc.premium", at: "2024-06-11T12:00:00+08:00", #","paid":"0.00""#),
    ]
    let orders = try commitments(lines.joined(separator: "\n")).orders
    #expect(orders.map(\.amount.description) == ["625.00", "0.00"])
  }

  @Test("running and later cycles get the difference, a renewal the upgraded plan")
  func gifts() throws {
    let lines = [
      purchase("trtc.premium", at: "2024-01-31T12:00:00+08:00", #","months":3"#),
      upgrade("O1", to: "trtc.premium_plus", at: "2024-03-05T12:00:00+08:00"),
      renewal("O1", at: "2024-04-30T12:00:00+08:00"),
    ]
    let account = try commitments(lines.joined(separator: "\n"))
    #expect(
      account.grants.map(\.summary) == [
        "O1/1/av 2024-01-31..<2024-02-29 380000", "O1/2/av 2024-02-29..<2024-03-31 380000",
        "O1/3/av 2024-03-31..<2024-04-30 380000",
        "U1/1/rectrans 2024-03-05..<2024-03-31 260000", "U1/1/ai 2024-03-05..<2024-03-31 10000",
        "U1/2/rectrans 2024-03-31..<2024-04-30 260000", "U1/2/ai 2024-03-31..<2024-04-30 10000",
        "R1/1/av 2024-04-30..<2024-05-31 380000", "R1/1/rectrans 2024-04-30..<2024-05-31 260000",
        "R1/1/ai 2024-04-30..<2024-05-31 10000",
      ])
    #expect(account.grants[3].plan == PlanID("trtc.premium_plus"))
    #expect(account.grants[3].app == AppID(1_400_000_001))
    #expect(account.grants[3].orderTime == account.orders[1].time)
    #expect(account.orders.last?.amount.description == "2875.00")
  }

  @Test("an upgrade after a renewal covers the renewed cycles too")
  func renewedBefore() throws {
    let lines = [
      purchase("trtc.basic", at: "2024-06-01T12:00:00+08:00"),
      renewal("O1", at: "2024-06-02T12:00:00+08:00"),
      upgrade("O1", to: "trtc.premium", at: "2024-06-16T12:00:00+08:00"),
      upgrade("O1", to: "trtc.flagship", at: "2024-07-01T12:00:00+08:00", id: "U2"),
    ]
    let account = try commitments(lines.joined(separator: "\n"))
    #expect(
      account.grants.map(\.summary) == [
        "O1/1/av 2024-06-01..<2024-07-01 110000", "R1/1/av 2024-07-01..<2024-08-01 110000",
        "U1/1/av 2024-06-16..<2024-07-01 270000", "U1/2/av 2024-07-01..<2024-08-01 270000",
        "U2/1/av 2024-07-01..<2024-08-01 1020000",
      ])
    #expect(
      account.orders.map(\.amount.description) == ["625.00", "625.00", "1875.00", "4375.00"])
  }

  @Test("an upgraded edition holds from the day of the upgrade, and the term keeps its end")
  func editions() throws {
    let lines = [
      purchase("tuiroomkit.basic", at: "2024-06-01T12:00:00+08:00", #","months":2"#),
      upgrade("O1", to: "im.ultimate", at: "2024-06-16T12:00:00+08:00"),
      upgrade("O1", to: "trtc.flagship", at: "2024-06-17T12:00:00+08:00", id: "U2"),
    ]
    let account = try commitments(lines.joined(separator: "\n"))
    #expect(account.quotaTerms.map(\.plan.text) == ["im.professional", "im.ultimate"])
    #expect(account.quotaTerms.map(\.start) == [day("2024-06-01"), day("2024-06-16")])
    #expect(account.quotaTerms.map(\.end) == [day("2024-06-16"), day("2024-08-01")])
    #expect(account.grants.count == 4)
    let sameDay = [
      purchase("im.professional", at: "2024-06-01T12:00:00+08:00"),
      upgrade("O1", to: "im.ultimate", at: "2024-06-01T12:00:00+08:00"),
    ]
    let terms = try commitments(sameDay.joined(separator: "\n")).quotaTerms
    #expect(terms.map(\.plan.text) == ["im.ultimate"] && terms.first?.start == day("2024-06-01"))
  }

  @Test(
    "the last chance is the last second before the end",
    arguments: [("2024-06-30T23:59:59+08:00", true), ("2024-07-01T00:00:00+08:00", false)])
  func lastDay(time: String, isTaken: Bool) {
    let lines = [
      purchase("trtc.basic", at: "2024-06-01T12:00:00+08:00"),
      upgrade("O1", to: "trtc.premium", at: time),
    ]
    #expect(problems(lines.joined(separator: "\n")).map(\.rule) == (isTaken ? [] : [.termOver]))
  }
}

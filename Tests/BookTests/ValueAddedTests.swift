import Book
import Quantities
import Testing

@Suite("Value-added plans")
struct ValueAddedTests {
  /// Plan, months, its price beside professional and beside ultimate; `nil` is not sold.
  static let prices: [(String, Int, String?, String?)] = [
    ("im.avchatroom_unlimited", 1, "1000.00", nil), ("im.group_members", 1, "500.00", "500.00"),
    ("im.groups_per_user", 1, "1100.00", "900.00"),
    ("im.groups_per_user", 3, "3300.00", "2700.00"),
  ]

  @Test(
    "paid in advance, by the edition of the day", arguments: prices,
    ["im.professional", "im.ultimate", "tuicallkit.1v1", "tuiroomkit.large"])
  func prepaid(terms: (String, Int, String?, String?), base: String) throws {
    let (plan, months, professional, ultimate) = terms
    let isUltimate = base == "im.ultimate" || base == "tuiroomkit.large"
    let lines = [
      purchase(base, at: "2024-06-01T12:00:00+08:00"),
      purchase(plan, at: "2024-06-30T23:59:59+08:00", id: "V1", #","months":\#(months)"#),
    ].joined(separator: "\n")
    guard let price = isUltimate ? ultimate : professional else {
      #expect(problems(lines).map(\.rule) == [.basePlan])
      return
    }
    let account = try commitments(lines)
    let order = try #require(account.orders.last)
    #expect(order.amount.description == price && order.kind == .order)
    #expect(order.months == Int64(months) && order.app == AppID(1_400_000_001))
    #expect(account.quotaTerms.count == 1 && account.monthlyFees.isEmpty)
    #expect(account.grants.allSatisfy { $0.id.text.hasPrefix("O1/") })
  }

  @Test("bought in the same second as the plan it extends, whatever the ids and lines")
  func sameSecond() {
    let time = "2024-06-01T12:00:00+08:00"
    let lines = [
      purchase("im.group_members", at: time, id: "A"), purchase("im.ultimate", at: time, id: "B"),
    ]
    #expect(problems(lines.joined(separator: "\n")).isEmpty)
  }

  @Test("given back by the days of their first month")
  func refunds() throws {
    let lines = [
      purchase("im.professional", at: "2026-03-01T08:00:00+08:00"),
      purchase("im.groups_per_user", at: "2026-03-01T08:00:00+08:00", id: "V1", #","months":2"#),
      refund("V1", at: "2026-03-06T08:00:00+08:00"),
    ]
    let account = try commitments(lines.joined(separator: "\n"))
    // 2200 * (2 - 5/31) / 2
    #expect(account.orders.map(\.amount.description) == ["1499.00", "2200.00", "-2022.58"])
    #expect(account.refunds.first?.grants.isEmpty == true)
    #expect(account.refunds.first?.terms.isEmpty == true)
  }

  /// What a history switch costs: lines before it, the switch, and its fees.
  static let historyTable: [(String, [String], String, [String])] = [
    (
      "four months beside professional, one after its end",
      [purchase("im.professional", at: "2024-01-15T08:00:00+08:00", #","months":3"#)],
      purchase("im.history_30d", at: "2024-01-20T08:00:00+08:00", id: "V1", #","months":5"#),
      ["2024-01-20 500.00", "2024-02-01 500.00", "2024-03-01 500.00", "2024-04-01 500.00"]
    ),
    (
      "one month unless it says more",
      [purchase("im.ultimate", at: "2024-01-15T08:00:00+08:00", #","months":3"#)],
      purchase("im.history_360d", at: "2024-01-31T23:59:59+08:00", id: "V1"),
      ["2024-01-31 2000.00"]
    ),
    (
      "an upgrade counts from its day, the first of a month",
      [
        purchase("im.professional", at: "2024-01-15T08:00:00+08:00", #","months":3"#),
        upgrade("O1", to: "im.ultimate", at: "2024-03-01T23:59:59+08:00"),
      ],
      purchase("im.history_90d", at: "2024-01-20T08:00:00+08:00", id: "V1", #","months":4"#),
      ["2024-01-20 1000.00", "2024-02-01 1000.00", "2024-03-01 500.00", "2024-04-01 500.00"]
    ),
    (
      "an upgrade a second later counts from the next month",
      [
        purchase("im.professional", at: "2024-01-15T08:00:00+08:00", #","months":3"#),
        upgrade("O1", to: "im.ultimate", at: "2024-03-02T00:00:00+08:00"),
      ],
      purchase("im.history_180d", at: "2024-01-20T08:00:00+08:00", id: "V1", #","months":4"#),
      ["2024-01-20 1500.00", "2024-02-01 1500.00", "2024-03-01 1500.00", "2024-04-01 1000.00"]
    ),
    (
      "on its own day an upgrade counts too",
      [
        purchase("im.professional", at: "2024-01-15T08:00:00+08:00"),
        upgrade("O1", to: "im.ultimate", at: "2024-01-20T20:00:00+08:00"),
      ],
      purchase("im.history_360d", at: "2024-01-20T08:00:00+08:00", id: "V1"),
      ["2024-01-20 2000.00"]
    ),
    (
      "of two editions ultimate counts, also where it is not offered",
      [
        purchase("im.professional", at: "2024-01-15T08:00:00+08:00", #","months":3"#),
        purchase("im.ultimate", at: "2024-02-01T08:00:00+08:00", id: "O2"),
      ],
      purchase("im.history_30d", at: "2024-01-20T08:00:00+08:00", id: "V1", #","months":3"#),
      ["2024-01-20 500.00", "2024-03-01 500.00"]
    ),
    (
      "a gap in which nothing is held",
      [
        purchase("im.professional", at: "2024-01-15T08:00:00+08:00"),
        purchase("im.ultimate", at: "2024-03-01T23:59:59+08:00", id: "O2"),
      ],
      purchase("im.history_90d", at: "2024-01-31T08:00:00+08:00", id: "V1", #","months":3"#),
      ["2024-01-31 1000.00", "2024-02-01 1000.00", "2024-03-01 500.00"]
    ),
    (
      "a term that ends on the first of a month is over on it",
      [purchase("im.professional", at: "2024-01-01T08:00:00+08:00")],
      purchase("im.history_90d", at: "2024-01-31T08:00:00+08:00", id: "V1", #","months":2"#),
      ["2024-01-31 1000.00"]
    ),
    (
      "a plan that was given back is not held",
      [
        purchase("im.professional", at: "2024-01-30T08:00:00+08:00"),
        refund("O1", at: "2024-02-01T08:00:00+08:00"),
      ],
      purchase("im.history_90d", at: "2024-01-31T08:00:00+08:00", id: "V1", #","months":2"#),
      []
    ),
    (
      "over the end of a year",
      [purchase("im.professional", at: "2023-11-30T08:00:00+08:00", #","months":4"#)],
      purchase("im.history_30d", at: "2023-12-31T08:00:00+08:00", id: "V1", #","months":3"#),
      ["2023-12-31 500.00", "2024-01-01 500.00", "2024-02-01 500.00"]
    ),
  ]

  @Test("history storage is a switch, charged month by month", arguments: historyTable)
  func history(name: String, lines: [String], line: String, fees: [String]) throws {
    let account = try commitments((lines + [line]).joined(separator: "\n"))
    #expect(account.monthlyFees.map { "\($0.day) \($0.price)" } == fees, "\(name)")
    #expect(account.monthlyFees.allSatisfy { $0.order == OrderID("V1") })
    #expect(account.monthlyFees.allSatisfy { $0.app == AppID(1_400_000_001) })
    #expect(account.monthlyFees.map(\.month) == account.monthlyFees.map(\.day.month))
    #expect(!account.orders.contains { $0.id == OrderID("V1") })
    #expect(account.grants.isEmpty)
  }

  @Test("what is said to be paid for a switch makes no order line")
  func paidSwitch() throws {
    let lines = [
      purchase("im.professional", at: "2024-01-15T08:00:00+08:00"),
      purchase("im.history_30d", at: "2024-01-15T08:00:00+08:00", id: "V1", #","paid":"1.00""#),
    ]
    let account = try commitments(lines.joined(separator: "\n"))
    #expect(account.orders.map(\.id.text) == ["O1"])
    #expect(account.monthlyFees.map(\.price.description) == ["500.00"])
    #expect(account.monthlyFees.map(\.item.text) == ["im.history_30d"])
  }

  @Test("an extension of a plan that was refused is no second problem")
  func noCascade() {
    let lines = [
      purchase("im.huge", at: "2024-01-15T08:00:00+08:00"),
      purchase("im.group_members", at: "2024-01-15T08:00:00+08:00", id: "V1"),
      refund("V1", at: "2024-01-15T08:00:01+08:00"),
    ]
    #expect(problems(lines.joined(separator: "\n")).map(\.rule) == [.unknownPlan])
  }
}

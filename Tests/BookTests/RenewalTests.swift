import Book
import Quantities
import Testing

@Suite("Renewals")
struct RenewalTests {
  private let basic = purchase("trtc.basic", at: "2024-01-31T12:00:00+08:00")
  private let bundle = purchase("tuicallkit.1v1", at: "2023-12-31T12:00:00+08:00")

  @Test("a renewal continues the anchor of the purchase and counts its own cycles")
  func anchor() throws {
    let account = try commitments(
      [
        basic, renewal("O1", at: "2024-02-29T23:59:59+08:00", #","months":2"#),
        renewal("O1", at: "2024-03-01T00:00:00+08:00", id: "R2"),
      ].joined(separator: "\n"))
    #expect(
      account.grants.map(\.summary) == [
        "O1/1/av 2024-01-31..<2024-02-29 110000", "R1/1/av 2024-02-29..<2024-03-31 110000",
        "R1/2/av 2024-03-31..<2024-04-30 110000", "R2/1/av 2024-04-30..<2024-05-31 110000",
      ])
    #expect(account.grants.map(\.orderTime) == [0, 1, 1, 2].map { account.orders[$0].time })
    #expect(account.grants.allSatisfy { $0.app == AppID(1_400_000_001) })
  }

  @Test(
    "the last chance is the last second of the day of the end",
    arguments: [
      ("2024-02-28T23:59:59+08:00", true), ("2024-02-29T00:00:00+08:00", true),
      ("2024-02-29T23:59:59+08:00", true), ("2024-03-01T00:00:00+08:00", false),
    ])
  func lastDay(time: String, isTaken: Bool) {
    let found = problems(basic + "\n" + renewal("O1", at: time))
    #expect(found.map(\.rule) == (isTaken ? [] : [.termOver]))
  }

  /// Time of a renewal of a call kit, the half it names, months, what it costs.
  static let priceTable: [(String, String, Int, String)] = [
    ("2023-12-31T23:59:59+08:00", "", 1, "1499.00"),
    ("2024-01-01T00:00:00+08:00", "", 1, "1999.00"),
    ("2024-01-01T00:00:00+08:00", #","half":"trtc""#, 1, "500.00"),
    ("2023-12-31T23:59:59+08:00", #","half":"im""#, 2, "1998.00"),
    ("2024-01-01T00:00:00+08:00", #","half":"im""#, 2, "2998.00"),
    ("2024-01-01T00:00:00+08:00", #","paid":"0.01""#, 5, "0.01"),
  ]

  @Test("it costs the price of its day for the halves it names", arguments: priceTable)
  func price(time: String, half: String, months: Int, price: String) throws {
    let lines = bundle + "\n" + renewal("O1", at: time, #"\#(half),"months":\#(months)"#)
    let order = try #require(try commitments(lines).orders.last)
    #expect(order.amount.description == price)
    #expect(order.kind == .renewal && order.id == OrderID("R1"))
    #expect(order.months == Int64(months) && order.app == AppID(1_400_000_001))
  }

  @Test("halves live, renew and end by themselves")
  func halves() throws {
    let lines = [
      bundle, renewal("O1", at: "2024-01-01T00:00:00+08:00", #","half":"im","months":2"#),
      renewal("O1", at: "2024-01-02T00:00:00+08:00", id: "R2"),
    ].joined(separator: "\n")
    let account = try commitments(lines)
    #expect(
      account.grants.map(\.summary) == [
        "O1/1/av 2023-12-31..<2024-01-31 110000", "R2/1/av 2024-01-31..<2024-02-29 110000",
      ])
    #expect(account.quotaTerms.map(\.end) == [day("2024-04-30")])
  }

  @Test("a withdrawn plan is renewed at its old price")
  func withdrawn() throws {
    let lines = [
      purchase("tuicallkit.advanced", at: "2023-03-06T23:59:59+08:00"),
      renewal("O1", at: "2023-03-07T00:00:00+08:00"),
    ].joined(separator: "\n")
    let account = try commitments(lines)
    #expect(account.orders.map(\.amount.description) == ["1999.00", "1999.00"])
    #expect(account.grants.last?.summary == "R1/1/av 2023-04-06..<2023-05-06 235000")
  }

  @Test("V55 and the renewal of a room: due 2023-05-04, one month on to 2023-06-04")
  func room() throws {
    let lines = [
      purchase("im.professional", at: "2023-04-04T08:00:00+08:00"),
      renewal("O1", at: "2023-05-04T20:00:00+08:00"),
    ].joined(separator: "\n")
    let account = try commitments(lines)
    #expect(account.quotaTerms.map(\.end) == [day("2023-06-04")])
    #expect(account.orders.map(\.amount.description) == ["999.00", "999.00"])
  }

  @Test("a term goes over the end of a year and through a leap day")
  func yearEnd() throws {
    let lines = [
      purchase("trtc.basic", at: "2023-12-29T08:00:00+08:00"),
      renewal("O1", at: "2024-01-29T20:00:00+08:00", #","months":3"#),
    ].joined(separator: "\n")
    #expect(
      try commitments(lines).grants.map(\.start)
        == ["2023-12-29", "2024-01-29", "2024-02-29", "2024-03-29"].map { day($0) })
  }

  /// Time of the order and the renewal, and its gift.
  static let promotionTable: [(String, String, String)] = [
    // Bought before the promotion, renewed in it.
    (
      "2022-07-15T08:00:00+08:00", "2022-08-01T00:00:00+08:00",
      "R1/1/av 2022-08-15..<2022-10-01 110000 any"
    ),
    (
      "2022-07-15T08:00:00+08:00", "2022-07-31T23:59:59+08:00",
      "R1/1/av 2022-08-15..<2022-09-15 110000 1400000001"
    ),
    // Renewed in it for a cycle after it.
    (
      "2022-09-01T08:00:00+08:00", "2022-09-30T23:59:59+08:00",
      "R1/1/av 2022-10-01..<2022-11-01 110000 1400000001"
    ),
    (
      "2022-08-30T08:00:00+08:00", "2022-09-30T23:59:59+08:00",
      "R1/1/av 2022-09-30..<2022-11-01 110000 any"
    ),
    // Both halves ended the day before.
    ("2022-08-30T08:00:00+08:00", "2022-09-30T16:00:00Z", ""),
  ]

  @Test("a renewal takes part in the promotion by its own time", arguments: promotionTable)
  func promotion(bought: String, renewed: String, gift: String) throws {
    let lines = [purchase("tuicallkit.1v1", at: bought), renewal("O1", at: renewed)]
    guard !gift.isEmpty else {
      #expect(problems(lines.joined(separator: "\n")).map(\.rule) == [.termOver, .termOver])
      return
    }
    let grant = try #require(try commitments(lines.joined(separator: "\n")).grants.last)
    #expect("\(grant.summary) \(grant.app?.description ?? "any")" == gift)
  }

  @Test("a renewal after the settled day has no effect")
  func settledDay() throws {
    let lines = basic + "\n" + renewal("O1", at: "2024-02-01T00:00:00+08:00")
    #expect(try commitments(lines, through: day("2024-01-31")).grants.count == 1)
    #expect(try commitments(lines, through: day("2024-02-01")).grants.count == 2)
  }

  @Test("one mistake is one problem, however often the purchase is named")
  func noCascade() {
    let lines = [
      purchase("trtc.huge", at: "2024-01-31T12:00:00+08:00"),
      renewal("O1", at: "2024-02-01T00:00:00+08:00"),
      purchase("trtc.basic", at: "soon", id: "O2"),
      renewal("O2", at: "2024-02-01T00:00:00+08:00", id: "R2"),
      purchase("trtc.basic", at: "2024-01-31T12:00:00+08:00", id: "O3"),
      renewal("O3", at: "2024-02-01T00:00:00+08:00", id: "R3", #","half":"im""#),
      renewal("O3", at: "2024-03-01T00:00:00+08:00", id: "R4"),
    ]
    #expect(
      problems(lines.joined(separator: "\n")).map(\.rule) == [.unknownPlan, .time, .unknownHalf])
  }
}

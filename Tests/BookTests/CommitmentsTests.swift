import Book
import Catalog
import Quantities
import Testing

@Suite("What follows from a book")
struct CommitmentsTests {
  static let terms: [(String, Int, [String])] = [
    ("2023-01-31", 4, ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]),
    ("2024-01-31", 2, ["2024-01-31", "2024-02-29", "2024-03-31"]),
    ("2023-01-28", 2, ["2023-01-28", "2023-02-28", "2023-03-28"]),
    ("2023-01-29", 2, ["2023-01-29", "2023-02-28", "2023-03-29"]),
    ("2024-01-30", 2, ["2024-01-30", "2024-02-29", "2024-03-30"]),
    (
      "2024-02-29", 12,
      ["2024-02-29", "2024-03-29"] + (4...12).map { "2024-\($0 < 10 ? "0" : "")\($0)-29" } + [
        "2025-01-29", "2025-02-28",
      ]
    ),
    (
      "2023-10-31", 5,
      ["2023-10-31", "2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]
    ),
    ("2022-05-01", 1, ["2022-05-01", "2022-06-01"]),
  ]

  @Test("monthly terms keep the day of the purchase as their anchor (V55)", arguments: terms)
  func monthlyTerm(start: String, months: Int, boundaries: [String]) throws {
    let line = purchase(
      "trtc.premium_plus", at: "\(start)T23:59:59+08:00", #","months":\#(months)"#)
    let grants = try commitments(line).grants
    let expected = (0..<months).flatMap { cycle in
      [("av", 380_000), ("rectrans", 260_000), ("ai", 10_000)].map { pool, minutes in
        "O1/\(cycle + 1)/\(pool) \(boundaries[cycle])..<\(boundaries[cycle + 1]) \(minutes)"
      }
    }
    #expect(grants.map(\.summary) == expected)
    for grant in grants {
      #expect(grant.account == AccountID("acct-1") && grant.app == AppID(1_400_000_001))
      #expect(grant.plan == PlanID("trtc.premium_plus") && grant.flatRatio == nil)
      #expect(!grant.isDrawnFirst)
    }
  }

  static let packTable = [
    ("2020-05-01", "2021-06-01"), ("2019-10-11", "2020-11-01"), ("2023-02-28", "2024-03-01"),
    ("2024-02-29", "2025-03-01"), ("2023-12-31", "2025-01-01"),
  ]

  @Test("packs run to the end of the same month next year (V15)", arguments: packTable)
  func packs(start: String, end: String) throws {
    let line = purchase("pack.general_250k", at: "\(start)T08:00:00+08:00", app: nil)
    let account = try commitments(line)
    #expect(account.grants.map(\.summary) == ["O1/1/av \(start)..<\(end) 250000"])
    #expect(account.grants.first?.app == nil)
    #expect(account.orders.map(\.amount.description) == ["1588.00"])
    #expect(account.orders.map(\.months) == [1])
  }

  @Test(
    "the trial pack is the account's, goes first and costs one for one",
    arguments: [nil, 1_400_000_001] as [Int?])
  func trialPack(app: Int?) throws {
    let app = app.map { #","sdk_app_id":\#($0)"# } ?? ""
    let account = try commitments(
      #"{"type":"trial","order_id":"T1","time":"2025-02-28T23:59:59+08:00","#
        + #""account_id":"acct-1"\#(app),"plan":"pack.trial_10k"}"#)
    let grant = try #require(account.grants.first)
    #expect(grant.summary == "T1/1/av 2025-02-28..<2026-03-01 10000")
    #expect(grant.app == nil && grant.isDrawnFirst && grant.flatRatio == Fraction(1))
    #expect(account.orders.isEmpty)
  }

  static let priceTable = [
    ("trtc.basic", "2024-04-30T23:59:59+08:00", "500.00"),
    ("trtc.basic", "2024-05-01T00:00:00+08:00", "625.00"),
    ("trtc.basic", "2024-04-30T15:59:59Z", "500.00"),
    ("trtc.basic", "2024-04-30T16:00:00Z", "625.00"),
    ("trtc.premium", "2024-04-30T23:59:59.999+08:00", "1500.00"),
    ("trtc.premium", "2024-05-01T00:00:00+08:00", "1875.00"),
    ("trtc.flagship", "2024-04-30T23:59:59+08:00", "5000.00"),
    ("trtc.flagship", "2024-05-01T00:00:00+08:00", "6250.00"),
    ("im.professional", "2023-12-31T23:59:59+08:00", "999.00"),
    ("im.professional", "2024-01-01T00:00:00+08:00", "1499.00"),
    ("im.professional", "2023-12-31T15:59:59Z", "999.00"),
    ("im.professional", "2023-12-31T16:00:00Z", "1499.00"),
    ("im.ultimate", "2024-01-01T00:00:00+08:00", "2999.00"),
    ("trtc.advanced", "2023-03-06T23:59:59+08:00", "1000.00"),
  ]

  @Test(
    "an order costs the price of its day, one second on each side of a change",
    arguments: priceTable)
  func price(plan: String, time: String, amount: String) throws {
    let order = try #require(try commitments(purchase(plan, at: time)).orders.first)
    #expect(order.amount.description == amount)
    #expect(order.kind == .order && order.id == OrderID("O1") && order.months == 1)
    #expect(order.day == Catalog.builtIn.zone.day(of: order.time))
  }

  @Test("an order costs the price times its months, unless it says what was paid")
  func paid() throws {
    let time = "2024-04-30T23:59:59+08:00"
    let orders = try commitments(
      [
        purchase("trtc.basic", at: time, #","months":12"#),
        purchase("trtc.basic", at: time, id: "O2", #","months":3,"paid":"0.05""#),
      ].joined(separator: "\n")
    ).orders
    #expect(orders.map(\.amount.description) == ["6000.00", "0.05"])
    #expect(orders.map(\.months) == [12, 3])
  }

  @Test(
    "an IM plan frees peaks for its term (V41, V42, V43)", arguments: ["professional", "ultimate"])
  func quotaTerms(edition: String) throws {
    let account = try commitments(
      purchase("im.\(edition)", at: "2023-11-30T00:00:00+08:00", #","months":3"#))
    let term = try #require(account.quotaTerms.first)
    #expect(account.quotaTerms.count == 1 && account.grants.isEmpty)
    #expect(term.start == day("2023-11-30") && term.end == day("2024-02-29"))
    #expect(term.freePeaks == ["peak_dau": 10_000, "peak_groups": 100_000])
    #expect(term.app == AppID(1_400_000_001) && term.plan == PlanID("im.\(edition)"))
    #expect(term.order == OrderID("O1"))
    let basic = try commitments(purchase("trtc.basic", at: "2023-11-30T00:00:00+08:00"))
    #expect(basic.quotaTerms.isEmpty)
  }

  @Test("a given grant is taken as it is")
  func grantEvent() throws {
    let account = try commitments(
      #"{"type":"grant","grant_id":"G1","time":"2020-05-01T12:00:00+08:00","account_id":"acct-1","#
        + #""sdk_app_id":1400000002,"pool":"ai","minutes":7,"start":"2020-06-01","#
        + #""end":"2020-06-02"}"#)
    let grant = try #require(account.grants.first)
    #expect(grant.summary == "G1 2020-06-01..<2020-06-02 7")
    #expect(grant.app == AppID(1_400_000_002) && grant.pool == PoolID("ai") && grant.plan == nil)
    #expect(grant.orderTime == Timestamp(epochSeconds: 1_588_305_600))
    #expect(account.orders.isEmpty)
  }

  @Test("a second purchase while one runs is one more grant")
  func overlap() throws {
    let account = try commitments(
      [
        purchase("trtc.basic", at: "2024-05-01T00:00:00+08:00"),
        purchase("trtc.basic", at: "2024-05-02T00:00:00+08:00", id: "O2"),
      ].joined(separator: "\n"))
    #expect(
      account.grants.map(\.summary) == [
        "O1/1/av 2024-05-01..<2024-06-01 110000", "O2/1/av 2024-05-02..<2024-06-02 110000",
      ])
  }

  @Test("postpaid changes from the next day; of two changes on one day the later counts")
  func postpaid() throws {
    func change(_ time: String, _ flag: Bool) -> String {
      #"{"type":"account_change","account_id":"acct-1","time":"\#(time)","postpaid":\#(flag)}"#
    }
    let lines = [
      change("2024-05-01T23:59:59+08:00", false), change("2024-05-03T08:00:00+08:00", true),
      change("2024-05-03T09:00:00+08:00", false), change("2024-05-09T00:00:00+08:00", true),
    ].joined(separator: "\n")
    let postpaid = try commitments(lines).postpaid
    let days = ["2024-05-01", "2024-05-02", "2024-05-04", "2024-05-09", "2024-05-10"]
    #expect(days.map { postpaid.value(on: day($0)) } == [true, false, false, false, true])
    #expect(postpaid.value(on: day("2010-01-01")) == true)
    let earlier = try commitments(lines, through: day("2024-05-08")).postpaid
    #expect(earlier.value(on: day("2024-05-10")) == false)
    let second = try #require(try read(heads).commitments(through: nil).last)
    #expect(second.account == AccountID("acct-2"))
    #expect(second.postpaid.value(on: day("2010-01-01")) == false)
  }

  @Test("events after the settled day have no effect, accounts and apps excepted")
  func settledDay() throws {
    let lines = [
      purchase("trtc.basic", at: "2024-05-31T23:59:59+08:00", #","months":2"#),
      purchase("trtc.basic", at: "2024-06-01T00:00:00+08:00", id: "O2"),
    ].joined(separator: "\n")
    let account = try commitments(lines, through: day("2024-05-31"))
    #expect(account.grants.map(\.id.text) == ["O1/1/av", "O1/2/av"])
    #expect(account.orders.map(\.id.text) == ["O1"])
    #expect(try commitments(lines, through: day("2024-06-01")).grants.count == 3)
    let before = try commitments(lines, through: day("2019-12-31"))
    #expect(before.apps == [AppID(1_400_000_001), AppID(1_400_000_002)])
    #expect(before.orders.isEmpty)
  }

  @Test("apps have their owners")
  func owners() throws {
    let book = try read(heads)
    #expect(book.owner(of: AppID(1_400_000_003)) == AccountID("acct-2"))
    #expect(book.owner(of: AppID(1_400_000_009)) == nil)
    #expect(book.commitments(through: nil).map(\.account.text) == ["acct-1", "acct-2"])
  }

  @Test("a user's own plans: account-wide and monthly, in another zone")
  func ownCatalog() throws {
    let text = """
      {"schema":"drawdown-catalog/1","name":"n","currency":"USD","zone":"-05:00","pools":["p"],
      "products":["calls"],"meters":[{"name":"m","kind":"sum","pool":"p","ratio":"1","rate":"1"}],
      "draw_order":["scope","end","grant_id"],"plans":[{"id":"free","kind":"monthly",
      "product":"calls","scope":"account","price":"0.00","gifts":[{"pool":"p","minutes":10000}]}]}
      """
    let catalog = try Catalog.read(Array(text.utf8), named: "own.json")
    let lines = """
      {"type":"account","account_id":"a","time":0}
      {"type":"purchase","order_id":"O","time":"2024-02-01T04:59:59Z","account_id":"a","plan":"free","months":2}
      """.replacing("\"time\":0", with: "\"time\":1577808000")
    let book = try Book.read(Array(lines.utf8), source: "b", catalog: catalog)
    #expect(
      book.commitments(through: nil).first?.grants.map(\.summary) == [
        "O/1/p 2024-01-31..<2024-02-29 10000", "O/2/p 2024-02-29..<2024-03-31 10000",
      ])
    #expect(book.commitments(through: nil).first?.grants.first?.app == nil)
  }
}

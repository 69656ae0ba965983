import Book
import Catalog
import Quantities
import Testing

/// A catalog with prices that come and go, and what a book in it says.
private struct OwnWorld {
  let catalog: Catalog

  init(plans: String, more: String = "") throws {
    catalog = try ownCatalog(plans: plans, more: more)
  }

  private func book(_ lines: [String]) throws(BookFailure) -> Book {
    let heads = """
      {"type":"account","account_id":"acct-1","time":1577836800}
      {"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":1577836800}

      """
    let text = heads + lines.joined(separator: "\n")
    return try Book.read(Array(text.utf8), source: "b", catalog: catalog)
  }

  func commitments(_ lines: [String]) throws -> AccountCommitments {
    try #require(try book(lines).commitments(through: nil).first)
  }

  func rules(_ lines: [String]) -> [BookRule] {
    do throws(BookFailure) {
      _ = try book(lines)
      return []
    } catch {
      return error.problems.map(\.rule)
    }
  }
}

@Suite("Sales by a user's own catalog")
struct OwnCatalogTests {
  @Test("a plan without a price is not sold: the catalog is refused, so no purchase lacks one")
  func unpricedSale() throws {
    let sold = fadingPlan.replacing(
      #""from":"2024-02-01","value":false"#, with: #""from":"2024-02-02","value":false"#)
    let failure = #expect(throws: CatalogFailure.self) { try ownCatalog(plans: sold) }
    #expect(failure?.description.contains("on_sale") == true)
    let lines = [purchase("fading", at: "2024-02-01T00:00:00Z", #","paid":"1.00""#)]
    #expect(try OwnWorld(plans: fadingPlan).rules(lines) == [.notOnSale])
  }

  @Test(
    "a renewal without a price of its day says what was paid",
    arguments: [
      ("2024-01-31T23:59:59Z", "", [] as [BookRule]),
      ("2024-02-01T00:00:00Z", "", [.noPrice]),
      ("2024-02-01T00:00:00Z", #","paid":"3.00""#, []),
    ])
  func noPrice(time: String, more: String, rules: [BookRule]) throws {
    let world = try OwnWorld(plans: fadingPlan)
    let lines = [
      purchase("fading", at: "2024-01-15T00:00:00Z"), renewal("O1", at: time, more),
    ]
    #expect(world.rules(lines) == rules)
  }

  private static let ladder = """
    {"id":"one","kind":"monthly","product":"a","price":"1.00","gifts":[
    {"pool":"p","minutes":10},{"pool":"q","minutes":10}]},
    {"id":"two","kind":"monthly","product":"a","price":"1.15","gifts":[
    {"pool":"p","minutes":5},{"pool":"q","minutes":11}]},
    {"id":"last","kind":"monthly","product":"a","price":"2.00","upgradable":false},
    {"id":"wide","kind":"monthly","product":"a","price":"3.00","scope":"account"},
    {"id":"other","kind":"monthly","product":"b","price":"1.00"},
    {"id":"rich","kind":"monthly","product":"b","price":"9.00","gifts":[
    {"pool":"p","minutes":1}]},
    {"id":"both","kind":"bundle","halves":["one","other"]}
    """

  @Test("half a cent of a fee goes up, and only gifts that grow are given")
  func halfCent() throws {
    let lines = [
      purchase("one", at: "2024-06-01T00:00:00Z"),
      upgrade("O1", to: "two", at: "2024-06-30T23:59:59Z"),
    ]
    let account = try OwnWorld(plans: Self.ladder).commitments(lines)
    #expect(account.orders.map(\.amount.description) == ["1.00", "0.01"])
    #expect(account.grants.last?.summary == "U1/1/q 2024-06-30..<2024-07-01 1")
    #expect(account.grants.count == 3)
  }

  @Test("a catalog may leave the gifts of running cycles as they are")
  func giftsStay() throws {
    let world = try OwnWorld(plans: Self.ladder, more: #","choices":{"upgrade_gift":"none"}"#)
    let lines = [
      purchase("one", at: "2024-06-01T00:00:00Z"),
      upgrade("O1", to: "two", at: "2024-06-02T00:00:00Z"),
      renewal("O1", at: "2024-06-03T00:00:00Z"),
    ]
    #expect(
      try world.commitments(lines).grants.map(\.summary) == [
        "O1/1/p 2024-06-01..<2024-07-01 10", "O1/1/q 2024-06-01..<2024-07-01 10",
        "R1/1/p 2024-07-01..<2024-08-01 5", "R1/1/q 2024-07-01..<2024-08-01 11",
      ])
  }

  @Test(
    "upgrades that no plan of the vendor's can ask for",
    arguments: [
      ("one", "wide", BookRule.upgradeTarget), ("both", "rich", .upgradeTarget),
      ("last", "two", .planEvent),
    ])
  func refused(plan: String, target: String, rule: BookRule) throws {
    let lines = [
      purchase(plan, at: "2024-06-01T00:00:00Z"),
      upgrade("O1", to: target, at: "2024-06-02T00:00:00Z"),
    ]
    #expect(try OwnWorld(plans: Self.ladder).rules(lines) == [rule])
  }

  @Test("an upgrade needs the price of the day of the plan that it leaves")
  func noPriceOfOld() throws {
    let dear = #",{"id":"dear","kind":"monthly","product":"a","price":"5.00"}"#
    let lines = [
      purchase("fading", at: "2024-01-15T00:00:00Z"),
      upgrade("O1", to: "dear", at: "2024-02-01T00:00:00Z"),
    ]
    #expect(try OwnWorld(plans: fadingPlan + dear).rules(lines) == [.noPrice])
  }

  @Test("a catalog may give nothing back")
  func noRefunds() throws {
    let lines = [
      purchase("one", at: "2024-06-01T00:00:00Z"), refund("O1", at: "2024-06-01T00:00:00Z"),
    ]
    #expect(try OwnWorld(plans: Self.ladder).rules(lines) == [.refundTime])
  }

  @Test("a catalog may allow more hours than a month has; what comes back is never less than 0")
  func longRefunds() throws {
    let more = #","refunds":{"within_hours":1440,"amount":"remaining_days"}"#
    let lines = [
      purchase("one", at: "2024-06-01T00:00:00Z"),
      renewal("O1", at: "2024-06-20T00:00:00Z", #","months":2"#),
      refund("O1", at: "2024-07-31T00:00:00Z"),
    ]
    // 60 days: nothing of 30, and 2.00 less 60/31 of a month that cost 1.00.
    let orders = try OwnWorld(plans: Self.ladder, more: more).commitments(lines).orders
    #expect(orders.map(\.amount.description) == ["1.00", "2.00", "-0.06"])
    #expect(
      try OwnWorld(plans: Self.ladder, more: more).rules(
        lines.dropLast() + [
          refund("O1", at: "2024-07-31T00:00:01Z")
        ]) == [.refundTime])
  }

  @Test("a refund that cannot be exact is refused")
  func inexactRefund() throws {
    let more = #","refunds":{"within_hours":120,"amount":"remaining_days"}"#
    let primes = [
      101, 103, 107, 109, 113, 97, 89, 83, 79, 73, 71, 67, 61, 59, 53, 47, 43, 41, 37, 29, 23, 19,
    ]
    let renewals = primes.enumerated().map { index, months in
      renewal(
        "O1", at: "2024-06-02T00:00:00Z", id: "R\(index)", #","months":\#(months),"paid":"0.01""#)
    }
    let lines =
      [purchase("one", at: "2024-06-01T00:00:00Z")] + renewals
      + [refund("O1", at: "2024-06-03T00:00:00Z")]
    #expect(try OwnWorld(plans: Self.ladder, more: more).rules(lines) == [.range])
  }

  @Test("a catalog may count the months that are left by an average month")
  func averageMonth() throws {
    let world = try OwnWorld(
      plans: Self.ladder, more: #","choices":{"upgrade_fee":"average_month"}"#)
    let lines = [
      purchase("one", at: "2024-06-01T00:00:00Z", #","months":2"#),
      upgrade("O1", to: "last", at: "2024-06-11T12:00:00Z"),
    ]
    // 51 days at 1.00 a month: 51 * 12 / 365 = 1.6767...
    #expect(try world.commitments(lines).orders.map(\.amount.description) == ["2.00", "1.68"])
  }

  @Test(
    "a catalog may let terms drift at the end of a month",
    arguments: [
      ("keep_day", ["01-31", "02-29", "03-31", "04-30", "05-31"]),
      ("drift", ["01-31", "02-29", "03-29", "04-29", "05-29"]),
    ])
  func drift(monthEnd: String, starts: [String]) throws {
    let world = try OwnWorld(plans: Self.ladder, more: #","choices":{"month_end":"\#(monthEnd)"}"#)
    let lines = [
      purchase("one", at: "2024-01-31T00:00:00Z", #","months":3"#),
      renewal("O1", at: "2024-02-01T00:00:00Z", #","months":2"#),
    ]
    let grants = try world.commitments(lines).grants.filter { $0.pool == PoolID("p") }
    #expect(grants.map(\.start) == starts.map { day("2024-" + $0) })
    #expect(zip(grants, grants.dropFirst()).allSatisfy { $0.end == $1.start })
  }
}

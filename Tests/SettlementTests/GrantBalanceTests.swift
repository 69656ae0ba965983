import Quantities
import Settlement
import TestSupport
import Testing

@Suite("How a grant stands")
struct GrantBalanceTests {
  @Test(
    "the first status that holds, by settled day",
    arguments: [
      ("2022-06-09", false, 0, "pending", "0", "100"),
      ("2022-06-10", false, 0, "active", "0", "100"),
      ("2022-06-19", false, 40, "active", "0", "60"),
      ("2022-06-20", false, 40, "expired", "60", "0"),
      ("2022-06-19", false, 100, "used_up", "0", "0"),
      ("2022-06-20", false, 100, "used_up", "0", "0"),
      ("2022-06-09", true, 0, "refunded", "100", "0"),
      ("2022-06-15", true, 40, "refunded", "100", "0"),
      ("2022-06-20", true, 0, "refunded", "100", "0"),
    ])
  func status(
    settledDay: String, isRefunded: Bool, used: Int64, status: String, expired: String, left: String
  ) throws {
    var account = AccountBuilder()
    account.grant(
      "g", 100, from: "2022-06-10", to: "2022-06-20", isRefunded: isRefunded)
    account.use("audio", minutes: used, on: "2022-06-10")
    let balance = try #require(try account.settle(through: settledDay).grants.first)
    #expect(balance.status.rawValue == status)
    #expect(balance.expired.description == expired)
    #expect(balance.left.description == left)
    #expect(try balance.drawn.adding(balance.expired).adding(balance.left) == Fraction(100))
  }

  @Test("grants are listed as the commitments list them")
  func order() throws {
    var account = AccountBuilder()
    for id in ["z", "a", "m"] { account.grant(id, 1, from: "2022-06-01", to: "2022-06-20") }
    let settled = try account.settle(through: "2022-06-10")
    #expect(settled.grants.map(\.grant.id.text) == ["z", "a", "m"])
  }
}

import Book
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Refunds of what was used")
struct UsedRefundTests {
  /// An account that gave back grant `g` of 100 minutes, valid from 2024-03-10, on 2024-03-13.
  private static func account(
    _ build: (inout AccountBuilder) -> Void = { _ in }
  ) -> AccountBuilder {
    var account = AccountBuilder()
    account.grant(
      "g", 100, from: "2024-03-10", to: "2024-04-10", app: AccountBuilder.app, isRefunded: true)
    account.refund("B1", on: "2024-03-13", grants: ["g"])
    build(&account)
    return account
  }

  private func used(_ account: AccountBuilder) throws -> [String] {
    try account.settle(through: "2024-03-31").usedRefunds.map(\.text)
  }

  @Test(
    "usage that would have drawn from it before the day of the refund",
    arguments: [
      ("2024-03-09", false), ("2024-03-10", true), ("2024-03-12", true), ("2024-03-13", false),
      ("2024-03-14", false),
    ])
  func usage(day: String, isUsed: Bool) throws {
    let account = Self.account { $0.use("audio", seconds: 1, on: day) }
    #expect(try used(account) == (isUsed ? ["B1"] : []))
    // It stands all the same: nothing is drawn from it.
    let settled = try account.settle(through: "2024-03-31")
    #expect(settled.deductions.isEmpty && settled.charges.count == 1)
    #expect(settled.grants.map(\.status) == [.refunded])
    #expect(settled.grants.map(\.expired) == [Fraction(100)])
  }

  @Test("usage that it could not have served does not count")
  func otherUsage() throws {
    #expect(try used(Self.account()).isEmpty)
    #expect(try used(Self.account { $0.use("audio", seconds: 0, on: "2024-03-11") }).isEmpty)
    #expect(
      try used(Self.account { $0.use("audio", minutes: 5, on: "2024-03-11", by: AppID(2)) })
        .isEmpty)
    #expect(try used(Self.account { $0.use("ai.speech", minutes: 5, on: "2024-03-11") }).isEmpty)
    #expect(try used(Self.account { $0.use("login", seconds: 5, on: "2024-03-11") }).isEmpty)
  }

  @Test("what other grants cover leaves it unused, until they run dry")
  func otherGrants() throws {
    let account = Self.account {
      $0.grant("first", 10, from: "2024-03-01", to: "2024-04-01")
      $0.grant("later", 1000, from: "2024-03-01", to: "2024-05-01")
    }
    var unused = account
    unused.use("audio", minutes: 10, on: "2024-03-11")
    #expect(try used(unused).isEmpty)
    var isUsed = account
    isUsed.use("audio", seconds: 601, on: "2024-03-11")
    #expect(try used(isUsed) == ["B1"])
    #expect(try isUsed.settle(through: "2024-03-31").charges.isEmpty)
  }

  @Test("each is judged with the others standing")
  func apart() throws {
    // Both would serve the one minute; the other one is void when either is judged.
    let both = Self.account {
      $0.grant("h", 100, from: "2024-03-10", to: "2024-04-01", isRefunded: true)
      $0.refund("B2", on: "2024-03-12", grants: ["h"])
      $0.use("audio", minutes: 1, on: "2024-03-11")
    }
    #expect(try used(both) == ["B1", "B2"])
  }

  @Test(
    "a login in a term before the day of the refund",
    arguments: [
      ("2024-03-09", false), ("2024-03-10", true), ("2024-03-12", true), ("2024-03-13", false),
    ])
  func login(day: String, isUsed: Bool) throws {
    var account = AccountBuilder()
    account.refund("B1", on: "2024-03-13", term: ("2024-03-10", "2024-04-10"))
    account.use("login", seconds: 1, on: day)
    account.use("groups", seconds: 500_000, on: "2024-03-11")
    account.use("login", seconds: 1, on: "2024-03-11", by: AppID(2))
    #expect(try used(account) == (isUsed ? ["B1"] : []))
    // Its term is gone: no fee.
    #expect(try account.settle(through: "2024-03-31").charges.isEmpty)
  }

  @Test("groups are no login")
  func groups() throws {
    var account = AccountBuilder()
    account.refund("B1", on: "2024-03-13", term: ("2024-03-10", "2024-04-10"))
    account.use("groups", seconds: 500_000, on: "2024-03-11")
    #expect(try used(account).isEmpty)
  }

  @Test("a refund of neither minutes nor a term is never of something used")
  func neither() throws {
    var account = AccountBuilder()
    account.refund("B1", on: "2024-03-13")
    account.use("audio", minutes: 5, on: "2024-03-11")
    account.use("login", seconds: 5, on: "2024-03-11")
    #expect(try used(account).isEmpty)
  }
}

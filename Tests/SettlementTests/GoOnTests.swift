import Book
import Quantities
import Settlement
import TestSupport
import Testing

/// What reaches back to settled days, so that an account is settled anew.
@Suite("When an account goes on")
struct GoOnTests {
  /// A change between the day settled, 2022-06-05, and the day to settle, 2022-06-12.
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let goesOn: Bool
    let apply: @Sendable (inout AccountBuilder) -> Void

    init(_ name: String, goesOn: Bool, _ apply: @escaping @Sendable (inout AccountBuilder) -> Void)
    {
      testDescription = name
      self.goesOn = goesOn
      self.apply = apply
    }
  }

  private static let changes = [
    Change("nothing", goesOn: true) { _ in },
    Change("a grant of the settled day", goesOn: false) {
      $0.grant("b", 10, from: "2022-06-05", to: "2022-07-05")
    },
    Change("a grant of the day after", goesOn: true) {
      $0.grant("b", 10, from: "2022-06-06", to: "2022-07-06")
    },
    Change("a grant that is taken back", goesOn: false) {
      $0.commitments.grants[0] = $0.commitments.grants[0].refunded(true)
    },
    Change("a later grant that is taken back", goesOn: true) {
      $0.commitments.grants[1] = $0.commitments.grants[1].refunded(true)
    },
    Change("a term of the settled month", goesOn: false) {
      $0.term(from: "2022-06-12", to: "2022-07-12")
    },
    Change("a term behind the day to settle", goesOn: true) {
      $0.term(from: "2022-06-13", to: "2022-07-13")
    },
    Change("a term that ends earlier", goesOn: false) {
      $0.commitments.quotaTerms.removeAll()
      $0.term(from: "2022-06-01", to: "2022-06-09")
    },
    Change("another app", goesOn: false) { $0.commitments.apps.append(AppID(7)) },
    Change("a suspension", goesOn: false) {
      $0.commitments.suspensions.append(
        Suspension(product: "im", start: Timestamp(epochSeconds: 1_655_000_000), end: nil))
    },
    Change("a refund", goesOn: false) { $0.refund("R", on: "2022-06-08", grants: ["later"]) },
    Change("no postpaid from the settled day", goesOn: false) {
      $0.commitments.postpaid = Timeline([
        .init(from: nil, true), .init(from: AccountBuilder.day("2022-06-05"), false),
      ])
    },
    Change("no postpaid from the day after", goesOn: true) {
      $0.commitments.postpaid = Timeline([
        .init(from: nil, true), .init(from: AccountBuilder.day("2022-06-06"), false),
      ])
    },
  ]

  private static func account() -> AccountBuilder {
    var account = AccountBuilder()
    account.grant("a", 500, from: "2022-06-01", to: "2022-07-01")
    account.grant("later", 500, from: "2022-06-07", to: "2022-07-01")
    account.term(from: "2022-06-01", to: "2022-07-01")
    return account
  }

  @Test("only what begins behind the settled day leaves what stands alone", arguments: changes)
  func changed(change: Change) {
    let before = Self.account()
    var now = before
    change.apply(&now)
    let goesOn = now.commitments.goOn(
      from: before.commitments, settledThrough: AccountBuilder.day("2022-06-05"),
      to: AccountBuilder.day("2022-06-12"))
    #expect(goesOn == change.goesOn)
  }

  @Test(
    "a known term that begins within the settled month may free peaks of settled days",
    arguments: [("2022-06-10", true), ("2022-06-11", false), ("2022-08-01", false)])
  func knownTerm(settledDay: String, goesOn: Bool) throws {
    var account = Self.account()
    account.term(
      from: "2022-06-11", to: "2022-07-11", free: ["peak_dau": 20_000, "peak_groups": 100_000])
    account.use("login", seconds: 15_000, on: "2022-06-03")
    let day = AccountBuilder.day(settledDay)
    #expect(
      account.commitments.goOn(
        from: account.commitments, settledThrough: AccountBuilder.day("2022-06-05"), to: day)
        == goesOn)
    // A step up to the tenth, none from the eleventh on.
    #expect(try account.settle(through: settledDay).charges.count == (goesOn ? 1 : 0))
  }

  @Test("a term that begins in a later month frees no peak of settled days")
  func laterMonth() {
    var account = Self.account()
    account.term(from: "2022-07-01", to: "2022-08-01", free: ["peak_dau": 20_000])
    #expect(
      account.commitments.goOn(
        from: account.commitments, settledThrough: AccountBuilder.day("2022-06-30"),
        to: AccountBuilder.day("2022-07-02")))
  }
}

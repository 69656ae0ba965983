import Book
import Catalog
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Monthly fees on peaks")
struct PeakSettlementTests {
  private func account(_ build: (inout AccountBuilder) -> Void) -> AccountBuilder {
    var account = AccountBuilder()
    build(&account)
    return account
  }

  @Test("V41, V43 the highest day of the month, in started steps")
  func highestDay() throws {
    let account = account {
      $0.term(from: "2024-03-01", to: "2024-04-01")
      $0.use("login", seconds: 9000, on: "2024-03-01")
      $0.use("login", seconds: 22_000, on: "2024-03-15")
      $0.use("login", seconds: 12_000, on: "2024-03-31")
      $0.use("groups", seconds: 202_000, on: "2024-03-02")
    }
    #expect(
      try account.rows(through: "2024-03-31").charges == [
        "1400000001,2024-03,peak_dau,monthly,2,1000,2000,2000.00,2024-03",
        "1400000001,2024-03,peak_groups,monthly,2,1000,2000,2000.00,2024-03",
      ])
  }

  @Test("V42 every day within what is free: no row")
  func withinFree() throws {
    let account = account {
      $0.term(from: "2024-03-01", to: "2024-04-01")
      for day in 10...31 { $0.use("login", seconds: 10_000, on: "2024-03-\(day)") }
    }
    #expect(try account.settle(through: "2024-03-31").charges.isEmpty)
  }

  @Test(
    "only settled days under a paid term count",
    arguments: [
      // Peak on the day before, the first, the last, and the day after the term.
      ("2024-03-09", "2024-03-31", ""), ("2024-03-10", "2024-03-31", "2024-03"),
      ("2024-04-09", "2024-04-30", "2024-04"), ("2024-04-10", "2024-04-30", ""),
      // Settled up to the day before the peak, and up to the peak.
      ("2024-03-20", "2024-03-19", ""), ("2024-03-20", "2024-03-20", "2024-03"),
    ])
  func daysUnderTerm(peak: String, settledDay: String, month: String) throws {
    let account = account {
      $0.term(from: "2024-03-10", to: "2024-04-10")
      $0.use("login", seconds: 10_001, on: peak)
    }
    let charges = try account.settle(through: settledDay).charges
    #expect(charges.map(\.period.description) == (month.isEmpty ? [] : [month]))
    #expect(charges.allSatisfy { $0.quantity == Fraction(1) && $0.kind == .monthly })
  }

  @Test("an app pays for its own peaks under its own terms")
  func appsApart() throws {
    let account = account {
      $0.term(from: "2024-03-01", to: "2024-04-01", app: AppID(2))
      for app in 1...3 {
        $0.use("login", seconds: 30_000, on: "2024-03-05", by: AppID(UInt32(app)))
      }
    }
    let charges = try account.settle(through: "2024-03-31").charges
    #expect(charges.map(\.app) == [AppID(2)])
  }

  @Test("overlapping terms give one free amount, the largest")
  func overlappingTerms() throws {
    let account = account {
      $0.term(from: "2024-03-01", to: "2024-04-01")
      $0.term(from: "2024-03-10", to: "2024-04-10")
      $0.term(from: "2024-03-20", to: "2024-03-21", free: ["peak_dau": 20_000])
      $0.use("login", seconds: 30_001, on: "2024-03-05")
      $0.use("login", seconds: 30_001, on: "2024-04-05")
    }
    let charges = try account.settle(through: "2024-04-30").charges
    #expect(charges.map(\.quantity) == [Fraction(2), Fraction(3)])
  }

  @Test("a term without free peaks is none")
  func termWithoutPeaks() throws {
    let account = account {
      $0.term(from: "2024-03-01", to: "2024-04-01", free: ["peak_groups": 100_000])
      $0.use("login", seconds: 30_001, on: "2024-03-05")
    }
    #expect(try account.settle(through: "2024-03-31").charges.isEmpty)
  }

  @Test(
    "suspensions of the product scale the fee by seconds",
    arguments: [
      // A quarter of 2024-02 (29 days) is 626400 seconds.
      ("im", Int64(0), Int64?(626_400), "0.75"), ("im", 0, nil, "0"),
      ("im", 626_400, nil, "0.25"), ("trtc", 0, nil, "1"), ("im", -10, 0, "1"),
      ("im", 29 * 86_400, nil, "1"),
    ])
  func suspensions(product: String, start: Int64, end: Int64?, share: String) throws {
    var account = account {
      $0.term(from: "2024-02-01", to: "2024-03-01")
      $0.use("login", seconds: 10_001, on: "2024-02-05")
    }
    let midnight = account.catalog.zone.start(of: AccountBuilder.day("2024-02-01")).epochSeconds
    account.commitments.suspensions = [
      Suspension(
        product: product, start: Timestamp(epochSeconds: midnight + start),
        end: end.map { Timestamp(epochSeconds: midnight + $0) })
    ]
    let charge = try #require(try account.settle(through: "2024-02-29").charges.first)
    let expected = try Fraction(1000).multiplied(by: try #require(Fraction(share)))
    // A fee of nothing is still told, for there was a step.
    #expect(charge.exactAmount == expected)
    #expect(charge.amount == (try Money(rounding: expected)))
    #expect(charge.unitPrice == Fraction(1000))
    #expect(charge.isInvoiced)
  }

  @Test(
    "a catalog may scale by days with any service instead",
    arguments: [
      (Int64(0), Int64?(29 * 86_400), "0"), (0, nil, "0"), (1, nil, "1000/29"),
      (86_400 - 1, 10 * 86_400, "20000/29"), (0, 86_399, "1000"),
    ])
  func suspendedDays(start: Int64, end: Int64?, exact: String) throws {
    var account = account {
      $0.catalog = TestCatalog.make(choices: Choices(suspensionScale: .days))
      $0.term(from: "2024-02-01", to: "2024-03-01")
      $0.use("login", seconds: 10_001, on: "2024-02-05")
    }
    let midnight = account.catalog.zone.start(of: AccountBuilder.day("2024-02-01")).epochSeconds
    account.commitments.suspensions = [
      Suspension(
        product: "im", start: Timestamp(epochSeconds: midnight + start),
        end: end.map { Timestamp(epochSeconds: midnight + $0) })
    ]
    let charge = try #require(try account.settle(through: "2024-02-29").charges.first)
    #expect(charge.exactAmount == Fraction(exact))
  }

  @Test("a fee does not ask whether the account is postpaid")
  func notPostpaid() throws {
    var account = account {
      $0.term(from: "2024-02-01", to: "2024-03-01")
      $0.use("login", seconds: 10_001, on: "2024-02-05")
    }
    account.commitments.postpaid = Timeline(always: false)
    let charge = try #require(try account.settle(through: "2024-02-29").charges.first)
    #expect(charge.isInvoiced && charge.amount == Money(hundredths: 100_000))
  }
}

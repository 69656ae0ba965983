import Book
import Catalog
import Quantities
import Settlement
import TestSupport
import Testing

@Suite("Usage: drawn first, charged after")
struct UsageSettlementTests {
  @Test("costs what the vendor says", arguments: TextTable.rows("vectors", columns: 5))
  func vectors(row: TextTable.Row) throws {
    var account = AccountBuilder()
    for part in row[2].split(separator: ",") {
      let words = part.split(separator: " ")
      let seconds = try Fraction(words[1])?.multiplied(by: Fraction(60)).wholeValue
      account.use(String(words[0]), seconds: try #require(seconds), on: row[1])
    }
    let settled = try account.settle(through: row[1])
    var exact = Fraction.zero
    for charge in settled.charges {
      exact = try exact.adding(try #require(charge.exactAmount))
    }
    #expect(exact.description == row[3])
    let invoice = try #require(try account.invoices(of: settled).first)
    #expect(invoice.total.description == row[4])
    #expect(try invoice.rounding == invoice.total.exact.subtracting(exact))
  }

  @Test(
    "V01 a day's seconds are summed before a started minute counts",
    arguments: [
      (30, 1), (50, 1), (90, 2),
    ])
  func roundsTheDay(seconds: Int64, minutes: Int64) throws {
    var account = AccountBuilder()
    account.grant("g", 100, from: "2022-06-01", to: "2022-07-01")
    account.use("audio", seconds: seconds, on: "2022-06-01")
    let balance = try #require(try account.settle(through: "2022-06-01").grants.first)
    #expect(balance.drawn == Fraction(minutes))
  }

  @Test("V12, V13 the trial pack pays one for one, then the audio pack")
  func trialPack() throws {
    var account = AccountBuilder()
    account.grant(
      "trial", 10_000, from: "2020-01-01", to: "2021-02-01", isDrawnFirst: true,
      flatRatio: Fraction(1))
    account.grant("audio", 50_000, from: "2020-01-01", to: "2020-12-01")
    account.use("audio", seconds: 199 * 60 + 30, on: "2020-01-05")
    account.use("video.sd", minutes: 300, on: "2020-01-05")
    account.use("video.hd", minutes: 500, on: "2020-01-05")
    let january = try account.settle(through: "2020-01-31")
    #expect(january.deductions.map(\.packageMinutes) == [200, 300, 500].map { Fraction($0) })
    #expect(january.grants.map(\.left) == [9000, 50_000].map { Fraction($0) })

    account.use("audio", seconds: 39_999 * 60 + 30, on: "2020-02-03")
    let february = try account.settle(through: "2020-02-29")
    #expect(february.grants.map(\.left) == [0, 19_000].map { Fraction($0) })
    #expect(february.grants.map(\.status) == [.usedUp, .active])
    #expect(february.charges.isEmpty)
  }

  @Test("V14 a pack of one tier, and another tier beside it")
  func packOfOneTier() throws {
    var account = AccountBuilder()
    account.grant("sd", 250_000, from: "2020-02-01", to: "2020-02-11", flatRatio: Fraction(1))
    account.use("video.sd", minutes: 10_000, on: "2020-02-10")
    account.use("video.hd", seconds: 2000 * 60 + 30, on: "2020-02-11")
    let rows = try account.rows(through: "2020-02-11")
    #expect(rows.grants == ["sd,,av,2020-02-01,2020-02-11,250000,10000,240000,0,expired"])
    #expect(
      rows.charges == [
        "1400000001,2020-02-11,video.hd,overage,2001,0.028,56.028,56.03,2020-02"
      ])
  }

  @Test("the ratio and the rate are those of the usage's own day")
  func tierChange() throws {
    var account = AccountBuilder()
    account.grant("g", 240, from: "2022-05-01", to: "2022-07-01")
    for day in ["2022-05-31", "2022-06-01", "2022-06-02"] {
      account.use("video.fhd", minutes: 10, on: day)
    }
    let rows = try account.rows(through: "2022-06-30")
    #expect(
      rows.deductions == [
        "1400000001,2022-05-31,video.fhd,g,10,15,150,90,2022-05",
        "1400000001,2022-06-01,video.fhd,g,10,9,90,0,2022-06",
      ])
    #expect(
      rows.charges == [
        "1400000001,2022-06-02,video.fhd,overage,10,0.063,0.63,0.63,2022-06"
      ])
  }

  @Test("a package that runs dry inside a minute leaves an exact fraction of it to be charged")
  func insideAMinute() throws {
    var account = AccountBuilder()
    account.grant("g", 500, from: "2022-06-01", to: "2022-07-01")
    account.use("video.fhd", minutes: 100, on: "2022-06-01")
    let rows = try account.rows(through: "2022-06-30")
    #expect(
      rows.deductions == [
        "1400000001,2022-06-01,video.fhd,g,500/9,9,500,0,2022-06"
      ])
    #expect(
      rows.charges == [
        "1400000001,2022-06-01,video.fhd,overage,400/9,0.063,2.8,2.80,2022-06"
      ])
  }

  @Test("lines of a day go by app, then by the catalog's order of meters")
  func orderWithinADay() throws {
    var account = AccountBuilder()
    account.grant("g", 10, from: "2022-06-01", to: "2022-07-01")
    account.use("video.sd", minutes: 3, on: "2022-06-02", by: AppID(1))
    account.use("video.sd", minutes: 1, on: "2022-06-01", by: AppID(2))
    account.use("video.sd", minutes: 1, on: "2022-06-01", by: AppID(10))
    account.use("audio", minutes: 1, on: "2022-06-01", by: AppID(10))
    let settled = try account.settle(through: "2022-06-30")
    #expect(settled.deductions.map(\.app.number) == [2, 10, 10, 1])
    #expect(settled.deductions.map(\.leftAfter) == [8, 7, 5, 0].map { Fraction($0) })
  }

  @Test("pools do not pay for each other, and a meter without a pool is charged")
  func pools() throws {
    var account = AccountBuilder()
    account.grant("av", 9, from: "2022-06-01", to: "2022-07-01")
    account.grant("rec", 9, pool: "rectrans", from: "2022-06-01", to: "2022-07-01")
    account.use("transcoding.h264.sd", minutes: 10, on: "2022-06-01")
    let rows = try account.rows(through: "2022-06-30")
    #expect(
      rows.deductions == [
        "1400000001,2022-06-01,transcoding.h264.sd,rec,9,1,9,0,2022-06"
      ])
    #expect(
      rows.charges == [
        "1400000001,2022-06-01,transcoding.h264.sd,overage,1,0.012,0.012,0.01,2022-06"
      ])
  }

  @Test("a line of 0 minutes makes no row")
  func nothingUsed() throws {
    var account = AccountBuilder()
    account.grant("g", 9, from: "2022-06-01", to: "2022-07-01")
    account.use("audio", seconds: 0, on: "2022-06-01")
    let settled = try account.settle(through: "2022-06-30")
    #expect(settled.deductions.isEmpty && settled.charges.isEmpty)
  }

  @Test("overage without a rate is told without a price, and makes no invoice line")
  func unpriced() throws {
    var account = AccountBuilder()
    account.use("ai.speech", minutes: 7, on: "2022-06-01")
    let settled = try account.settle(through: "2022-06-30")
    let charge = try #require(settled.charges.first)
    #expect(charge.isUnpriced && !charge.isInvoiced)
    #expect(charge.quantity == Fraction(7))
    #expect(try account.invoices(of: settled).isEmpty)
  }

  @Test("while an account is not postpaid its overage is listed and not charged")
  func notPostpaid() throws {
    var account = AccountBuilder()
    account.commitments.postpaid = Timeline([
      .init(from: AccountBuilder.day("2022-05-01"), true),
      .init(from: AccountBuilder.day("2022-06-02"), false),
      .init(from: AccountBuilder.day("2022-06-04"), true),
    ])
    // Before the first change the first value holds.
    for day in ["2022-04-30", "2022-06-01", "2022-06-02", "2022-06-03", "2022-06-04"] {
      account.use("audio", minutes: 10, on: day)
    }
    account.use("ai.speech", minutes: 3, on: "2022-06-03")
    let settled = try account.settle(through: "2022-06-30")
    #expect(
      settled.charges.map { $0.amount?.description ?? "-" } == [
        "0.07", "0.07", "0.00", "0.00", "-", "0.07",
      ])
    #expect(settled.charges.map(\.isInvoiced) == [true, true, false, false, false, true])
    #expect(settled.charges[2].exactAmount == Fraction("0.07"))
    let june = try #require(try account.invoices(of: settled).last)
    #expect(june.lines.count == 2)
    #expect(
      june.uncharged == [
        .init(meter: "ai.speech", minutes: Fraction(3)),
        .init(meter: "audio", minutes: Fraction(20)),
      ])
  }

  @Test("seconds without measure end in minutes without a trap")
  func largestLine() throws {
    var account = AccountBuilder()
    account.grant("g", .max, from: "2022-06-01", to: "2022-07-01")
    account.use("video.4k", seconds: .max, on: "2022-06-01")
    let settled = try account.settle(through: "2022-06-30")
    #expect(
      settled.grants.first?.drawn == (try Fraction(.max / 60 + 1).multiplied(by: Fraction(36))))
  }
}

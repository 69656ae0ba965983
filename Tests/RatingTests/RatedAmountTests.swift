import Catalog
import Quantities
import Rating
import TestSupport
import Testing

@Suite("Rating")
struct RatedAmountTests {
  @Test("overage costs what the table says", arguments: TextTable.rows("overage", columns: 7))
  func overage(row: TextTable.Row) throws {
    let minutes = try #require(Fraction(row[1]))
    let rated = try RatedAmount.overage(
      minutes, ratePerThousand: Fraction(row[2]), isPostpaid: row[3] == "yes")
    #expect(rated.unitPrice?.description ?? "-" == row[4])
    #expect(rated.exactAmount?.description ?? "-" == row[5])
    #expect(rated.amount?.description ?? "-" == row[6])
    if let unitPrice = rated.unitPrice {
      #expect(try minutes.multiplied(by: unitPrice) == rated.exactAmount)
    }
  }

  @Test("peaks cost what the table says", arguments: TextTable.rows("peaks", columns: 8))
  func peaks(row: TextTable.Row) throws {
    let fee = PeakFee(
      item: "peak_dau", meter: MeterOrdinal(0), product: "im", step: try #require(Int64(row[3])),
      price: Timeline(always: Money(hundredths: 100_000)))
    let steps = try fee.steps(
      peak: try #require(Int64(row[1])), free: try #require(Int64(row[2])))
    #expect(steps.description == row[5])
    let share = try #require(Fraction(row[4]))
    let price = fee.price.value(on: CalendarDay(number: 0))
    guard row[7] != "-" else {
      #expect(throws: QuantityOverflow.self) {
        try RatedAmount.peak(steps: steps, price: price, share: share)
      }
      return
    }
    let rated = try RatedAmount.peak(steps: steps, price: price, share: share)
    #expect(rated.unitPrice == Fraction(1000))
    #expect(rated.exactAmount?.description == row[6])
    #expect(rated.amount?.description == row[7])
  }

  @Test("a step without a price costs an unknown amount")
  func unpricedPeak() throws {
    #expect(try RatedAmount.peak(steps: 3, price: nil, share: Fraction(1)) == .unpriced)
  }

  @Test("amounts and counts that do not fit are errors and not traps")
  func overflows() throws {
    #expect(throws: QuantityOverflow.self) {
      try RatedAmount.overage(
        Fraction(Int64.max), ratePerThousand: Fraction(1_000_000), isPostpaid: true)
    }
    #expect(throws: QuantityOverflow.self) {
      try RatedAmount.overage(
        Fraction(Int128.max), ratePerThousand: Fraction(7000), isPostpaid: true)
    }
    let fee = PeakFee(
      item: "peak_dau", meter: MeterOrdinal(0), product: "im", step: 1,
      price: Timeline(always: .zero))
    #expect(throws: QuantityOverflow.self) { try fee.steps(peak: .max, free: -1) }
  }

  @Test("an amount that is not charged need not fit")
  func unchargedAmountNeedNotFit() throws {
    let rated = try RatedAmount.overage(
      Fraction(Int64.max), ratePerThousand: Fraction(1_000_000), isPostpaid: false)
    #expect(rated.amount == .zero)
  }
}

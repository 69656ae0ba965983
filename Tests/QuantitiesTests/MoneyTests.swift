import Quantities
import Testing

@Suite("Money")
struct MoneyTests {
  @Test(
    "texts with two decimals",
    arguments: [
      ("625.00", 62_500), ("0.00", 0), ("0.05", 5), ("-0.05", -5), ("-1499.10", -149_910),
      ("92233720368547758.07", Int64.max), ("-92233720368547758.08", Int64.min),
    ])
  func texts(text: String, hundredths: Int64) {
    #expect(Money(text)?.hundredths == hundredths)
    #expect(Money(hundredths: hundredths).description == text)
  }

  @Test(
    "everything else is refused",
    arguments: [
      "", "625", "625.0", "625.000", ".00", "-.00", "00.00", "0625.00", "+1.00", "1,00", "1.0a",
      " 1.00", "1.00 ", "--1.00", "1e2.00", "9223372036854775807.00", "92233720368547758.08",
      "1/2", "٣.00", "1.٣٣",
    ])
  func refuses(text: String) {
    #expect(Money(text) == nil)
  }

  @Test(
    "an exact amount is rounded half up to a hundredth",
    arguments: [
      ("0.005", 1), ("0.0049", 0), ("56.028", 5603), ("4.305", 431), ("3.255", 326), ("0.245", 25),
      ("-0.005", 0), ("-0.0051", -1), ("-419.345", -41_934), ("7/9000", 0), ("524.19354", 52_419),
    ])
  func rounds(exact: String, hundredths: Int64) throws {
    let fraction = try #require(Fraction(exact))
    #expect(try Money(rounding: fraction).hundredths == hundredths)
  }

  @Test("sums that do not fit are errors and not traps")
  func overflows() throws {
    let most = Money(hundredths: .max)
    let least = Money(hundredths: .min)
    #expect(throws: QuantityOverflow.self) { try most.adding(Money(hundredths: 1)) }
    #expect(throws: QuantityOverflow.self) { try least.adding(Money(hundredths: -1)) }
    #expect(throws: QuantityOverflow.self) { try least.subtracting(Money(hundredths: 1)) }
    #expect(throws: QuantityOverflow.self) { try Money.zero.subtracting(least) }
    #expect(throws: QuantityOverflow.self) { try least.multiplied(by: -1) }
    #expect(throws: QuantityOverflow.self) { try Money(rounding: Fraction(Int64.max)) }
    #expect(throws: QuantityOverflow.self) { try Money(rounding: Fraction(Int128.max)) }
    #expect(try most.adding(least) == Money(hundredths: -1))
    #expect(try Money(hundredths: 150).multiplied(by: 3) == Money(hundredths: 450))
    #expect(try Money(hundredths: 150).subtracting(most).adding(most).hundredths == 150)
  }

  @Test("order and exact value")
  func compares() {
    #expect(Money(hundredths: -1) < .zero)
    #expect(Money(hundredths: 5).exact == Fraction(1, over: 20))
  }
}

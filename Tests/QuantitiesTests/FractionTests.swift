import Quantities
import TestSupport
import Testing

@Suite("Exact fractions")
struct FractionTests {
  @Test(
    "are kept in lowest terms",
    arguments: [
      (6, 4, 3, 2), (-6, 4, -3, 2), (0, 7, 0, 1), (9, 9, 1, 1), (1, 3, 1, 3), (-10, 5, -2, 1),
    ])
  func reduces(numerator: Int, denominator: Int, above: Int, below: Int) {
    let fraction = Fraction(Int128(numerator), over: Int128(denominator))
    #expect(fraction.numerator == Int128(above))
    #expect(fraction.denominator == Int128(below))
  }

  @Test("reduce numbers beyond 64 bits")
  func reducesWide() {
    let wide: Int128 = 1 << 100
    #expect(Fraction(wide, over: wide >> 3) == Fraction(8))
    #expect(Fraction(.min, over: .max).denominator == .max)
    #expect(Fraction(.min, over: 1 << 126) == Fraction(-2))
  }

  @Test(
    "texts of decimals and quotients",
    arguments: [
      ("0", 0, 1), ("-5", -5, 1), ("0.25", 1, 4), ("-0.25", -1, 4), ("3.5", 7, 2), ("007", 7, 1),
      ("1/9", 1, 9), ("-400/9", -400, 9), ("0.0056", 7, 1250), ("12.000", 12, 1),
    ])
  func reads(text: String, above: Int, below: Int) {
    #expect(Fraction(text) == Fraction(Int128(above), over: Int128(below)))
  }

  @Test(
    "everything else is refused",
    arguments: [
      "", "-", ".", ".5", "5.", "+5", "1e3", "1/0", "1/-9", "1/", "/9", "1/2/3", "--5", "1.2.3",
      " 1", "1 ", "1,5", "0x10", "٣", "1.5/2", "+1/9", "1/+9", "1 /9", "-", "1.-5",
      "170141183460469231731687303715884105728", "1." + String(repeating: "0", count: 39),
    ])
  func refuses(text: String) {
    #expect(Fraction(text) == nil)
  }

  @Test(
    "texts are the shortest that say the same",
    arguments: [
      (7, 1, "7"), (1, 2, "0.5"), (-1, 2, "-0.5"), (-7, 1000, "-0.007"), (1, 3, "1/3"),
      (-10, 6, "-5/3"), (56_028, 1000, "56.028"), (100, 10, "10"), (1, 1024, "0.0009765625"),
      (1, 48, "1/48"), (0, 5, "0"),
    ])
  func writes(numerator: Int, denominator: Int, text: String) {
    let fraction = Fraction(Int128(numerator), over: Int128(denominator))
    #expect(fraction.description == text)
    #expect(Fraction(text) == fraction)
  }

  @Test(
    "texts with at least so many decimals",
    arguments: [
      ("7", 2, "7.00"), ("0.0056", 2, "0.0056"), ("0.5", 2, "0.50"), ("-0.5", 2, "-0.50"),
      ("1/3", 2, "1/3"), ("1000", 2, "1000.00"), ("0", 2, "0.00"),
    ])
  func writesDecimals(number: String, decimals: Int, text: String) {
    #expect(Fraction(number)?.text(leastDecimals: decimals) == text)
  }

  @Test("any fraction is read back from its text", arguments: 1...300)
  func roundTrips(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let numerator = Int128(Int64(bitPattern: random.next())) >> random.pick(0...60)
    // Powers of two and five end as decimals, of up to 60 digits; others do not.
    let denominators = (0..<random.pick(0...60)).reduce(Int128(1)) { product, _ in
      let (next, overflow) = product.multipliedReportingOverflow(by: random.pick([2, 5, 10, 3, 2]))
      return overflow ? product : next
    }
    let fraction = Fraction(numerator, over: denominators)
    #expect(Fraction(fraction.description) == fraction, "seed \(seed): \(fraction)")
  }

  @Test("a decimal with more digits than can be read is written as a quotient")
  func longDecimals() {
    let small = Fraction(1, over: 1 << 50)
    #expect(small.description == "1/1125899906842624")
    #expect(Fraction(small.description) == small)
  }

  @Test(
    "a half goes up, towards the larger",
    arguments: [
      ("0.5", 1), ("0.49", 0), ("1.5", 2), ("2.5", 3), ("-0.5", 0), ("-0.51", -1), ("-1.5", -1),
      ("-1.51", -2), ("-2.5", -2), ("7", 7), ("-7", -7), ("0", 0), ("4/9", 0), ("5/9", 1),
      ("-4/9", 0), ("-5/9", -1), ("1/3", 0), ("-1/3", 0), ("2/3", 1), ("-2/3", -1),
    ])
  func rounds(text: String, whole: Int) {
    #expect(Fraction(text)?.roundedHalfUp == Int128(whole))
  }

  @Test("rounding holds at the ends of 128 bits")
  func roundsAtTheEnds() {
    #expect(Fraction(.max, over: 2).roundedHalfUp == Int128.max / 2 + 1)
    #expect(Fraction(.min + 1, over: 2).roundedHalfUp == Int128.min / 2 + 1)
    #expect(Fraction(.max - 1, over: .max).roundedHalfUp == 1)
    #expect(Fraction(1, over: .max).roundedHalfUp == 0)
    #expect(Fraction(-1, over: .max).roundedHalfUp == 0)
    #expect(Fraction(-(.max - 1), over: .max).roundedHalfUp == -1)
  }

  @Test("sums, differences, products and quotients keep the laws of arithmetic", arguments: 1...300)
  func arithmetic(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func fraction() -> Fraction {
      Fraction(Int128(random.pick(-5000...5000)), over: Int128(random.pick(1...144)))
    }
    let (a, b, c) = (fraction(), fraction(), fraction())
    #expect(try a.adding(b) == b.adding(a), "seed \(seed)")
    #expect(try a.adding(b).adding(c) == a.adding(b.adding(c)), "seed \(seed)")
    #expect(try a.adding(b).subtracting(b) == a, "seed \(seed)")
    #expect(try a.subtracting(b) == Fraction.zero.subtracting(b.subtracting(a)), "seed \(seed)")
    #expect(
      try a.multiplied(by: b.adding(c)) == a.multiplied(by: b).adding(a.multiplied(by: c)),
      "seed \(seed)")
    if !b.isZero { #expect(try a.multiplied(by: b).divided(by: b) == a, "seed \(seed)") }
    #expect((a < b) == (try a.subtracting(b) < .zero), "seed \(seed)")
    #expect(Fraction.lesser(a, b) == min(a, b), "seed \(seed)")
  }

  @Test("compares exactly where products leave 128 bits")
  func comparesWide() {
    #expect(Fraction(.max - 1, over: .max) < Fraction(1))
    #expect(Fraction(.max - 2, over: .max - 1) < Fraction(.max - 1, over: .max))
    #expect(Fraction(.min, over: .max) < Fraction(-1))
    #expect(!(Fraction(.max, over: .max - 1) < Fraction(1)))
  }

  @Test("common factors go before a product is formed")
  func cancelsFirst() throws {
    let wide: Int128 = 1 << 100
    let product = try Fraction(wide, over: 3).multiplied(by: Fraction(3, over: wide))
    #expect(product == Fraction(1))
  }

  @Test("what leaves 128 bits is an error and not a trap")
  func overflows() {
    let most = Fraction(Int128.max)
    let least = Fraction(Int128.min)
    #expect(throws: QuantityOverflow.self) { try most.adding(Fraction(1)) }
    #expect(throws: QuantityOverflow.self) { try least.subtracting(Fraction(1)) }
    #expect(throws: QuantityOverflow.self) { try Fraction(0).subtracting(least) }
    #expect(throws: QuantityOverflow.self) { try most.subtracting(least) }
    #expect(throws: QuantityOverflow.self) { try most.multiplied(by: Fraction(2)) }
    #expect(throws: QuantityOverflow.self) { try least.multiplied(by: Fraction(-1)) }
    #expect(throws: QuantityOverflow.self) { try Fraction(1).divided(by: least) }
    #expect(throws: QuantityOverflow.self) { try most.divided(by: Fraction(1, over: 2)) }
    #expect(throws: QuantityOverflow.self) {
      try Fraction(1, over: .max).adding(Fraction(1, over: .max - 1))
    }
    #expect(throws: QuantityOverflow.self) { try most.adding(Fraction(1, over: 2)) }
  }

  @Test("the smallest number can be used like any other")
  func smallest() throws {
    let least = Fraction(Int128.min)
    #expect(try least.subtracting(least) == .zero)
    #expect(try least.adding(Fraction(Int128.max)) == Fraction(-1))
    #expect(try least.divided(by: Fraction(2)).numerator == .min / 2)
    #expect(Fraction(least.description) == least)
  }

  @Test("whole values are told from others")
  func wholeValues() {
    #expect(Fraction(5).wholeValue == 5)
    #expect(Fraction(10, over: 5).wholeValue == 2)
    #expect(Fraction(1, over: 2).wholeValue == nil)
    #expect(Fraction(Int128(Int64.max) + 1).wholeValue == nil)
  }

  @Test("a divisor or denominator of 0 is a mistake of the program")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = Fraction(1, over: 0) }
    await #expect(processExitsWith: .failure) { _ = Fraction(1, over: -1) }
    await #expect(processExitsWith: .failure) { _ = try Fraction(1).divided(by: .zero) }
  }
}

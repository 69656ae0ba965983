import Quantities
import Testing

@testable import Reports

@Suite("Numbers on a page")
struct FiguresTests {
  /// With a plain space for the narrow one.
  private func plain(_ text: String) -> String { text.replacing("\u{202F}", with: " ") }

  @Test("digits stand in groups of three, from the point to the left")
  func groups() {
    let texts = [0, 12, 999, 1_000, 1_589_256, -1_000].map { plain(Figures.text($0)) }
    #expect(texts == ["0", "12", "999", "1 000", "1 589 256", "\u{2212}1 000"])
    #expect(plain(Figures.text(Money(hundredths: -1_688_800))) == "\u{2212}16 888.00")
  }

  @Test(
    "exact numbers stay exact",
    arguments: [
      ("17.5", "17.5"), ("1234.0005", "1 234.0005"), ("8/9", "8/9"), ("100/9", "11 1/9"),
      ("-100/9", "\u{2212}11 1/9"), ("90001/9", "10 000 1/9"), ("12000", "12 000"),
    ])
  func exact(text: String, expected: String) throws {
    #expect(plain(Figures.text(try #require(Fraction(text)))) == expected)
  }

  @Test("differences have a sign, axes round words, places tenths")
  func others() {
    #expect(
      [5, 0, -1_200].map { plain(Figures.signed($0)) } == ["+5", "0", "\u{2212}1 200"])
    #expect(
      [0, 500, 1_500, 20_000, 5_000_000].map { plain(Figures.tick($0)) }
        == ["0", "500", "1 500", "20k", "5M"])
    #expect([0, 10, 15, -15].map { Figures.tenths($0) } == ["0", "1", "1.5", "-1.5"])
  }
}

import Testing

@testable import Generation

@Suite("Writing bytes without text objects")
struct LineBufferTests {
  private func text(_ body: (inout LineBuffer) -> Void) -> String {
    var buffer = LineBuffer(capacity: 64)
    body(&buffer)
    return buffer.withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    "Numbers have as many digits as they need",
    arguments: [
      0, 1, 9, 10, 99, 100, 101, 999, 1000, 65_535, 4_294_967_295, 9_007_199_254_740_992,
      999_999_999_999_999_999, 9_999_999_999_999_999_999, 10_000_000_000_000_000_000,
      UInt64.max,
    ])
  func decimal(value: UInt64) {
    #expect(text { $0.append(decimal: value) } == String(value))
  }

  @Test("Two digits are two digits")
  func twoDigits() {
    for value in 0...99 as ClosedRange<Int64> {
      let expected = value < 10 ? "0\(value)" : "\(value)"
      #expect(text { $0.append(twoDigits: value) } == expected)
    }
  }

  @Test(
    "Hexadecimal digits begin with the highest",
    arguments: [
      (0, "0000000000000000"), (UInt64.max, "ffffffffffffffff"),
      (0x0123_4567_89AB_CDEF, "0123456789abcdef"), (0xFEDC_BA98_7654_3210, "fedcba9876543210"),
    ] as [(UInt64, String)])
  func hexadecimal(value: UInt64, digits: String) {
    #expect(text { $0.append(hexadecimal: value) } == digits)
  }

  @Test(
    "A UUID has its dashes, version and variant",
    arguments: [
      (0x0123_4567_89AB_CDEF, 0x0123_4567_89AB_CDEF, "01234567-89ab-4def-8123-456789abcdef"),
      (0, 0, "00000000-0000-4000-8000-000000000000"),
      (UInt64.max, UInt64.max, "ffffffff-ffff-4fff-bfff-ffffffffffff"),
    ] as [(UInt64, UInt64, String)])
  func uuid(high: UInt64, low: UInt64, expected: String) {
    #expect(text { $0.append(uuid: high, low) } == expected)
  }

  @Test("Tokens of every length up to 32 are written whole and followed by what comes next")
  func tokens() {
    for count in 0...32 {
      let word = String("abcdefghijklmnopqrstuvwxyz012345".prefix(count))
      let written = text {
        $0.append(Token(word))
        $0.append(UInt8(ascii: "|"))
      }
      #expect(written == word + "|")
    }
  }

  @Test("A cut buffer goes on where it was cut")
  func truncate() {
    let written = text {
      $0.append(Token("abcdef"))
      $0.truncate(to: 3)
      $0.append(decimal: 12)
    }
    #expect(written == "abc12")
  }

  @Test("A token of more than 32 bytes and a write beyond the end stop the program")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = Token(String(repeating: "x", count: 33))
    }
    await #expect(processExitsWith: .failure) {
      var buffer = LineBuffer(capacity: 64)
      for _ in 0..<2000 { buffer.append(UInt8(0)) }
    }
  }

  @Test("The words of a stream are those of splitmix64")
  func splitmix() {
    // The published first outputs for the state 1234567.
    let words = RandomWords(base: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect((0..<5).map { words[$0] } == expected)
  }
}

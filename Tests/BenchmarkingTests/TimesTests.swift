import TestSupport
import Testing

@testable import Benchmarking

@Suite("Times and rates")
struct TimesTests {
  @Test(
    "the best and the one in the middle",
    arguments: [
      ([5], 5, 5), ([3, 1], 1, 3), ([9, 2, 4], 2, 4), ([4, 3, 2, 1], 1, 3), ([0, 7, 7], 1, 7),
    ] as [([Int64], Int64, Int64)])
  func bestAndMedian(nanoseconds: [Int64], best: Int64, median: Int64) {
    let times = Times(nanoseconds: nanoseconds)
    #expect(times.best == best)
    #expect(times.median == median)
  }

  @Test("a body is run as often as asked, and its error comes through")
  func repetitions() throws {
    struct Refusal: Error {}
    var calls = 0
    let times = Times.measuring(repetitions: 4) { calls += 1 }
    #expect(calls == 4)
    #expect(times.sorted.count == 4)
    #expect(times.sorted == times.sorted.sorted())
    #expect(throws: Refusal.self) { try Times.measuring(repetitions: 2) { throw Refusal() } }
  }

  @Test(
    "a quotient in decimals, rounded half up",
    arguments: [
      (1, 3, 2, "0.33"), (2, 3, 2, "0.67"), (1, 200, 2, "0.01"), (1, 201, 2, "0.00"),
      (1999, 1000, 2, "2.00"), (7, 2, 0, "4"), (0, 5, 4, "0.0000"), (100, 1, 1, "100.0"),
    ] as [(Int128, Int128, Int, String)])
  func decimals(numerator: Int128, denominator: Int128, places: Int, text: String) {
    #expect(decimal(numerator, over: denominator, places: places) == text)
  }

  /// A hundred records of a thousand bytes; decoding takes 2 ms at best, a scan 3.
  private let report = StageReport(
    records: 100, storedBytes: 50, decodedBytes: 100_000,
    rows: [
      .init(stage: .decode, times: Times(nanoseconds: [4_000_000, 2_000_000, 9_000_000])),
      .init(stage: .scan, times: Times(nanoseconds: [3_000_000])),
    ])

  @Test("rates and ratios are those of the best repetition")
  func rates() {
    let (decode, scan) = (report.rows[0], report.rows[1])
    #expect(report.recordsPerSecond(decode) == 50_000)
    #expect(report.bytesPerSecond(decode) == 50_000_000)
    #expect(report.recordsPerSecond(scan) == 33_333)
    #expect(report.ratioToDecoding(decode) == "1.00")
    #expect(report.ratioToDecoding(scan) == "1.50")
  }

  @Test("the table has a row a stage")
  func table() {
    let expected = """
      stage   best s  median s  records/s  MB/s decoded  to decode
      decode  0.0020    0.0040      50000            50       1.00
      scan    0.0030    0.0030      33333            33       1.50

      """
    #expect(report.table == expected)
  }
}

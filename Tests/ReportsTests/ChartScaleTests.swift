import Testing

@testable import Reports

@Suite("Scales of drawings")
struct ChartScaleTests {
  @Test(
    "ticks are round, and the last one is not below the largest number",
    arguments: [
      (0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (5, [0, 2, 4, 6]), (10, [0, 5, 10]),
      (11, [0, 5, 10, 15]), (20, [0, 5, 10, 15, 20]), (21, [0, 10, 20, 30]),
      (10_080, [0, 5_000, 10_000, 15_000]), (400_001, [0, 200_000, 400_000, 600_000]),
    ] as [(Int64, [Int64])])
  func ticks(largest: Int64, expected: [Int64]) {
    #expect(ChartScale(covering: largest).ticks == expected)
  }

  @Test("numbers stand where they belong, in whole units and never outside")
  func places() {
    let scale = ChartScale(covering: 10)
    #expect([0, 1, 5, 10].map { scale.place($0, on: 1_000) } == [0, 100, 500, 1_000])
    #expect(scale.place(-1, on: 1_000) == 0 && scale.place(11, on: 1_000) == 1_000)
    let huge = ChartScale(covering: .max)
    #expect(huge.place(.max, on: 1_000) <= 1_000 && huge.ticks.count <= 5)
  }
}

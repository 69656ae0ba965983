import Catalog
import Quantities
import TestSupport
import Testing

@testable import Forecasting

@Suite("Usage at a pace")
struct UsagePaceTests {
  private let catalog = Catalog.builtIn
  private let last: CalendarDay

  init() throws {
    last = try #require(CalendarDay("2025-10-20"))
  }

  private func line(_ meter: String, _ day: Int, _ quantity: Int64, app: UInt32 = 1) throws
    -> UsageLine
  {
    UsageLine(
      app: AppID(app), day: last.advanced(by: day),
      meter: try #require(catalog.ordinal(ofMeter: meter)), records: 1, quantity: quantity)
  }

  private func pace(_ lines: [UsageLine], days: Int) throws -> UsagePace {
    try UsagePace(of: lines, on: last.advanced(by: 1 - days)...last, catalog: catalog)
  }

  @Test(
    "seconds are given out whole, and all of them in as many days as they came from",
    arguments: [
      ([70], 7, [10, 10, 10, 10, 10, 10, 10]), ([10], 7, [1, 1, 2, 1, 2, 1, 2]),
      ([1], 3, [0, 0, 1]), ([5, 6], 2, [5, 6]), ([86_400], 1, [86_400, 86_400]),
    ] as [([Int64], Int, [Int64])])
  func seconds(given: [Int64], days: Int, expected: [Int64]) throws {
    let lines = try given.enumerated().map { try line("audio", -$0.offset, $0.element) }
    let usage = try pace(lines, days: days).usage(through: last.advanced(by: expected.count))
    let byDay = Dictionary(usage.map { ($0.day, $0.quantity) }) { $0 + $1 }
    #expect(
      (1...expected.count).map { byDay[last.advanced(by: $0)] ?? 0 } == expected)
  }

  @Test("only the days count; users and peaks are the highest of them")
  func days() throws {
    let lines = try [
      line("audio", -7, 1_000), line("audio", 1, 1_000), line("audio", -6, 700),
      line("login", -1, 40), line("login", -2, 90), line("login", -7, 500),
      line("groups", 0, 12),
    ]
    let usage = try pace(lines, days: 7).usage(through: last.advanced(by: 1))
    let found = usage.map { "\(catalog[$0.meter].name) \($0.quantity)" }
    #expect(found == ["audio 100", "login 90", "groups 12"])
    #expect(try pace(lines, days: 7).usage(through: last).isEmpty)
  }

  @Test(
    "in any number of rounds nothing is lost, and lines are in settlement order", arguments: 1...20)
  func conserved(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let days = Int.random(in: 1...31, using: &random)
    var lines: [UsageLine] = []
    var total: [UInt32: Int64] = [:]
    for app: UInt32 in 1...5 {
      for day in 0..<days where Bool.random(using: &random) {
        let quantity = Int64.random(in: 0...200_000, using: &random)
        lines.append(try line("video.hd", -day, quantity, app: app))
        total[app, default: 0] += quantity
      }
    }
    let rounds = Int.random(in: 1...4, using: &random)
    let usage = try pace(lines, days: days).usage(through: last.advanced(by: rounds * days))
    let found = Dictionary(usage.map { ($0.app.number, $0.quantity) }) { $0 + $1 }
    for app: UInt32 in 1...5 {
      #expect(found[app] ?? 0 == Int64(rounds) * (total[app] ?? 0), "seed \(seed), app \(app)")
    }
    #expect(
      zip(usage, usage.dropFirst()).allSatisfy(UsageLine.settlementOrder), "seed \(seed)")
  }
}

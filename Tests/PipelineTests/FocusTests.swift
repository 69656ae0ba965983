import Exports
import Ingest
import Pipeline
import Quantities
import TestSupport
import Testing

/// The money of FOCUS rows in ledgers with a long life: plans and packs, upgrades, refunds, closes and
/// usage that comes late.
@Suite("FOCUS rows add up")
struct FocusTests {
  private func export(
    _ ledger: String, _ kind: ExportKind, month: CalendarMonth? = nil
  ) throws -> String {
    var bytes: [UInt8] = []
    try exportLedger(ledger, kind, filter: ExportFilter(month: month), format: .ndjson) {
      bytes += $0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Usage lines that the settled day lets count.
  private func settledUsage(_ ledger: String, through day: CalendarDay) throws -> String {
    try export(ledger, .usage).split(separator: "\n").filter { line in
      let text = line.firstMatch(of: #/"day":"([^"]*)"/#)?.1 ?? ""
      return CalendarDay(text).map { $0 <= day } ?? false
    }.joined(separator: "\n")
  }

  private func money(of ledger: String, through day: CalendarDay) throws -> FocusMoney {
    try FocusMoney(
      focus: export(ledger, .focus), invoices: export(ledger, .invoices),
      usage: settledUsage(ledger, through: day))
  }

  @Test(
    "to the invoices, to the packages and to the minutes, night after night",
    arguments: 1...16 as ClosedRange<UInt64>)
  func nights(seed: UInt64) throws {
    var life = try NightLife(seed: seed)
    var closed: [CalendarMonth: String] = [:]
    var last: CalendarMonth?
    while try life.liveNight() {
      let money = try money(of: life.ledger, through: life.day)
      #expect(money.complaints == [], "seed \(seed), \(life.day)")
      guard life.catalogs == 0 else { continue }
      for (month, rows) in closed {
        let now = try export(life.ledger, .focus, month: month)
        #expect(now == rows, "seed \(seed), \(life.day): \(month) is closed")
      }
      if let month = life.lastClosed, month != last {
        last = month
        closed[month] = try export(life.ledger, .focus, month: month)
      }
    }
  }

  @Test("when everything has ended, every package has given what it cost")
  func end() throws {
    let ledger = try RichLedger()
    let day = try #require(CalendarDay("2027-12-31"))
    var options = RunOptions(command: "settle", ledger: ledger.path)
    options.through = day
    _ = try runJob(options, progress: Progress())
    let money = try money(of: ledger.path, through: day)
    #expect(money.complaints == [])
    #expect(money.closedPackages > 5)
    #expect(money.corrections > 0)
    let kinds = ["order", "refund", "grant", "used", "unused", "overage", "monthly", "adjustment"]
    for kind in kinds { #expect(money.kinds[kind, default: 0] > 0, "\(kind)") }
  }

  @Test("the check sees a wrong amount, price, quantity and a missing row")
  func canFail() throws {
    let ledger = try RichLedger()
    let day = try #require(CalendarDay("2025-11-30"))
    let focus = try export(ledger.path, .focus)
    let usage = try settledUsage(ledger.path, through: day)
    let invoices = try export(ledger.path, .invoices)
    let rows = focus.split(separator: "\n")
    let used = try #require(rows.firstIndex { $0.contains(#""x_ChargeKind":"used""#) })
    let spoiled = [
      (rows[..<used] + rows[(used + 1)...]).joined(separator: "\n"),
      focus.replacing(
        #/"BilledCost":"[1-9][0-9.]*"/#, with: #""BilledCost":"0.01""#, maxReplacements: 1),
      focus.replacing(
        #/"ListUnitPrice":"0.007"/#, with: #""ListUnitPrice":"0.008""#, maxReplacements: 1),
      focus.replacing(
        #/"ConsumedQuantity":"[^"]*"/#, with: #""ConsumedQuantity":"0.50""#, maxReplacements: 1),
    ]
    for text in spoiled {
      #expect(text != focus)
      let money = try FocusMoney(focus: text, invoices: invoices, usage: usage)
      #expect(money.complaints != [])
    }
  }
}

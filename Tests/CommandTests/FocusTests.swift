import Foundation
import TestSupport
import Testing

@Suite("FOCUS exports")
struct FocusTests {
  private let export = ["export", "focus", "--ledger", FixtureWorld.ledger]

  /// Deals that the world lacks: an upgrade, a bundle with a renewal, and refunds, one of a month that
  /// was invoiced before.
  private static let deals = [
    #"{"type":"upgrade","order_id":"U-1","time":"2025-11-10T09:00:00+08:00","upgrades":"O-101","plan":"trtc.premium"}"#,
    #"{"type":"purchase","order_id":"O-401","time":"2025-10-31T09:00:00+08:00","account_id":"acct-3","sdk_app_id":1400000005,"plan":"trtc.basic"}"#,
    #"{"type":"refund","order_id":"R-401","time":"2025-11-02T09:00:00+08:00","refunds":"O-401"}"#,
    #"{"type":"purchase","order_id":"O-402","time":"2025-11-03T09:00:00+08:00","account_id":"acct-3","sdk_app_id":1400000004,"plan":"tuicallkit.1v1"}"#,
    #"{"type":"renewal","order_id":"N-402","time":"2025-11-20T09:00:00+08:00","renews":"O-402","months":2}"#,
    #"{"type":"purchase","order_id":"O-403","time":"2025-11-05T09:00:00+08:00","account_id":"acct-3","sdk_app_id":1400000004,"plan":"im.history_30d"}"#,
  ]

  /// The world a year later: October was closed, its usage came late, and all packages have ended.
  private func story() throws -> ToolDirectory {
    let directory = try FixtureWorld.settledDirectory()
    let ledger = ["--ledger", FixtureWorld.ledger]
    func drawdown(_ words: String...) throws {
      let result = try directory.drawdown(words + ledger)
      guard result.exitCode == 0 else { throw ToolFailure(description: result.told) }
    }
    let book = try directory.files.text(of: FixtureWorld.book)
    // What is of October has to be known before its close.
    try directory.files.write(book + lines([Self.deals[1]]), to: "book-2")
    try directory.files.write(book + lines(Self.deals), to: "book-3")
    try drawdown("run", "--book", "book-2")
    try drawdown("close", "2025-09")
    try drawdown("close", "2025-10")
    let day = #""time":"2025-10-29T23:00:00+08:00""#
    try directory.files.write(
      lines([
        // Draws minutes that had expired by the end of October.
        #"{"record_id":"l-1",\#(day),"sdk_app_id":1400000001,"meter":"audio","quantity":700}"#,
        #"{"record_id":"l-2",\#(day),"sdk_app_id":1400000003,"meter":"video.2k","quantity":7000}"#,
        #"{\#(day),"sdk_app_id":1400000003,"meter":"groups","quantity":402000}"#,
      ]), to: "late.ndjson")
    try drawdown("run", "--book", "book-3", "late.ndjson")
    try drawdown("settle", "--through", "2026-12-31")
    return directory
  }

  @Test("rows are as they were looked through")
  func golden() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(export)
    #expect(result.exitCode == 0 && result.errorOutput == "", "\(result.told)")
    try expectGolden(result.output, "focus.csv")
    try expectGolden(
      try directory.drawdown(export + ["--format", "ndjson"]).output, "focus.ndjson")
    try expectGolden(try story().drawdown(export).output, "focus-story.csv")
  }

  @Test("months part the rows, and accounts do")
  func parts() throws {
    let directory = try story()
    let all = try directory.drawdown(export).output.split(separator: "\n")
    for (option, values) in [
      ("--account", ["acct-1", "acct-2", "acct-3"]),
      (
        "--month",
        ["2025-10", "2025-11", "2025-12"] + (1...12).map { $0 < 10 ? "2026-0\($0)" : "2026-\($0)" }
      ),
    ] {
      let parts = try values.flatMap {
        try directory.drawdown(export + [option, $0]).output.split(separator: "\n").dropFirst()
      }
      #expect(parts.sorted() == all.dropFirst().sorted(), "\(option)")
    }
  }

  @Test("the money adds up")
  func money() throws {
    for directory in [try FixtureWorld.settledDirectory(), try story()] {
      func rows(_ kind: String) throws -> String {
        try directory.drawdown(
          "export", kind, "--ledger", FixtureWorld.ledger, "--format", "ndjson"
        ).output
      }
      let money = try FocusMoney(
        focus: rows("focus"), invoices: rows("invoices"), usage: rows("usage"))
      #expect(money.complaints == [])
    }
  }
}

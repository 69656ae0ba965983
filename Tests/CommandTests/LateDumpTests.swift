import TestSupport
import Testing

@Suite("Dumps that come late")
struct LateDumpTests {
  private static let book = lines([
    #"{"type":"account","account_id":"acct-1","time":"2025-09-01T00:00:00+08:00"}"#,
    #"{"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2025-09-01T00:00:00+08:00"}"#,
    #"{"type":"grant","grant_id":"gift","time":"2025-09-01T00:00:00+08:00","account_id":"acct-1","#
      + #""pool":"av","minutes":100,"start":"2025-10-01","end":"2025-10-04"}"#,
  ])

  /// A dump of one hour of audio a day.
  private func dump(_ days: [String]) -> String {
    lines([DumpRecord.header] + days.map { "\($0),\($0)T12:00:00+08:00,1400000001,audio,,3600,," })
  }

  private func run(_ directory: ToolDirectory, _ words: String...) throws -> ToolResult {
    let result = try directory.drawdown(
      ["run", "--ledger", "l.db", "--book", "book.ndjson"] + words)
    #expect(result.exitCode == 0, "\(result.told)")
    return result
  }

  @Test("whether a grant pays is asked of the usage's day, however late the run")
  func expiry() throws {
    let directory = try ToolDirectory()
    try directory.files.write(Self.book, to: "book.ndjson")
    let days = ["2025-09-30", "2025-10-01", "2025-10-03", "2025-10-04"]
    try directory.files.write(dump(days), to: "all.csv")
    // Long after the gift has ended, and settled through days on which it was not valid any more.
    try directory.files.write(dump(["2026-03-01"]), to: "march.csv")
    _ = try run(directory, "march.csv", "--through", "2026-03-01")
    _ = try run(directory, "all.csv")
    let exports = try directory.exports(of: "l.db", ["deductions", "charges", "grants"])
    expectEqualLines(
      exports["deductions"] ?? "",
      lines([
        "account_id,sdk_app_id,day,meter,grant_id,usage_minutes,ratio,package_minutes,left_after,"
          + "invoice_month",
        "acct-1,1400000001,2025-10-01,audio,gift,60,1,60,40,2025-10",
        "acct-1,1400000001,2025-10-03,audio,gift,40,1,40,0,2025-10",
      ]), "deductions")
    // The days in front of and behind it, what it could not cover, and March.
    for row in [
      "2025-09-30,audio,overage,60,", "2025-10-03,audio,overage,20,",
      "2025-10-04,audio,overage,60,",
      "2026-03-01,audio,overage,60,",
    ] {
      #expect(exports["charges"]?.contains("acct-1,1400000001,\(row)") == true, "\(exports)")
    }
    #expect(exports["grants"]?.contains(",100,100,0,0,used_up\n") == true, "\(exports)")
  }

  @Test("a day without a dump is told, stops nothing, and is settled once the dump is there")
  func missingDay() throws {
    let directory = try ToolDirectory()
    try directory.files.write(Self.book, to: "book.ndjson")
    let days = (1...31).map { "2025-10-\($0 < 10 ? "0" : "")\($0)" }
    let missing = "2025-10-17"
    try directory.files.write(dump(days.filter { $0 != missing }), to: "most.csv")
    try directory.files.write(dump([missing]), to: "missing.csv")
    _ = try run(directory, "most.csv")
    let gaps = ["gaps", "--ledger", "l.db", "--from", "2025-10-01", "--through", "2025-10-31"]
    let told = try directory.drawdown(gaps)
    #expect(told.output.contains("  days without any usage\n    \(missing)\n"), "\(told.told)")
    #expect(told.output.contains("not complete: 1 day without usage\n"), "\(told.told)")
    #expect(try directory.exports(of: "l.db")["invoices"]?.contains("acct-1-2025-10") == true)

    _ = try run(directory, "missing.csv")
    let after = try directory.drawdown(gaps)
    #expect(
      !after.output.contains(missing) && after.output.contains(" complete\n"), "\(after.told)")
    let inOrder = try ToolDirectory()
    try inOrder.files.write(Self.book, to: "book.ndjson")
    try inOrder.files.write(dump(days), to: "all.csv")
    _ = try run(inOrder, "all.csv")
    #expect(try directory.exports(of: "l.db") == inOrder.exports(of: "l.db"))
  }
}

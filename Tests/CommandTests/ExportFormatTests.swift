import Foundation
import TestSupport
import Testing

@Suite("Exports for other programs")
struct ExportFormatTests {
  @Test(
    "CSV and NDJSON have the same names and values", arguments: ToolDirectory.figures.dropLast())
  func formats(kind: String) throws {
    let directory = try FixtureWorld.settledDirectory()
    let export = ["export", kind, "--ledger", FixtureWorld.ledger, "--format"]
    let csv = try directory.drawdown(export + ["csv"]).output.split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) } }
    let objects = try directory.drawdown(export + ["ndjson"]).output.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects.count == csv.count - 1)
    for (cells, object) in zip(csv.dropFirst(), objects) {
      #expect(Set(csv[0]) == Set(object.keys))
      for (name, cell) in zip(csv[0], cells) {
        let value = object[name].map { $0 is NSNull ? "" : "\($0)" }
        #expect(value == cell, "\(name)")
      }
    }
  }

  @Test("numbers that need not be whole are strings in NDJSON")
  func exactNumbers() throws {
    let directory = try FixtureWorld.settledDirectory()
    let export = ["export", "charges", "--ledger", FixtureWorld.ledger, "--format", "ndjson"]
    #expect(
      try directory.drawdown(export).output.contains(
        #""quantity":"8/9","unit_price":"0.063","exact_amount":"0.056","amount":"0.06""#))
  }

  @Test(
    "a text that a spreadsheet takes for a formula gets an apostrophe in CSV, and none in JSON",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\\ta", "'\ta"),
      ("\\ra", "\"'\ra\""), ("=\\\"a\\\"", "\"'=\"\"a\"\"\""), ("a=1", "a=1"), ("'=1", "'=1"),
      ("é,1", "\"é,1\""),
    ])
  func formulas(id: String, cell: String) throws {
    let directory = try ToolDirectory()
    try directory.files.write(
      lines([
        #"{"type":"account","account_id":"\#(id)","time":"2025-09-01T00:00:00Z"}"#,
        #"{"type":"app","sdk_app_id":1,"account_id":"\#(id)","time":"2025-09-01T00:00:00Z"}"#,
        #"{"type":"grant","grant_id":"\#(id)","time":"2025-09-01T00:00:00Z","account_id":"\#(id)","#
          + #""pool":"av","minutes":1,"start":"2025-10-01","end":"2025-11-01"}"#,
      ]), to: "book")
    try directory.files.write(
      lines([DumpRecord.header, "r,2025-10-01T00:00:00+08:00,1,audio,,120,,"]), to: "dump")
    let run = try directory.drawdown("run", "--ledger", "l.db", "--book", "book", "dump")
    #expect(run.exitCode == 0, "\(run.told)")
    let exports = try directory.exports(of: "l.db")
    #expect(exports["usage"]?.contains("\n\(cell),1,2025-10-01,audio,1,120,2\n") == true)
    #expect(
      exports["deductions"]?.contains("\n\(cell),1,2025-10-01,audio,\(cell),1,1,1,0,2025-10\n")
        == true)
    #expect(exports["grants"]?.contains("\n\(cell),\(cell),,av,,") == true)
    #expect(exports["invoices"]?.contains(#""account_id":"\#(id)","#) == true)
  }

  @Test("a filter that no row passes leaves the header alone", arguments: ToolDirectory.figures)
  func nothing(kind: String) throws {
    let directory = try FixtureWorld.settledDirectory()
    for filter in [["--account", "acct-9"], ["--month", "2024-01"]] {
      let export = ["export", kind, "--ledger", FixtureWorld.ledger] + filter
      let result = try directory.drawdown(export)
      let header = try FixtureWorld.expected(kind).prefix { $0 != "\n" } + "\n"
      #expect(result.exitCode == 0)
      #expect(result.output == (kind == "invoices" ? "" : String(header)))
    }
  }
}

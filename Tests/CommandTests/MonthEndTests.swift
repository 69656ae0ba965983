import TestSupport
import Testing

/// A month and the day behind it.
struct MonthEnd: CustomTestStringConvertible {
  let month: String
  let lastDay: String
  let nextDay: String

  var testDescription: String { month }
  var nextMonth: String { String(nextDay.prefix(7)) }

  static let all = [
    MonthEnd(month: "2024-02", lastDay: "2024-02-29", nextDay: "2024-03-01"),
    MonthEnd(month: "2025-02", lastDay: "2025-02-28", nextDay: "2025-03-01"),
    MonthEnd(month: "2025-04", lastDay: "2025-04-30", nextDay: "2025-05-01"),
    MonthEnd(month: "2025-12", lastDay: "2025-12-31", nextDay: "2026-01-01"),
  ]
}

@Suite("The last second of a month")
struct MonthEndTests {
  @Test(
    "belongs to its month, and the one behind it to the next, to the cent", arguments: MonthEnd.all)
  func invoices(end: MonthEnd) throws {
    let directory = try ToolDirectory()
    try directory.files.write(
      lines([
        #"{"type":"account","account_id":"acct-1","time":"2024-01-01T00:00:00+08:00"}"#,
        #"{"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2024-01-01T00:00:00+08:00"}"#,
        #"{"type":"purchase","order_id":"last","time":"\#(end.lastDay)T23:59:59+08:00","account_id":"acct-1","plan":"pack.general_25k","paid":"1.00"}"#,
        #"{"type":"purchase","order_id":"next","time":"\#(end.nextDay)T00:00:00+08:00","account_id":"acct-1","plan":"pack.general_25k","paid":"2.00"}"#,
      ]), to: "book.ndjson")
    // A second on each side, and one record that lies on both.
    try directory.files.write(
      lines([
        DumpRecord.header, "a,\(end.lastDay)T23:59:59+08:00,1400000001,transcoding.audio,,1,,",
        "b,\(end.nextDay)T00:00:00+08:00,1400000001,transcoding.audio,,1,,",
        "c,\(end.lastDay)T23:59:00+08:00,1400000001,transcoding.h264.sd,,6060,,",
      ]), to: "usage.csv")
    let run = try directory.drawdown(
      "run", "--ledger", "l.db", "--book", "book.ndjson", "usage.csv")
    #expect(run.exitCode == 0, "\(run.told)")
    let exports = try directory.exports(of: "l.db", ["usage", "charges", "invoices"])
    for row in [
      "\(end.lastDay),transcoding.audio,1,1,1", "\(end.nextDay),transcoding.audio,1,1,1",
      "\(end.lastDay),transcoding.h264.sd,1,60,1", "\(end.nextDay),transcoding.h264.sd,1,6000,100",
    ] {
      #expect(exports["usage"]?.contains("acct-1,1400000001,\(row)\n") == true, "\(exports)")
    }
    // 1 minute of audio is 0.01; of pictures 1 minute is 0.01 and 100 are 1.20.
    let invoices = (exports["invoices"] ?? "").split(separator: "\n")
    #expect(invoices.count == 2, "\(exports)")
    #expect(
      invoices.first?.contains(#""number":"acct-1-\#(end.month)""#) == true
        && invoices.first?.contains(#""total":"1.02""#) == true, "\(invoices)")
    #expect(
      invoices.last?.contains(#""number":"acct-1-\#(end.nextMonth)""#) == true
        && invoices.last?.contains(#""total":"3.21""#) == true, "\(invoices)")
  }
}

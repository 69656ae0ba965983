import TestSupport
import Testing

/// A machine's time zone, and days on which its clocks are moved: they have 23, 24.5 or 25 hours
/// there.
struct MachineZone: CustomTestStringConvertible {
  let name: String
  let days: [String]

  var testDescription: String { name }

  static let all = [
    MachineZone(name: "America/New_York", days: ["2025-03-09", "2025-11-02"]),
    MachineZone(name: "Europe/Berlin", days: ["2025-03-30", "2025-10-26"]),
    MachineZone(name: "Australia/Lord_Howe", days: ["2025-04-06", "2025-10-05"]),
    MachineZone(name: "Pacific/Apia", days: ["2011-12-29", "2011-12-30"]),
  ]
}

@Suite("Days are those of the catalog, on any machine")
struct TimeZoneTests {
  private static let book = lines([
    #"{"type":"account","account_id":"acct-1","time":"2011-01-01T00:00:00+08:00"}"#,
    #"{"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2011-01-01T00:00:00+08:00"}"#,
    #"{"type":"grant","grant_id":"g","time":"2011-01-01T00:00:00+08:00","account_id":"acct-1","#
      + #""pool":"av","minutes":100,"start":"2011-01-01","end":"2026-01-01"}"#,
  ])

  /// Records that fill a day without a gap: four of six hours, and one of the whole day.
  private func dump(_ day: String) -> String {
    let days = ["T00", "T06", "T12", "T18"].enumerated().map { index, hour in
      "\(day)-\(index),\(day)\(hour):00:00+08:00,1400000001,audio,,21600,,"
    }
    let nightly = "\(day)-n,\(day)T00:00:00+08:00,1400000001,video.hd,,86400,,"
    return lines([DumpRecord.header] + days + [nightly])
  }

  private func settle(
    _ zone: MachineZone, environment: [String: String]
  ) throws -> [String: String] {
    let directory = try ToolDirectory()
    try directory.files.write(Self.book, to: "book.ndjson")
    for day in zone.days { try directory.files.write(dump(day), to: "\(day).csv") }
    let run = ["run", "--ledger", "l.db", "--book", "book.ndjson"] + zone.days.map { "\($0).csv" }
    let result = try directory.drawdown(run, environment: environment)
    #expect(result.exitCode == 0, "\(result.told)")
    var exports: [String: String] = [:]
    for kind in ToolDirectory.figures {
      let export = ["export", kind, "--ledger", "l.db"]
      exports[kind] = try directory.drawdown(export, environment: environment).output
    }
    return exports
  }

  @Test(
    "a day has 24 hours, also where the machine's has 23 or 25, and nothing counts twice",
    arguments: MachineZone.all)
  func daylightSaving(zone: MachineZone) throws {
    let exports = try settle(zone, environment: ["TZ": zone.name])
    let usage = zone.days.flatMap { day in
      [
        "acct-1,1400000001,\(day),audio,4,86400,1440",
        "acct-1,1400000001,\(day),video.hd,1,86400,1440",
      ]
    }
    let header = "account_id,sdk_app_id,day,meter,records,quantity,minutes"
    expectEqualLines(exports["usage"] ?? "", lines([header] + usage), "usage")
    #expect(exports == (try settle(zone, environment: ["TZ": "UTC"])))
  }

  @Test(
    "a time without an offset is read by the one that is given, not by the machine's",
    arguments: ["America/New_York", "Asia/Kolkata", "UTC"])
  func assumedOffset(zone: String) throws {
    let directory = try ToolDirectory()
    // 02:30 is skipped, and 01:30 is there twice, on New York's clocks.
    let rows = ["2025-03-09T02:30:00", "2025-11-02T01:30:00"].enumerated().map { index, time in
      "r\(index),\(time),1400000001,audio,,3600,,"
    }
    try directory.files.write(lines([DumpRecord.header] + rows), to: "local.csv")
    let words = ["aggregate", "local.csv", "--assume-offset", "-05:00"]
    let result = try directory.drawdown(words, environment: ["TZ": zone])
    #expect(result.exitCode == 0, "\(result.told)")
    for day in ["2025-03-09", "2025-11-02"] {
      #expect(result.output.contains(",1400000001,\(day),audio,1,3600,60\n"), "\(result.told)")
    }
  }
}

import Foundation
import TestSupport
import Testing

/// A line that is rejected, or close to one; see `Tables/reject-reasons.txt`.
struct SuspectLine: CustomTestStringConvertible {
  static let all = TextTable.rows("reject-reasons", columns: 3).map { SuspectLine($0) }

  /// The reason, `nil` when the line is counted.
  let reason: String?
  let bytes: [UInt8]
  let testDescription: String

  private init(_ row: TextTable.Row) {
    reason = row[1] == "counted" ? nil : row[1]
    bytes = row[2].unicodeScalars.flatMap { scalar -> [UInt8] in
      switch scalar {
      case "~": []
      case "^": [UInt8(ascii: "\t")]
      case "§": [0xFF]
      default: Array(String(scalar).utf8)
      }
    }
    testDescription = "\(row)"
  }

  /// A line of NDJSON is told by the object around it; every line of CSV here has commas and none.
  private var isNDJSON: Bool { ["{", "["].contains { bytes.starts(with: $0.utf8) } }

  /// A good record of the same format.
  private var good: String {
    isNDJSON
      ? #"{"time":1759248000,"sdk_app_id":1,"meter":"groups","quantity":0}"#
      : ",1759248000,1,groups,,0,,"
  }

  /// What stands in front of the line in the dump.
  private var head: String {
    isNDJSON
      ? lines([good])
      : lines(["record_id,time,sdk_app_id,meter,user_id,quantity,width,height", good])
  }

  /// The line of the dump on which it stands, from 1.
  var number: Int { isNDJSON ? 2 : 3 }
  /// The byte of the dump at which it begins.
  var offset: Int { head.utf8.count }
  /// The dump: the line between two good records.
  var dump: [UInt8] { Array(head.utf8) + bytes + Array("\n\(good)\n".utf8) }
}

@Suite("Lines that are rejected")
struct RejectReasonTests {
  /// A line of a rejects file.
  private struct Reject: Decodable, Equatable {
    let source: String
    let line: Int
    let frame: Int?
    let offset: Int
    let reason: String
    let record: String
  }

  @Test(
    "each is told with reason and place, in the file and by exit code 1",
    arguments: SuspectLine.all)
  func reason(line: SuspectLine) throws {
    let directory = try ToolDirectory()
    try directory.files.write(line.dump, to: "dump")
    let result = try directory.drawdown("aggregate", "dump", "--rejects", "rejects", "--json")
    #expect(result.exitCode == (line.reason == nil ? 0 : 1), "\(result.told)")
    let rejects = try directory.files.text(of: "rejects").split(separator: "\n").map {
      try JSONDecoder().decode(Reject.self, from: Data($0.utf8))
    }
    let expected = line.reason.map {
      Reject(
        source: "dump", line: line.number, frame: nil, offset: line.offset, reason: $0,
        record: String(decoding: line.bytes, as: UTF8.self))
    }
    #expect(rejects == (expected.map { [$0] } ?? []))
    let counts = try SummaryCounts(result.errorOutput)
    #expect(counts.read == 3 && counts.counted == (line.reason == nil ? 3 : 2))
  }

  @Test("every reason has a line in the table, but for the one that needs a ledger")
  func everyReason() throws {
    let reasons = Set(SuspectLine.all.compactMap(\.reason))
    #expect(
      reasons == [
        "syntax", "encoding", "columns", "repeated_key", "record_id", "time", "sdk_app_id", "meter",
        "user_id", "quantity", "width", "height",
      ])
  }

  @Test("too_old is told by a run on a ledger that has forgotten the month")
  func tooOld() throws {
    let directory = try ToolDirectory()
    let dump = [DumpRecord.header, "r,2025-09-30T23:59:59+08:00,1,audio,,60,,"]
    try directory.files.write(lines(dump), to: "first.csv")
    try directory.files.write(lines(dump + [",1759248000,1,groups,,1,,"]), to: "second.csv")
    let run = ["run", "--ledger", "l.db", "--through", "2025-09-30"]
    #expect(try directory.drawdown(run + ["first.csv"]).exitCode == 0)
    let close = try directory.drawdown("close", "2025-09", "--ledger", "l.db", "--forget")
    #expect(close.exitCode == 0, "\(close.told)")
    let late = ["run", "--ledger", "l.db", "second.csv", "--rejects", "rejects"]
    #expect(try directory.drawdown(late).exitCode == 1)
    let reject = try JSONDecoder().decode(
      Reject.self, from: Data(try directory.files.bytes(of: "rejects")))
    #expect(
      reject
        == Reject(
          source: "second.csv", line: 2, frame: nil, offset: dump[0].utf8.count + 1,
          reason: "too_old", record: dump[1]))
  }

  @Test("--assume-offset reads times that name none")
  func assumedOffset() throws {
    let directory = try ToolDirectory()
    try directory.files.write(
      lines(["record_id,time,sdk_app_id,meter,quantity", "r,2025-10-01T01:00:00,1,audio,60"]),
      to: "dump")
    for (offset, day) in [("+08:00", "2025-10-01"), ("+10:00", "2025-09-30")] {
      let result = try directory.drawdown("aggregate", "dump", "--assume-offset", offset)
      #expect(result.exitCode == 0)
      #expect(result.output.contains(",1,\(day),audio,1,60,1"), "\(result.told)")
    }
  }

  @Test("a record is cut at 4096 bytes and keeps what is no UTF-8 as U+FFFD")
  func longRecord() throws {
    let directory = try ToolDirectory()
    let line: [UInt8] = [0xFF] + Array(String(repeating: "x", count: 5000).utf8)
    try directory.files.write(
      Array("record_id,time,sdk_app_id,meter\n".utf8) + line, to: "dump")
    #expect(try directory.drawdown("aggregate", "dump", "--rejects", "rejects").exitCode == 1)
    let reject = try JSONDecoder().decode(
      Reject.self, from: Data(try directory.files.bytes(of: "rejects")))
    #expect(reject.record == "\u{FFFD}" + String(repeating: "x", count: 4095))
    #expect(reject.line == 2)
  }

  @Test(
    "rejects and conflicts up to the limits are fine",
    arguments: [(12, 1, 0), (11, 1, 1), (12, 0, 1), (99, 99, 0)] as [(Int, Int, Int32)])
  func limits(rejects: Int, conflicts: Int, code: Int32) throws {
    let directory = try FixtureWorld.directory()
    let limits = ["--max-rejects", "\(rejects)", "--max-conflicts", "\(conflicts)"]
    #expect(try directory.drawdown(FixtureWorld.run + limits).exitCode == code)
    let aggregate = ["aggregate"] + FixtureWorld.dumps + limits
    #expect(try directory.drawdown(aggregate).exitCode == code)
  }
}

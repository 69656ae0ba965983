import Quantities
import Testing
import UsageRecords

@Suite("reasons for rejection")
struct ReasonTests {
  /// The second at which the months begin whose identities are remembered.
  private static let end: Int64 = 1_759_248_000
  private static let old = ["time": "\(end - 1)"]

  private func reasons(_ line: String, as shape: DumpShape = .ndjson) -> [String] {
    scan(
      Array(line.utf8), as: shape, forgottenBefore: Timestamp(epochSeconds: Self.end)
    ).reasons
  }

  /// A line that is rejected for a reason, and for no other one in front of it.
  private func line(_ reason: RejectReason) -> (text: String, shape: DumpShape) {
    switch reason {
    case .syntax: ("{", .ndjson)
    case .encoding: (jsonLine("audio", ["note": "\"\u{7F}\""]), .ndjson)
    case .columns: (csvRow("audio") + ",", header())
    case .repeatedKey: (jsonLine("audio", ["note": #"1,"quantity":1"#]), .ndjson)
    case .recordID: (jsonLine("audio", ["record_id": nil]), .ndjson)
    case .time: (jsonLine("audio", ["time": nil]), .ndjson)
    case .sdkAppID: (jsonLine("audio", ["sdk_app_id": "0"]), .ndjson)
    case .meter: (jsonLine("none"), .ndjson)
    case .userID: (jsonLine("login", ["user_id": nil]), .ndjson)
    case .quantity: (jsonLine("audio", ["quantity": "-1"]), .ndjson)
    case .width: (jsonLine("video", ["width": nil]), .ndjson)
    case .height: (jsonLine("video", ["height": nil]), .ndjson)
    case .tooOld: (jsonLine("audio", ["time": "\(Self.end - 1)"]), .ndjson)
    }
  }

  @Test("each is raised", arguments: RejectReason.allCases)
  func each(reason: RejectReason) {
    let (text, shape) = line(reason)
    var bytes = Array(text.utf8)
    if reason == .encoding { bytes = bytes.map { $0 == 0x7F ? 0xFF : $0 } }
    let end = Timestamp(epochSeconds: Self.end)
    #expect(scan(bytes, as: shape, forgottenBefore: end).reasons == [reason.description])
  }

  @Test(
    "a duration is too old by its `time`, whatever its days",
    arguments: [
      ("audio", end - 1, "1", "too_old"), ("audio", end, "1", "ok"),
      ("audio", end - 1, "0", "too_old"),
      ("audio", end, "0", "ok"), ("audio", end - 1, "86400", "too_old"),
      ("video", end - 1, "1", "too_old"), ("video", end, "1", "ok"),
      ("ai.speech", 1_262_304_000, "1", "too_old"), ("login", end - 1, "1", "ok"),
      ("groups", end - 1, "1", "ok"),
    ])
  func byTime(meter: String, time: Int64, quantity: String, reason: String) {
    let changes = ["time": "\(time)", "quantity": quantity]
    #expect(reasons(jsonLine(meter, changes)) == [reason])
    #expect(reasons(csvRow(meter, changes), as: header()) == [reason])
    #expect(scan(jsonLine(meter, changes)).reasons == ["ok"])
  }

  @Test(
    "too_old is the last of the reasons",
    arguments: [
      ("record_id", "\"\""), ("sdk_app_id", "0"), ("quantity", "-1"), ("width", "0"),
      ("height", "0"), ("user_id", "\"\""),
    ])
  func last(field: String, value: String) {
    #expect(
      reasons(jsonLine("video", Self.old.merging([field: value]) { $1 })) == [field])
    #expect(reasons(jsonLine("none", Self.old)) == ["meter"])
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Beside the vendor's bill")
struct ReconcileTests {
  private let reconcile = ["reconcile", "bill.csv", "--ledger", FixtureWorld.ledger]
  /// The bill of October for the world of fixtures/world.
  private let october = [
    "交易类型,订单ID,扣费时间,实例ID,开始使用时间,组件类型,组件名称,组件用量,组件用量单位,优惠后总价",
    "新购,O-101,2025-10-01 09:00:00,-,-,-,-,-,-,1875.00",
    "新购,O-102,2025-10-30 20:15:00,-,-,-,-,-,-,168.00",
    "新购,O-202,2025-10-01 09:00:00,-,-,-,-,-,-,1499.00",
    "新购,O-301,2025-10-30 09:00:00,-,-,-,-,-,-,2500.00",
    "按量计费日结,-,-,1400000002,2025-10-30 00:00:00,云端录制 合流,高清,11,分钟,0.38500000",
    "按量计费日结,-,-,1400000003,2025-10-28 00:00:00,音视频时长,高清,17.5,分钟,0.49",
    "按量计费日结,-,-,1400000003,2025-10-31 00:00:00,音视频时长,音频,5,分钟,0.035",
    "按量计费日结,-,-,1400000004,2025-10-29 00:00:00,音视频时长,超高清,0.8889,分钟,0.056",
    "按量计费月结,-,-,1400000003,2025-10-01 00:00:00,即时通信,峰值群组数,2,个,2000.00",
  ]

  @Test("a bill that says the same has no difference: exit 0")
  func equal() throws {
    let directory = try FixtureWorld.settledDirectory()
    try directory.files.write("\u{FEFF}" + lines(october), to: "bill.csv")
    for words in [[], ["--month", "2025-10"], ["--format", "ndjson"]] {
      let result = try directory.drawdown(reconcile + words)
      #expect(result.exitCode == 0, "\(result.told)")
      #expect(result.output.split(separator: "\n").count <= 1)
      #expect(
        result.errorOutput
          == "drawdown: 2025-10: 9 lines of the bill, 9 matched; the ledger charges 8042.98, the "
          + "bill 8042.966; nothing differs\n")
    }
  }

  @Test("every difference is a row with a reason: exit 1, as CSV and as JSON")
  func differences() throws {
    let directory = try FixtureWorld.settledDirectory()
    var bill = october
    bill[1] = bill[1].replacing("1875.00", with: "1500.00")
    bill[4] = bill[4].replacing("O-301", with: "O-999")
    bill[5] = bill[5].replacing(",11,", with: ",12,")
    bill[7] = bill[7].replacing("10-31", with: "10-30")
    bill.append("按量计费日结,-,-,1400000001,2025-10-30 00:00:00,音视频时长,超高清,11,分钟,0.69")
    bill.append("按量计费日结,-,-,1400000004,2025-11-01 00:00:00,音视频时长,音频,1,分钟,0.01")
    try directory.files.write(lines(bill), to: "bill.csv")
    let result = try directory.drawdown(reconcile + ["--month", "2025-10"])
    #expect(result.exitCode == 1, "\(result.told)")
    try expectGolden(result.output, "reconcile.csv")
    let json = try directory.drawdown(reconcile + ["--month", "2025-10", "--json", "-o", "out"])
    #expect(json.exitCode == 1 && json.output == "")
    let object = try JSONSerialization.jsonObject(with: Data(try directory.files.bytes(of: "out")))
    let differences = (object as? [String: Any])?["differences"] as? [[String: Any]]
    #expect(differences?.count == result.output.split(separator: "\n").count - 1)
  }

  @Test("late usage is told as such")
  func late() throws {
    let directory = try FixtureWorld.settledDirectory()
    for month in ["2025-09", "2025-10"] {
      #expect(
        try directory.drawdown("close", month, "--ledger", FixtureWorld.ledger).exitCode == 0)
    }
    try directory.files.write(
      #"{"record_id":"l","time":"2025-10-30T23:00:00+08:00","sdk_app_id":1400000003,"meter":"video.2k","quantity":700}"#
        + "\n", to: "late.ndjson")
    #expect(
      try directory.drawdown("run", "--ledger", FixtureWorld.ledger, "late.ndjson").exitCode == 0)
    let row = "按量计费日结,-,-,1400000003,2025-10-30 00:00:00,音视频时长,2K,12,分钟,1.34"
    try directory.files.write(lines(october + [row]), to: "bill.csv")
    let result = try directory.drawdown(reconcile + ["--month", "2025-10"])
    #expect(result.exitCode == 1 && result.output.contains("\nmonth,acct-2,1400000003,2025-10-30"))
    #expect(
      result.output.contains("on the invoice of 2025-11, since it came late"), "\(result.told)")
  }

  @Test("a bill that cannot be read is refused with its place: exit 3")
  func refused() throws {
    let directory = try FixtureWorld.settledDirectory()
    try directory.files.write(
      lines(october + [#"新购,O-9,2025-10-01,-,-,-,-,-,-,"1,499.00""#]), to: "bill.csv")
    let result = try directory.drawdown(reconcile)
    #expect(result.exitCode == 3 && result.output == "", "\(result.told)")
    #expect(result.errorOutput.contains("line 11, byte "), "\(result.told)")
    #expect(result.errorOutput.contains("'1,499.00' has a separator of thousands"))
    let missing = try directory.drawdown("reconcile", "none", "--ledger", FixtureWorld.ledger)
    #expect(missing.exitCode == 3)
    let component = try directory.drawdown(reconcile + ["--component", "x=y"])
    #expect(component.exitCode == 2, "\(component.told)")
  }
}

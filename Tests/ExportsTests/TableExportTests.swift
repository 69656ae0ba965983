import Ledger
import Quantities
import Settlement
import Testing

@testable import Exports

@Suite("Exports of rows (section 5)")
struct TableExportTests {
  private let sample: SampleLedger

  init() throws {
    sample = try SampleLedger()
  }

  @Test(
    "an empty ledger exports headers and nothing else",
    arguments: [
      (ExportKind.usage, "account_id,sdk_app_id,day,meter,records,quantity,minutes"),
      (
        .deductions,
        "account_id,sdk_app_id,day,meter,grant_id,usage_minutes,ratio,package_minutes,left_after,"
          + "invoice_month"
      ),
      (
        .charges,
        "account_id,sdk_app_id,period,item,kind,quantity,unit_price,exact_amount,amount,"
          + "invoice_month"
      ),
      (
        .grants,
        "account_id,grant_id,sdk_app_id,pool,plan,start,end,minutes,drawn,expired,left,status"
      ),
      (.rejects, "source,line,frame,offset,reason,record,first"),
    ])
  func empty(kind: ExportKind, header: String) throws {
    #expect(try sample.export(kind) == [header])
    #expect(try sample.export(kind, .ndjson).isEmpty)
  }

  @Test("usage: unowned apps first, then by account, app, day and the meter's name")
  func usage() throws {
    try sample.add(
      line(20, "2025-10-01", "video.hd", 61), line(20, "2025-10-01", "audio", 0),
      line(20, "2025-10-01", "login", 9), line(20, "2025-10-01", "groups", 4),
      line(3, "2025-10-02", "audio", 60), line(3, "2025-10-01", "audio", 60),
      line(100, "2025-10-01", "audio", 1), line(99, "2025-10-01", "audio", 1))
    try sample.setOwner(of: 20, 100, to: "b")
    try sample.setOwner(of: 99, to: "B")
    #expect(
      try sample.export(.usage).dropFirst() == [
        ",3,2025-10-01,audio,1,60,1",
        ",3,2025-10-02,audio,1,60,1",
        "B,99,2025-10-01,audio,1,1,1",
        "b,20,2025-10-01,audio,1,0,0",
        "b,20,2025-10-01,groups,1,4,",
        "b,20,2025-10-01,login,1,0,",
        "b,20,2025-10-01,video.hd,1,61,2",
        "b,100,2025-10-01,audio,1,1,1",
      ])
    #expect(
      try sample.export(.usage, .ndjson, account: "b").first
        == #"{"account_id":"b","sdk_app_id":20,"day":"2025-10-01","meter":"audio","#
        + #""records":1,"quantity":0,"minutes":0}"#)
    #expect(
      try sample.export(.usage, .ndjson).first
        == #"{"account_id":null,"sdk_app_id":3,"day":"2025-10-01","meter":"audio","#
        + #""records":1,"quantity":60,"minutes":1}"#)
    #expect(
      try sample.export(.usage, .ndjson, account: "b")[1]
        .hasSuffix(#""meter":"groups","records":1,"quantity":4,"minutes":null}"#))
  }

  @Test("usage without a ledger looks the same, with an empty account")
  func usageInMemory() throws {
    let usage = [
      line(20, "2025-10-01", "video.hd", 61), line(3, "2025-11-01", "audio", records: 2, 60),
      line(3, "2025-10-31", "groups", 4),
    ]
    try sample.ledger.write(command: "run") { try $0.add(usage, catalog: catalog) }
    for format in ExportFormat.allCases {
      for month in [nil, month("2025-10")] {
        var bytes: [UInt8] = []
        try exportUsage(usage, catalog: catalog, month: month, format: format) { bytes += $0 }
        #expect(try lines(of: bytes) == sample.export(.usage, format, month: month))
      }
    }
  }

  @Test("deductions: fractions are exact, rows by account, app, day, meter, grant, numbers")
  func deductions() throws {
    try sample.post(
      "acct-1",
      deductions: [
        deduction(7, "2025-10-02", minutes: "10", left: "9"),
        deduction(7, "2025-10-02", minutes: "9", left: "10"),
        deduction(7, "2025-10-02", grant: "o-0", minutes: "80/9", package: "320/9", left: "0"),
        deduction(7, "2025-10-01", "audio", ratio: "1", package: "10"),
        deduction(7, "2025-10-01", "video.4k", ratio: "36", package: "360"),
        deduction(6, "2025-10-31", invoice: "2025-11"),
      ])
    #expect(
      try sample.export(.deductions).dropFirst() == [
        "acct-1,6,2025-10-31,video.hd,o-1/1/av,10,4,40,960,2025-11",
        "acct-1,7,2025-10-01,audio,o-1/1/av,10,1,10,960,2025-10",
        "acct-1,7,2025-10-01,video.4k,o-1/1/av,10,36,360,960,2025-10",
        "acct-1,7,2025-10-02,video.hd,o-0,80/9,4,320/9,0,2025-10",
        "acct-1,7,2025-10-02,video.hd,o-1/1/av,9,4,40,10,2025-10",
        "acct-1,7,2025-10-02,video.hd,o-1/1/av,10,4,40,9,2025-10",
      ])
    #expect(
      try sample.export(.deductions, .ndjson)[3]
        == #"{"account_id":"acct-1","sdk_app_id":7,"day":"2025-10-02","meter":"video.hd","#
        + #""grant_id":"o-0","usage_minutes":"80/9","ratio":"4","package_minutes":"320/9","#
        + #""left_after":"0","invoice_month":"2025-10"}"#)
    #expect(try sample.export(.deductions, month: month("2025-11")).count == 2)
  }

  @Test("charges: prices have two decimals or more, amounts two, what is unpriced is empty")
  func charges() throws {
    try sample.post(
      "acct-1",
      charges: [
        fee(7), fee(7, kind: .adjustment),
        overage(
          7, "2025-10-01", "video.hd", quantity: "10", price: "0.028", exact: "0.28",
          amount: "0.28"),
        overage(7, "2025-10-01", "audio", quantity: "1/9", exact: "7/9000", amount: "0.00"),
        overage(7, "2025-10-01", "ai.speech", quantity: "3", price: nil, exact: nil, amount: nil),
        overage(
          7, "2025-10-01", "audio", quantity: "1/10", price: "7", amount: "0.00",
          isPostpaid: false),
        overage(7, "2025-09-30", kind: .adjustment),
      ])
    #expect(
      try sample.export(.charges).dropFirst() == [
        "acct-1,7,2025-09-30,audio,adjustment,1,0.007,0.007,0.01,2025-10",
        "acct-1,7,2025-10,peak_dau,adjustment,2,1000.00,2000,2000.00,2025-10",
        "acct-1,7,2025-10,peak_dau,monthly,2,1000.00,2000,2000.00,2025-10",
        "acct-1,7,2025-10-01,ai.speech,overage,3,,,,2025-10",
        "acct-1,7,2025-10-01,audio,overage,0.1,7.00,0.007,0.00,2025-10",
        "acct-1,7,2025-10-01,audio,overage,1/9,0.007,7/9000,0.00,2025-10",
        "acct-1,7,2025-10-01,video.hd,overage,10,0.028,0.28,0.28,2025-10",
      ])
    let json = try sample.export(.charges, .ndjson)
    #expect(
      json[2]
        == #"{"account_id":"acct-1","sdk_app_id":7,"period":"2025-10","item":"peak_dau","#
        + #""kind":"monthly","quantity":"2","unit_price":"1000.00","exact_amount":"2000","#
        + #""amount":"2000.00","invoice_month":"2025-10"}"#)
    #expect(
      json[3].hasSuffix(
        #""quantity":"3","unit_price":null,"exact_amount":null,"amount":null,"#
          + #""invoice_month":"2025-10"}"#))
  }

  @Test("grants: by account and grant id; no app, or no plan, is empty")
  func grants() throws {
    try sample.post(
      "acct-1",
      grants: [
        balance("acct-1", "o-2/1/av", drawn: "1000", left: "0", .usedUp),
        balance(
          "acct-1", "o-10/1/av", app: 7, drawn: "1/9", expired: "8999/9", left: "0", .expired),
        balance("acct-1", "g", plan: nil, start: "2025-12-01", end: "2026-01-01", .pending),
      ])
    #expect(
      try sample.export(.grants).dropFirst() == [
        "acct-1,g,,av,,2025-12-01,2026-01-01,1000,0,0,1000,pending",
        "acct-1,o-10/1/av,7,av,trtc.basic,2025-10-01,2025-11-01,1000,1/9,8999/9,0,expired",
        "acct-1,o-2/1/av,,av,trtc.basic,2025-10-01,2025-11-01,1000,1000,0,0,used_up",
      ])
    #expect(
      try sample.export(.grants, .ndjson).first
        == #"{"account_id":"acct-1","grant_id":"g","sdk_app_id":null,"pool":"av","plan":null,"#
        + #""start":"2025-12-01","end":"2026-01-01","minutes":1000,"drawn":"0","expired":"0","#
        + #""left":"1000","status":"pending"}"#)
  }

  @Test(
    "a grant is of every month in which it is valid on a day",
    arguments: [
      ("2025-09", 0), ("2025-10", 1), ("2025-11", 1), ("2025-12", 0),
    ])
  func grantMonths(text: String, count: Int) throws {
    try sample.post(
      "acct-1", grants: [balance("acct-1", "g", start: "2025-10-31", end: "2025-12-01")])
    #expect(try sample.export(.grants, month: month(text)).count - 1 == count)
  }

  @Test("accounts come by bytes, and odd names are harmless in both formats")
  func oddAccounts() throws {
    let names = ["=2+5", "a,b", "z", "\u{e9}", "e\u{301}", "say \"hi\"", "A", "-1", "a\tb"]
    for (index, name) in names.enumerated() {
      try sample.setOwner(of: UInt32(index + 1), to: name)
      try sample.add(line(UInt32(index + 1), "2025-10-01", "audio", 60))
    }
    #expect(
      try sample.export(.usage).dropFirst().map { $0.replacing(/,[^,]*,2025.*/, with: "") } == [
        "'-1", "'=2+5", "A", "a\tb", "\"a,b\"", "e\u{301}", "\"say \"\"hi\"\"\"", "z", "\u{e9}",
      ])
    #expect(try sample.export(.usage, .ndjson)[1].hasPrefix(#"{"account_id":"=2+5","#))
    for name in names {
      #expect(try sample.export(.usage, account: name).count == 2)
    }
    #expect(try sample.export(.usage, account: "none").count == 1)
  }

  @Test("what a run takes back is in no export")
  func reversals() throws {
    try sample.post("acct-1", charges: [overage(7, "2025-10-01", quantity: "5")])
    try sample.post("acct-1", charges: [overage(7, "2025-10-01", quantity: "6")])
    #expect(try sample.export(.charges).dropFirst().map { $0.contains(",6,") } == [true])
  }

  @Test("large exports go out in pieces and lose nothing")
  func pieces() throws {
    let usage = (1...5000).map { line(UInt32($0), "2025-10-01", "audio", 60) }
    var pieces: [[UInt8]] = []
    try exportUsage(usage, catalog: catalog, format: .ndjson) { pieces.append($0) }
    #expect(pieces.count > 2)
    #expect(pieces.allSatisfy { $0.count < 1 << 17 })
    #expect(lines(of: Array(pieces.joined())).count == 5000)
  }

  private struct Stop: Error {}

  @Test("a sink that throws ends the export")
  func sinkThrows() throws {
    try sample.add(line(1, "2025-10-01", "audio", 60))
    for kind in [ExportKind.usage, .charges, .rejects] {
      #expect(throws: Stop.self) {
        try sample.ledger.read {
          try Exporter($0, catalog: catalog, format: .csv).export(kind) { _ in throw Stop() }
        }
      }
    }
  }
}

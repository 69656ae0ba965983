import Foundation
import TestSupport
import Testing

@Suite("Forecasts")
struct ForecastTests {
  private let time = #""time":"2025-09-01T00:00:00+08:00""#

  /// A ledger of one account: app 1 with a gift of some minutes and so many minutes of audio on each
  /// of some days of November.
  private func ledger(gift: Int, minutes: Int, days: Int, more: [String] = []) throws
    -> ToolDirectory
  {
    let directory = try ToolDirectory()
    try directory.files.write(
      lines(
        [
          #"{"type":"account","account_id":"acct-1",\#(time)}"#,
          #"{"type":"app","sdk_app_id":1,"account_id":"acct-1",\#(time)}"#,
          #"{"type":"grant","grant_id":"gift","account_id":"acct-1",\#(time),"pool":"av","minutes":\#(gift),"start":"2025-11-01","end":"2026-02-01"}"#,
        ] + more), to: "book")
    try directory.files.write(
      lines(
        (1...days).map { day in
          let date = "2025-11-\(day < 10 ? "0" : "")\(day)T00:00:00+08:00"
          return
            #"{"record_id":"r\#(day)","time":"\#(date)","sdk_app_id":1,"meter":"audio","quantity":\#(minutes * 60)}"#
        }), to: "dump")
    let run = try directory.drawdown(
      "run", "--ledger", "l", "--book", "book", "--through",
      "2025-11-\(days < 10 ? "0" : "")\(days)", "dump")
    guard run.exitCode == 0 else { throw ToolFailure(description: run.told) }
    return directory
  }

  private func json(_ directory: ToolDirectory, _ words: String...) throws -> [String: Any] {
    let result = try directory.drawdown(["forecast", "--ledger", "l", "--json"] + words)
    try #require(result.exitCode == 0, "\(result.told)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(object as? [String: Any])
  }

  private func only(_ key: String, _ json: [String: Any]) throws -> [String: Any] {
    let list = try #require(json[key] as? [[String: Any]])
    try #require(list.count == 1)
    return list[0]
  }

  private func total(_ key: String, _ json: [String: Any]) throws -> String {
    try #require((json[key] as? [String: Any])?["total"] as? String)
  }

  @Test(
    "a package runs dry on the day that pencil and paper say, and the rest is charged",
    arguments: [
      // 10 days of 100 minutes; 20 more days of November bring 2000.
      (gift: 1_500, dry: "2025-11-15", cost: "10.50"),
      (gift: 1_501, dry: "2025-11-16", cost: "10.49"),
      (gift: 3_000, dry: "2025-11-30", cost: "0.00"),
      (gift: 3_100, dry: "2025-12-01", cost: "0.00"), (gift: 100_000, dry: nil, cost: "0.00"),
    ] as [(gift: Int, dry: String?, cost: String)])
  func runDry(gift: Int, dry: String?, cost: String) throws {
    // It ends with the settled day, so nothing can become of it.
    let over =
      #"{"type":"grant","grant_id":"over","account_id":"acct-1",\#(time),"pool":"ai","minutes":5,"start":"2025-11-01","end":"2025-11-11"}"#
    let directory = try ledger(gift: gift, minutes: 100, days: 10, more: [over])
    let account = try only("accounts", json(directory))
    #expect(try total("so_far", account) == "0.00")
    #expect(try total("at_end", account) == cost)
    let grant = try only("grants", account)
    #expect(grant["runs_dry"] as? String == dry)
    #expect(grant["left"] as? String == String(gift - 1_000))
  }

  @Test("every package on sale is tried, and those that save their price are said to")
  func offers() throws {
    let directory = try ledger(gift: 1_000, minutes: 1_000, days: 10)
    let forecast = try json(directory)
    let offers = try #require(forecast["offers"] as? [[String: Any]])
    let byPlan = Dictionary(
      uniqueKeysWithValues: offers.map { ($0["plan"] as? String ?? "", $0) })
    // 20 days of November and 40 behind it, 1000 minutes of audio each, at 7 for 1000.
    let pack = try #require(byPlan["pack.general_25k"])
    #expect(pack["price"] as? String == "168.00" && pack["saved_in_month"] as? String == "140.00")
    #expect(pack["saved"] as? String == "175.00" && pack["left"] as? String == "0")
    #expect(pack["pays_for_itself"] as? Bool == true)
    let large = try #require(byPlan["pack.general_3000k"])
    #expect(large["saved"] as? String == "420.00" && large["left"] as? String == "2940000")
    #expect(large["pays_for_itself"] as? Bool == false)
    // A month from 11-11 on: 30 days.
    let basic = try #require(byPlan["trtc.basic"])
    #expect(basic["sdk_app_id"] as? Int == 1 && basic["saved"] as? String == "210.00")
    #expect(offers.first?["plan"] as? String == "pack.general_25k")
    #expect(byPlan["trtc.trial"] == nil && byPlan["im.professional"] == nil)
  }

  @Test("a purchase that might be made is what a book with it comes to", arguments: 1...4)
  func whatIf(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let minutes = Int.random(in: 500...2_000, using: &random)
    let day = Int.random(in: 1...30, using: &random)
    let date = "2025-11-\(day < 10 ? "0" : "")\(day)"
    let plan =
      ["pack.general_25k", "trtc.basic", "trtc.premium"].randomElement(using: &random) ?? ""
    let app = plan.hasPrefix("trtc") ? #","sdk_app_id":1"# : ""
    let purchase =
      #"{"type":"purchase","order_id":"O","time":"\#(date)T00:00:00+08:00","account_id":"acct-1"\#(app),"plan":"\#(plan)"}"#
    let gift = 40 * minutes / 7
    let plain = try ledger(gift: gift, minutes: minutes, days: 30)
    let bought = try ledger(gift: gift, minutes: minutes, days: 30, more: [purchase])
    let account = try only(
      "accounts", json(plain, "--what-if", "purchase:\(plan)@\(date)", "--app", "1"))
    let what = try #require(account["what_if"] as? [String: Any])
    let invoice = try bought.drawdown("export", "invoices", "--ledger", "l").output
    let expected = try #require(invoice.firstMatch(of: #/"total":"([0-9.]+)"/#)).1
    #expect(try total("at_end", what) == String(expected), "seed \(seed): \(purchase)")
    // Of a month that is over a forecast is its invoice.
    let own = try plain.drawdown("export", "invoices", "--ledger", "l").output
    let total = own.firstMatch(of: #/"total":"([0-9.]+)"/#).map { String($0.1) } ?? "0.00"
    #expect(try self.total("at_end", account) == total, "seed \(seed)")
    #expect(try self.total("so_far", account) == total, "seed \(seed)")
    try plain.files.write(purchase + "\n", to: "events")
    let fromFile = try only("accounts", json(plain, "--what-if", "events"))
    let other = try #require(fromFile["what_if"] as? [String: Any])
    #expect(try self.total("at_end", other) == String(expected), "seed \(seed)")
  }

  @Test("the text says it in columns, and nothing is written")
  func text() throws {
    let directory = try ledger(gift: 1_500, minutes: 100, days: 10)
    let before = try directory.snapshot()
    let result = try directory.drawdown(
      "forecast", "--ledger", "l", "--what-if", "purchase:pack.general_25k")
    #expect(result.exitCode == 0, "\(result.told)")
    try expectGolden(result.output, "forecast.txt")
    #expect(try directory.snapshot() == before)
  }

  @Test("what cannot be told is said")
  func refusals() throws {
    let directory = try ledger(gift: 1_500, minutes: 100, days: 10)
    for (words, code, says) in [
      (["--month", "2025-10"], Int32(2), "2025-10 is over"),
      (["--what-if", "purchase:pack.none"], 2, "no plan pack.none"),
      (["--what-if", "purchase:trtc.basic"], 2, "--app"),
      (["--what-if", "missing"], 3, "missing"), (["--account", "acct-9"], 2, "acct-9"),
    ] {
      let result = try directory.drawdown(["forecast", "--ledger", "l"] + words)
      #expect(result.exitCode == code && result.errorOutput.contains(says), "\(result.told)")
    }
  }
}

import Foundation
import TestSupport
import Testing

@Suite("A month as a page")
struct ReportTests {
  private let report = ["report", "--ledger", FixtureWorld.ledger]

  @Test("the page is as it was looked through, in a file and on standard output")
  func golden() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(report + ["--month", "2025-10"])
    #expect(result.exitCode == 0 && result.errorOutput == "", "\(result.told)")
    try expectGolden(result.output, "report.html")
    let file = ["--month", "2025-10", "-o", "out.html"]
    #expect(try directory.drawdown(report + file).output == "")
    #expect(try directory.files.text(of: "out.html") == result.output)
  }

  @Test("without a month it is that of the settled day; without one there is nothing to tell")
  func month() throws {
    let directory = try FixtureWorld.settledDirectory()
    #expect(
      try directory.drawdown(report).output
        == (try directory.drawdown(report + ["--month", "2025-11"]).output))
    let page = try directory.drawdown(report + ["--month", "2024-02"])
    #expect(page.exitCode == 0 && page.output.contains("<h1>Usage and charges 2024-02</h1>"))
    try directory.files.write("", to: "empty.ndjson")
    #expect(try directory.drawdown("run", "--ledger", "new.db", "empty.ndjson").exitCode == 0)
    let nothing = try directory.drawdown("report", "--ledger", "new.db")
    #expect(nothing.exitCode == 2 && nothing.errorOutput.contains("--month"), "\(nothing.told)")
  }

  /// The text of an element's first cell behind a place in a page, without spaces in numbers.
  private func figure(_ name: String, of page: String) throws -> String {
    let start = try #require(page.range(of: "data-figure=\"\(name)\">")).upperBound
    return String(page[start...].prefix { $0 != "<" }).replacing("\u{202F}", with: "")
  }

  @Test("its figures are those of the exports and of the certificate")
  func figures() throws {
    let directory = try FixtureWorld.settledDirectory()
    let page = try directory.drawdown(report + ["--month", "2025-10"]).output
    // The sums of fixtures/world/README.md.
    #expect(try figure("invoiced", of: page) == "8042.98 CNY")
    #expect(try figure("overage", of: page) == "0.98 CNY")
    #expect(try figure("usage", of: page) == "10379")
    #expect(try figure("drawn", of: page) == "10882")
    let verify = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger).output
    let certificate = try #require(verify.firstMatch(of: #/certificate: ([0-9a-f]{64})/#)).1
    #expect(page.contains("<code id=\"certificate\">\(certificate)</code>"))
    #expect(!page.contains("class=\"broken\""))
  }

  @Test("it loads nothing, and texts from outside are texts")
  func selfContained() throws {
    let directory = try ToolDirectory()
    let account = #"</pre><script>alert(1)</script>"#
    let escaped = account.replacing("/", with: "_")
    let time = #""time":"2025-10-01T00:00:00+08:00""#
    try directory.files.write(
      lines([
        #"{"type":"account","account_id":"\#(escaped)\t\n","time":"2025-10-01T00:00:00+08:00"}"#,
        #"{"type":"app","sdk_app_id":1,"account_id":"\#(escaped)\t\n",\#(time)}"#,
        #"{"type":"grant","grant_id":"<b>\"'","account_id":"\#(escaped)\t\n",\#(time),"pool":"av","minutes":9,"start":"2025-10-01","end":"2025-11-01"}"#,
      ]), to: "book")
    try directory.files.write(
      #"{"record_id":"r",\#(time),"sdk_app_id":1,"meter":"audio","quantity":600}"# + "\n", to: "d")
    let run = try directory.drawdown("run", "--ledger", "l", "--book", "book", "d")
    #expect(run.exitCode == 0, "\(run.told)")
    for language in ["en", "zh"] {
      let page = try directory.drawdown("report", "--ledger", "l", "--lang", language).output
      #expect(page.contains("&lt;script&gt;alert(1)"))
      #expect(page.contains("data-grant=\"&lt;b&gt;&quot;&#39;\""))
      #expect(page.components(separatedBy: "<script>").count == 2)
      for word in ["http:", "https:", "@import", "<link", "<img", "src="] {
        #expect(!page.contains(word), "\(word)")
      }
      for place in page.matches(of: #/url\((.)/#) { #expect(place.output.1 == "#") }
    }
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Invoices as files and pages")
struct InvoiceTests {
  private let invoice = ["invoice", "--ledger", FixtureWorld.ledger]

  @Test("JSON is that of the export")
  func json() throws {
    let directory = try FixtureWorld.settledDirectory()
    let result = try directory.drawdown(invoice)
    #expect(result.exitCode == 0 && result.errorOutput == "", "\(result.told)")
    let expected = try FixtureWorld.expected("invoices")
    #expect(result.output == expected)
    for filter in [["--month", "2025-11"], ["--account", "acct-2"]] {
      let export = ["export", "invoices", "--ledger", FixtureWorld.ledger]
      #expect(
        try directory.drawdown(invoice + filter).output
          == (try directory.drawdown(export + filter).output))
    }
  }

  @Test("lines and pages are as they were looked through")
  func golden() throws {
    let directory = try FixtureWorld.settledDirectory()
    for (words, name) in [
      (["--csv"], "invoice.csv"), (["--html"], "invoice.html"),
      (["--html", "--lang", "zh", "--account", "acct-2"], "invoice-zh.html"),
    ] {
      let result = try directory.drawdown(invoice + words)
      #expect(result.exitCode == 0 && result.errorOutput == "", "\(result.told)")
      try expectGolden(result.output, name)
      #expect(try directory.drawdown(invoice + words + ["-o", "out"]).output == "")
      #expect(try directory.files.text(of: "out") == result.output)
    }
  }

  @Test("a page bears the hash of its JSON, and of the certificate that `verify` gives")
  func hashes() throws {
    let directory = try FixtureWorld.settledDirectory()
    let page = try directory.drawdown(invoice + ["--html", "--account", "acct-1"]).output
    let verify = try directory.drawdown("verify", "--ledger", FixtureWorld.ledger).output
    let certificate = try #require(verify.firstMatch(of: #/certificate: ([0-9a-f]{64})/#)).1
    #expect(page.contains("<dd>\(certificate)</dd>"))
    try directory.files.write(
      try directory.drawdown(invoice + ["--account", "acct-1"]).output, to: "j")
    let sum = try runProgram(
      URL(fileURLWithPath: "/usr/bin/env"), ["sha256sum", directory.files.path("j")])
    #expect(page.contains("<dd>\(sum.output.prefix(64))</dd>"), "\(sum.told)")
  }

  private func names(in folder: String, of directory: ToolDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.files.path(folder)).sorted()
  }

  @Test("one file for each account or month, in a folder that is made")
  func files() throws {
    let directory = try FixtureWorld.settledDirectory()
    let all = try directory.drawdown(invoice).output.split(separator: "\n").map(String.init)
    #expect(try directory.drawdown(invoice + ["--per", "account", "-o", "a/b"]).output == "")
    #expect(try directory.drawdown(invoice + ["--per", "month", "-o", "m"]).exitCode == 0)
    let accounts = try names(in: "a/b", of: directory)
    #expect(accounts == ["acct-1.ndjson", "acct-2.ndjson", "acct-3.ndjson"])
    #expect(try names(in: "m", of: directory) == ["2025-10.ndjson", "2025-11.ndjson"])
    #expect(try directory.files.text(of: "a/b/acct-3.ndjson") == lines(Array(all[2...3])))
    #expect(try directory.files.text(of: "m/2025-10.ndjson") == lines(Array(all[0...2])))
    #expect(try directory.files.text(of: "m/2025-11.ndjson") == lines([all[3]]))
    let pages = invoice + ["--html", "--per", "month", "--month", "2025-11", "-o", "p"]
    #expect(try directory.drawdown(pages).exitCode == 0)
    #expect(
      try directory.files.text(of: "p/2025-11.html")
        == (try directory.drawdown(invoice + ["--html", "--month", "2025-11"]).output))
    let blocked = try directory.drawdown(invoice + ["--per", "month", "-o", FixtureWorld.book])
    #expect(blocked.exitCode == 4, "\(blocked.told)")
  }

  @Test("the page of a closed month stays; the month of an adjustment names its day")
  func closed() throws {
    let directory = try FixtureWorld.settledDirectory()
    let settle = ["settle", "--ledger", FixtureWorld.ledger]
    for month in ["2025-09", "2025-10"] {
      #expect(
        try directory.drawdown("close", month, "--ledger", FixtureWorld.ledger).exitCode == 0)
    }
    let october = invoice + ["--html", "--month", "2025-10"]
    let before = try directory.drawdown(october).output
    let day = #""time":"2025-10-30T23:00:00+08:00""#
    try directory.files.write(
      lines([
        #"{"record_id":"l-1",\#(day),"sdk_app_id":1400000002,"meter":"video.2k","quantity":700}"#,
        #"{"record_id":"l-2",\#(day),"sdk_app_id":1400000003,"meter":"video.2k","quantity":7000}"#,
        #"{\#(day),"sdk_app_id":1400000003,"meter":"groups","quantity":402000}"#,
      ]), to: "late.ndjson")
    #expect(
      try directory.drawdown("run", "--ledger", FixtureWorld.ledger, "late.ndjson").exitCode == 0)
    #expect(try directory.drawdown(settle + ["--through", "2025-12-31"]).exitCode == 0)
    func facts(_ page: String) -> [Substring] {
      page.split(separator: "\n").filter {
        !$0.contains("<dt>Settled through") && !$0.contains("<dt>Certificate of the ledger")
      }
    }
    let after = try directory.drawdown(october).output
    #expect(facts(after) == facts(before) && after != before)
    #expect(before.contains("<dd>Closed: nothing changes any more</dd>"))
    try expectGolden(
      try directory.drawdown(invoice + ["--html", "--month", "2025-11"]).output, "invoice-late.html"
    )
  }

  @Test("texts from outside are texts on a page, and no markup; files are named after them")
  func hostile() throws {
    let directory = try ToolDirectory()
    let account = #"<img src=x onerror=alert(1)>&"'%"#
    let quoted = account.replacing("\"", with: "\\\"") + "\\u0001"
    let time = #""time":"2025-10-01T00:00:00+08:00""#
    try directory.files.write(
      lines([
        #"{"type":"account","account_id":"\#(quoted)",\#(time),"name":"</title><script>1</script>"}"#,
        #"{"type":"app","sdk_app_id":1,"account_id":"\#(quoted)",\#(time)}"#,
        #"{"type":"purchase","order_id":"<b>","account_id":"\#(quoted)",\#(time),"plan":"pack.general_25k"}"#,
      ]), to: "book")
    #expect(try directory.drawdown("run", "--ledger", "l", "--book", "book").exitCode == 0)
    let page = try directory.drawdown("invoice", "--ledger", "l", "--html").output
    try expectSoundPage(page)
    #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;%\u{FFFD}"))
    #expect(page.contains("<td dir=\"auto\">&lt;b&gt;</td>"))
    #expect(
      try directory.drawdown("invoice", "--ledger", "l", "--per", "account", "-o", "f").exitCode
        == 0)
    #expect(
      try names(in: "f", of: directory) == [#"<img src=x onerror=alert(1)>&"'%25%01.ndjson"#])
  }

  @Test("every page is whole, in itself and without scripts")
  func sound() throws {
    let directory = try FixtureWorld.settledDirectory()
    for language in ["en", "zh"] {
      try expectSoundPage(try directory.drawdown(invoice + ["--html", "--lang", language]).output)
    }
  }

  /// Expects that elements are those of a page, that each is closed where it should be, and that
  /// nothing is loaded or run.
  private func expectSoundPage(_ page: String) throws {
    let known: Set = [
      "html", "head", "title", "style", "body", "article", "header", "footer", "h1", "h2", "dl",
      "div", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td",
    ]
    var open: [Substring] = []
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang="))
    for tag in page.dropFirst("<!DOCTYPE html>".count).matches(of: #/<(/?)([^\s>]*)([^>]*)>/#) {
      let (name, attributes) = (tag.output.2, String(tag.output.3))
      if name == "meta" { continue }
      #expect(known.contains(String(name)), "\(tag.output.0)")
      #expect(
        [
          "", " lang=\"en\"", " lang=\"zh-CN\"", " scope=\"col\"", " scope=\"col\" class=\"n\"",
          " dir=\"auto\"", " class=\"c\"", " class=\"n\"", " class=\"sum\"",
        ].contains(attributes),
        "\(tag.output.0)")
      if tag.output.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
    }
    #expect(open.isEmpty)
    for word in ["<script", "http:", "https:", "url(", "@import"] {
      #expect(!page.contains(word), "\(word)")
    }
  }

  @Test("no such invoice is told, no such account is wrong usage")
  func nothing() throws {
    let directory = try FixtureWorld.settledDirectory()
    for format in [[], ["--csv"], ["--html"]] {
      let result = try directory.drawdown(invoice + format + ["--month", "2020-01"])
      #expect(result.exitCode == 0)
      #expect(
        result.errorOutput
          == "drawdown: there is no such invoice; `drawdown export invoices` tells which "
          + "there are\n"
      )
    }
    let result = try directory.drawdown(invoice + ["--account", "acct-9"])
    #expect(result.exitCode == 2 && result.errorOutput.contains("no account acct-9"))
  }
}

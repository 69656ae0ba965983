import Foundation
import TestSupport
import Testing

@Suite("Hostile names")
struct HostileNameTests {
  private let directory: ToolDirectory
  private static let time = "2025-10-01T00:00:00+08:00"

  init() throws {
    directory = try ToolDirectory()
  }

  /// A book of accounts with those names, each with an app and something on an invoice.
  private func book(_ names: [String], displayName: String = "n") -> String {
    var events: [String] = []
    for (index, name) in names.enumerated() {
      let account = #""account_id":"\#(name)","time":"\#(Self.time)""#
      events += [
        #"{"type":"account",\#(account),"name":"\#(displayName)"}"#,
        #"{"type":"app","sdk_app_id":\#(index + 1),\#(account)}"#,
        #"{"type":"purchase","order_id":"o\#(index)-\#(name)",\#(account),"plan":"pack.general_25k"}"#,
        #"{"type":"refund","order_id":"r\#(index)-\#(name)","time":"2025-10-02T00:00:00+08:00","#
          + #""refunds":"o\#(index)-\#(name)"}"#,
      ]
    }
    return lines(events)
  }

  @Test("names that try paths become names of files in the folder, one each")
  func paths() throws {
    // `/` is refused in an id; everything else has to be held by the name of the file.
    let names = [
      "..", ".", "-o", "~", "a\\u0000b", "a\\nb", "%0A", "a%00b", "..\\\\..\\\\x", "con",
    ]
    try directory.files.write(book(names), to: "book")
    let run = try directory.drawdown("run", "--ledger", "l.db", "--book", "book")
    #expect(run.exitCode == 0, "\(run.told)")
    try FileManager.default.createDirectory(
      atPath: directory.files.path("in"), withIntermediateDirectories: false)
    let before = directory.files.names
    for format in [[], ["--csv"], ["--html"]] {
      let words = ["invoice", "--ledger", "l.db", "--per", "account", "-o", "in/out"] + format
      #expect(try directory.drawdown(words).exitCode == 0)
    }
    #expect(directory.files.names == before)
    let made = try FileManager.default.contentsOfDirectory(atPath: directory.files.path("in/out"))
    #expect(made.count == names.count * 3, "\(made)")
    #expect(made.contains("...html") && made.contains("a%00b.csv") && made.contains("a%2500b.csv"))
    let slash = book(["../x"])
    try directory.files.write(slash, to: "slash")
    let refused = try directory.drawdown("run", "--ledger", "s.db", "--book", "slash")
    #expect(refused.exitCode == 3, "\(refused.told)")
    #expect(refused.errorOutput.contains("use 1 to 64 bytes without `/`"))
  }

  @Test("a link under a name that the program chose is replaced, and what it names stays as it was")
  func links() throws {
    try directory.files.write("mine", to: "victim")
    try directory.files.write(book(["acct-1"]), to: "book")
    try directory.files.write(lines([DumpRecord.header, "r,x,1,audio,,1,,"]), to: "dump")
    let links = [
      "l.db.run-1.rejects.ndjson", "l.db.run-1.rejects.ndjson.drawdown.tmp", "out/acct-1.ndjson",
      "out/acct-1.ndjson.drawdown.tmp", "asked.drawdown.tmp",
    ]
    try directory.files.write("", to: "out/there")
    for link in links {
      try FileManager.default.createSymbolicLink(
        atPath: directory.files.path(link), withDestinationPath: directory.files.path("victim"))
    }
    let run = try directory.drawdown("run", "--ledger", "l.db", "--book", "book", "dump")
    #expect(run.exitCode == 1, "\(run.told)")
    for words in [["--per", "account", "-o", "out"], ["-o", "asked"]] {
      #expect(try directory.drawdown(["invoice", "--ledger", "l.db"] + words).exitCode == 0)
    }
    #expect(try directory.files.text(of: "victim") == "mine")
    #expect(try directory.files.text(of: links[0]).contains(#""reason":"time""#))
    #expect(try directory.files.text(of: links[2]) == directory.files.text(of: "asked"))
  }

  @Test("no name steers a terminal, wherever people read it")
  func terminals() throws {
    let steering = "x\\u001b[2J\\u009bm\\u0007\\u007f"
    let word = "x\u{1B}[2J\u{9B}m\u{7}\u{7F}"
    try directory.files.write(book([steering], displayName: steering), to: "book")
    let record = #""time":1759248000,"sdk_app_id":1,"meter":"audio","quantity":"#
    try directory.files.write(
      lines([
        #"{"record_id":"\#(steering)",\#(record)6000}"#,
        #"{"record_id":"\#(steering)",\#(record)7}"#,
        #"{"record_id":"a","time":1759248000,"sdk_app_id":1,"meter":"\#(steering)"}"#,
        #"{"record_id":"s","time":1759248000,"sdk_app_id":1,"meter":"ai.speech","quantity":60}"#,
      ]), to: word)
    let ledger = ["--ledger", "\(word).db"]
    try directory.files.write(#"{"records":9}"#, to: "w\(word).manifest.json")
    try directory.files.write(DumpRecord.header + "\n", to: "w\(word)")
    let all: [[String]] = [
      ["run", "--book", "book", word, "--by", word] + ledger, ["run", word, word] + ledger,
      ["run", "--keep-going", "w\(word)"] + ledger, ["run", "--dry-run", "w\(word)"] + ledger,
      ["aggregate", word, "--rejects", "r"], ["aggregate", "--keep-going", "w\(word)", word],
      ["balance"] + ledger, ["balance", "--below", "99%"] + ledger, ["runs"] + ledger,
      ["verify"] + ledger, ["gaps"] + ledger, ["explain", "--diff", "0", "1"] + ledger,
      ["explain", "--invoice", "\(word)-2025-10"] + ledger,
      ["explain", "--record", word, "--app", "1", "--dumps", word] + ledger,
      ["settle", "--through", "2025-12-01"] + ledger, ["close", "2025-10"] + ledger,
      ["export", word] + ledger, [word], ["run", "--\(word)"], ["aggregate", "none\(word)"],
      ["verify", "--ledger", "none\(word)"], ["catalog", "lint", word], ["book", "check", word],
      ["run", "--ledger", word], ["generate", "--seed", "1", "--records", "9", "-o", "g\(word)"],
    ]
    for words in all {
      let result = try directory.drawdown(words)
      let shown = (result.output + result.errorOutput).unicodeScalars.filter {
        $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value)
      }
      #expect(shown.isEmpty, "\(words): \(shown.map(\.value)) \(result.told)")
      #expect(result.exitCode <= 4, "\(words): \(result.told)")
    }
  }

  @Test("arguments and lines that are no UTF-8 are told like any others")
  func badEncoding() throws {
    let script =
      #""$0" aggregate "$(printf 'bad\377')"; [ $? = 3 ] || exit 9; "$0" "$(printf '\377')""#
    let result = try runProgram(
      URL(fileURLWithPath: "/bin/sh"), ["-c", script, toolURL().path], in: directory.files.url)
    #expect(result.exitCode == 2, "\(result.told)")
    for name in ["book", "catalog"] {
      try directory.files.write([0x7B, 0x22, 0xFF, 0x22], to: name)
    }
    for words in [["book", "check", "book"], ["catalog", "lint", "catalog"]] {
      let result = try directory.drawdown(words)
      #expect(result.exitCode == 3, "\(result.told)")
    }
  }
}

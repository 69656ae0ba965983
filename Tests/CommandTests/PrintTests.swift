import Foundation
import TestSupport
import Testing

/// Whether a program is installed.
func isInstalled(_ program: String) -> Bool {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  return path.split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
  }
}

@Suite("Invoices as PDF")
struct PrintTests {
  private let print = ["invoice", "--ledger", FixtureWorld.ledger, "--pdf"]

  /// A world with programs of ours in front of those of the machine.
  private func directory(_ programs: [String: String]) throws -> ToolDirectory {
    let directory = try FixtureWorld.settledDirectory()
    for (name, script) in programs {
      let path = try directory.files.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    try FileManager.default.createDirectory(
      atPath: directory.files.path("scratch"), withIntermediateDirectories: true)
    return directory
  }

  private func drawdown(
    _ words: [String], in directory: ToolDirectory, path: String = ":/usr/bin:/bin"
  ) throws -> ToolResult {
    try directory.drawdown(
      words,
      environment: [
        "PATH": directory.files.path("bin") + path, "TMPDIR": directory.files.path("scratch"),
      ])
  }

  private func expectNothingLeft(in directory: ToolDirectory) throws {
    let left = try FileManager.default.contentsOfDirectory(
      atPath: directory.files.path("scratch"))
    #expect(left == [])
    #expect(!directory.files.names.contains { $0.hasPrefix("out") }, "\(directory.files.names)")
  }

  /// Shows what WeasyPrint is given: its options, the date, and the pages.
  private static let echo = #"""
    [ "$1 $2 $3" = "--quiet --encoding utf-8" ] || exit 9
    { echo "at $SOURCE_DATE_EPOCH, reads $(wc -c | tr -d ' ')"; cat "$4"; } > "$5"
    """#

  @Test("WeasyPrint gets the pages of --html, and the end of the last month for a date")
  func given() throws {
    let directory = try directory(["weasyprint": Self.echo])
    for (filter, date) in [([], 1_764_547_200), (["--month", "2025-10"], 1_761_955_200)] {
      let result = try drawdown(print + filter, in: directory)
      #expect(result.exitCode == 0 && result.errorOutput == "", "\(result.told)")
      let pages = try directory.drawdown(print.dropLast() + ["--html"] + filter).output
      #expect(result.output == "at \(date), reads 0\n\(pages)")
    }
    try expectNothingLeft(in: directory)
  }

  @Test("one file for each account or month, each dated by its own months")
  func files() throws {
    let directory = try directory(["weasyprint": Self.echo])
    #expect(try drawdown(print + ["--per", "account", "-o", "p"], in: directory).exitCode == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.files.path("p"))
    #expect(names.sorted() == ["acct-1.pdf", "acct-2.pdf", "acct-3.pdf"])
    #expect(try directory.files.text(of: "p/acct-1.pdf").hasPrefix("at 1761955200,"))
    #expect(try directory.files.text(of: "p/acct-3.pdf").hasPrefix("at 1764547200,"))
    try expectNothingLeft(in: directory)
  }

  @Test("a missing or failing WeasyPrint is told, and leaves nothing behind")
  func failures() throws {
    let none = try directory([:])
    let missing = try drawdown(print + ["-o", "out"], in: none, path: ":/nowhere")
    #expect(missing.exitCode == 4, "\(missing.told)")
    #expect(missing.errorOutput.contains("there is no weasyprint"), "\(missing.told)")
    try expectNothingLeft(in: none)
    for (script, words) in [
      (
        "echo first >&2; echo 'no pango' >&2; exit 3",
        "exit code 3 and made no PDF; it says: no pango"
      ),
      ("kill -9 $$", "signal 9"),
    ] {
      let directory = try directory(["weasyprint": script])
      let result = try drawdown(print + ["-o", "out"], in: directory)
      #expect(result.exitCode == 4 && result.errorOutput.contains(words), "\(result.told)")
      try expectNothingLeft(in: directory)
    }
  }

  @Test("a missing font for Chinese is told, whichever way the characters came")
  func fonts() throws {
    let chinese = print + ["--lang", "zh", "-o", "out"]
    for (fonts, words) in [("exit 0", "which no font of this machine has"), ("exit 1", "no font")] {
      let directory = try directory(["weasyprint": Self.echo, "fc-list": fonts])
      let result = try drawdown(chinese, in: directory)
      #expect(result.exitCode == 4 && result.errorOutput.contains(words), "\(result.told)")
      try expectNothingLeft(in: directory)
      #expect(try drawdown(print + ["-o", "o"], in: directory).exitCode == 0)
    }
    let directory = try directory(["weasyprint": Self.echo, "fc-list": "echo 'Some Font'"])
    #expect(try drawdown(print + ["--lang", "zh", "-o", "o"], in: directory).exitCode == 0)
  }

  @Test(
    "WeasyPrint makes a page an invoice, the same to the byte again",
    .enabled(if: isInstalled("weasyprint") && isInstalled("pdftotext")))
  func real() throws {
    let directory = try FixtureWorld.settledDirectory()
    func text(_ file: String) throws -> String {
      try runProgram(
        URL(fileURLWithPath: "/usr/bin/env"),
        ["pdftotext", "-layout", directory.files.path(file), "-"]
      ).output
    }
    for name in ["a.pdf", "b.pdf"] {
      let result = try directory.drawdown(print + ["-o", name])
      #expect(result.exitCode == 0, "\(result.told)")
    }
    #expect(try directory.files.bytes(of: "a.pdf") == directory.files.bytes(of: "b.pdf"))
    let pages = try text("a.pdf").split(separator: "\u{C}", omittingEmptySubsequences: false)
    #expect(pages.count == 5, "four invoices, and nothing behind the last form feed")
    for (page, total) in zip(pages, ["2043.39", "3499.53", "2500.06", "0.01"]) {
      #expect(page.contains("Total cost") && page.contains(total))
    }
    guard isInstalled("fc-list") else { return }
    let chinese = try directory.drawdown(
      print + ["--lang", "zh", "--account", "acct-2", "-o", "c.pdf"])
    guard chinese.exitCode == 0 else {
      #expect(chinese.errorOutput.contains("no font"), "\(chinese.told)")
      return
    }
    #expect(try text("c.pdf").contains("后付费用量"))
  }
}

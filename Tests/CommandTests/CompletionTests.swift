import Foundation
import TestSupport
import Testing

@Suite("Completions and the manual page")
struct CompletionTests {
  private let directory: ToolDirectory

  init() throws {
    directory = try ToolDirectory()
    for shell in ["bash", "zsh", "fish"] {
      try directory.files.write(try directory.drawdown("completions", shell).output, to: shell)
    }
    try directory.files.write("", to: "files/a b.csv.zst")
    try directory.files.write("", to: "files/book.ndjson")
  }

  /// Runs a program of the machine in the directory of the files.
  private func run(_ words: [String], environment: [String: String] = [:]) throws -> ToolResult {
    try runProgram(
      URL(fileURLWithPath: "/usr/bin/env"), words,
      in: directory.files.url.appendingPathComponent("files"), environment: environment)
  }

  /// What bash offers behind some words, of which the last one is being typed.
  private func offers(_ line: String) throws -> [String] {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    let list = words.map { "'\($0)'" }.joined(separator: " ")
    let script = """
      source ../bash
      COMP_WORDS=(\(list)) COMP_CWORD=\(words.count - 1)
      _drawdown
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try run(["bash", "-u", "-c", script])
    #expect(result.exitCode == 0 && result.errorOutput == "", "\(line): \(result.told)")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test(
    "bash offers what fits",
    arguments: [
      ("drawdown ver", ["verify"]),
      ("drawdown ex", ["export", "explain"]),
      ("drawdown --v", ["--version"]),
      ("drawdown help me", ["merge"]),
      ("drawdown export f", ["focus"]),
      ("drawdown export focus --m", ["--month"]),
      ("drawdown export focus --format ", ["csv", "ndjson"]),
      ("drawdown export focus --format = nd", ["ndjson"]),
      ("drawdown export focus --format =", ["csv", "ndjson"]),
      ("drawdown export focus --month ", []),
      ("drawdown export focus -o ", ["a b.csv.zst", "book.ndjson"]),
      ("drawdown run --book b", ["book.ndjson"]),
      ("drawdown run --ledger l.db a", ["a b.csv.zst"]),
      ("drawdown run --thr", ["--through", "--threads"]),
      ("drawdown catalog ", ["lint", "--help"]),
      ("drawdown catalog lint b", ["book.ndjson"]),
      ("drawdown invoice --lang ", ["en", "zh"]),
      ("drawdown completions z", ["zsh"]),
      ("drawdown nothing --l", []),
    ])
  func bash(line: String, wanted: [String]) throws {
    #expect(try offers(line).sorted() == wanted.sorted())
  }

  /// The commands that the help of the program lists.
  private func commands() throws -> [String] {
    let help = try directory.drawdown("--help").output
    let list = help.split(separator: "\n\n").first { $0.hasPrefix("Commands:") } ?? ""
    return list.matches(of: #/\n  ([a-z]+) /#).map { String($0.1) }
  }

  @Test("every command and option is offered, by each shell")
  func everything() throws {
    let commands = try commands()
    #expect(commands.count > 15)
    let scripts = try ["bash", "zsh", "fish"].map { try directory.files.text(of: $0) }
    for command in commands {
      #expect(try offers("drawdown \(command)").contains(command))
      let text = try directory.drawdown(command, "--help").output
      for option in text.matches(of: #/\n  (?:-., |    )--([a-z-]+)/#).map({ String($0.1) }) {
        #expect(try offers("drawdown \(command) --\(option)").contains("--\(option)"))
        #expect(scripts[1].contains("--\(option)"))
        #expect(scripts[2].contains("-l \(option)"))
      }
    }
  }

  @Test("zsh reads its script", .enabled(if: isInstalled("zsh")))
  func zsh() throws {
    let syntax = try run(["zsh", "-n", "../zsh"])
    #expect(syntax.exitCode == 0 && syntax.errorOutput == "", "\(syntax.told)")
    let script = "autoload -U compinit; compinit -D -u; source ../zsh; whence -w _drawdown_run"
    let loaded = try run(
      ["zsh", "-f", "-c", script], environment: ["HOME": directory.files.path("")])
    #expect(loaded.output == "_drawdown_run: function\n", "\(loaded.told)")
  }

  @Test("fish reads its script, and offers what fits", .enabled(if: isInstalled("fish")))
  func fish() throws {
    let home = ["HOME": directory.files.path(""), "XDG_CONFIG_HOME": directory.files.path("c")]
    let syntax = try run(["fish", "--no-execute", "../fish"], environment: home)
    #expect(syntax.exitCode == 0 && syntax.errorOutput == "", "\(syntax.told)")
    for (line, wanted) in [
      ("drawdown ver", ["verify"]), ("drawdown export focus --format ", ["csv", "ndjson"]),
      ("drawdown catalog l", ["lint"]), ("drawdown run --boo", ["--book"]),
    ] {
      let result = try run(
        ["fish", "-c", "source ../fish; complete -C '\(line)'"], environment: home)
      let offers = result.output.split(separator: "\n").map {
        String($0.prefix { $0 != "\t" })
      }
      #expect(offers == wanted, "\(line): \(result.told)")
    }
  }

  @Test("the manual page names every command, option and exit code")
  func manual() throws {
    let page = try directory.drawdown("man").output
    #expect(page.hasPrefix(".TH \"drawdown\" \"1\""))
    let plain = page.replacing("\\-", with: "-")
    for command in try commands() {
      #expect(plain.contains(".SS \"drawdown \(command)\"\n"), "\(command)")
      let text = try directory.drawdown(command, "--help").output
      for option in text.matches(of: #/\n  (?:-., |    )--([a-z-]+)/#) {
        #expect(plain.contains("--\(option.1)"), "\(command) --\(option.1)")
      }
    }
    for code in ["0", "1", "2", "3", "4", "70"] { #expect(plain.contains("\\fB\(code)\\fR")) }
    // No letter outside of ASCII, and no line of text that roff takes for a request.
    #expect(page.utf8.allSatisfy { $0 < 0x80 })
    let requests: Set = ["TH", "SH", "SS", "TP", "PP", "RS", "RE", "nf", "fi"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") {
      #expect(requests.contains(String(line.dropFirst().prefix(2))), "\(line)")
    }
  }

  @Test("groff has no complaint about the manual page", .enabled(if: isInstalled("groff")))
  func groff() throws {
    try directory.files.write(try directory.drawdown("man").output, to: "drawdown.1")
    let page = try run(["groff", "-ww", "-man", "-Tutf8", "-P-cbou", "../drawdown.1"])
    #expect(page.exitCode == 0 && page.errorOutput == "", "\(page.told)")
    let words = page.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("drawdown run --ledger PATH [options] [DUMP...] Load the book"))
    #expect(words.contains("--output FILE write to a file, which appears whole or not at all"))
  }
}

/// A section of a manual page whose entries the declarations do not tell: exit codes, variables.
public struct ManualSection: Sendable {
  /// The title, in capitals.
  public let title: String
  /// What is explained, and how.
  public let entries: KeyValuePairs<String, String>

  /// A section.
  public init(_ title: String, _ entries: KeyValuePairs<String, String>) {
    self.title = title
    self.entries = entries
  }
}

extension Program {
  /// The manual page of the program with all of its commands, as `man` reads it.
  ///
  /// It has no date, so that the same declarations give the same page.
  ///
  /// - Parameter sections: what follows the commands.
  public func manualPage(_ sections: [ManualSection] = []) -> String {
    var page = ManualPage()
    let name = root.name
    page.request("TH", "\(name)", "1", "", "\(name) \(version)", "User Commands")
    page.section("NAME")
    page.line("\(name) - \(root.summary)")
    page.section("SYNOPSIS")
    page.bold(name, "command [options] [arguments]")
    page.section("DESCRIPTION")
    page.text(root.discussion)
    page.examples(root.examples)
    page.section("OPTIONS")
    page.entry("-h, --help", "Show the help of the program or of a command.")
    page.entry("--version", "Show the version.")
    page.section("COMMANDS")
    for (path, command) in allCommands where !path.isEmpty {
      page.command(command, spelled: ([name] + path).joined(separator: " "))
    }
    for section in sections {
      page.section(section.title)
      for (label, text) in section.entries { page.entry(label, text) }
    }
    return page.roff
  }
}

/// Writes the requests of the `man` macros.
private struct ManualPage {
  private(set) var roff = ""

  mutating func request(_ name: String, _ arguments: String...) {
    roff += ".\(name)" + arguments.map { " \"\(escaped($0))\"" }.joined() + "\n"
  }

  mutating func section(_ title: String) { request("SH", title) }

  /// A line of text, which must not look like a request.
  mutating func line(_ text: String) {
    let escaped = escaped(text)
    roff += escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&\(escaped)\n" : "\(escaped)\n"
  }

  /// A word in bold, then plain text.
  mutating func bold(_ word: String, _ rest: String) {
    roff += "\\fB\(escaped(word))\\fR \(escaped(rest))\n"
  }

  /// A label with its explanation further in.
  mutating func entry(_ label: String, _ text: String) {
    roff += ".TP\n\\fB\(escaped(label))\\fR\n"
    line(text)
  }

  /// Paragraphs; lines that begin with two spaces are kept as they are.
  mutating func text(_ text: String) {
    var isKept = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let wantsKeeping = line.hasPrefix("  ")
      if wantsKeeping != isKept { roff += wantsKeeping ? ".nf\n" : ".fi\n" }
      isKept = wantsKeeping
      if line.isEmpty { roff += ".PP\n" } else { self.line(String(line)) }
    }
    if isKept { roff += ".fi\n" }
  }

  mutating func examples(_ examples: [Command.Example]) {
    for example in examples {
      roff += ".PP\n"
      line("\(example.purpose):")
      roff += ".PP\n.RS\n.nf\n"
      line(example.line)
      roff += ".fi\n.RE\n"
    }
  }

  mutating func command(_ command: Command, spelled: String) {
    request("SS", spelled)
    let required = command.options.map(\.definition).filter { $0.presence == .required }
    var words = required.map { "\($0.spelling) \($0.placeholder ?? "")" }
    if !command.subcommands.isEmpty { words.append(command.runsAlone ? "[COMMAND]" : "COMMAND") }
    words += ["[options]"] + command.positionals.map(\.definition.spelling)
    bold(spelled, words.joined(separator: " "))
    roff += ".PP\n"
    line(command.summary)
    if !command.discussion.isEmpty {
      roff += ".PP\n"
      text(command.discussion)
    }
    for positional in command.positionals.map(\.definition) {
      entry(positional.isList ? "\(positional.name)..." : positional.name, positional.help)
    }
    for option in command.options.map(\.definition) {
      let value = option.placeholder.map { " \($0)" } ?? ""
      entry(option.spellings.joined(separator: ", ") + value, option.explanation)
    }
    examples(command.examples)
  }

  /// A text without what roff takes for its own: backslashes, dashes that are no hyphens, and letters
  /// outside of ASCII.
  private func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "\"": escaped += "\\(dq"
      case "'": escaped += "\\(aq"
      case _ where scalar.value >= 0x80:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

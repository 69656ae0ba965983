/// The help text of one command.
struct HelpPage {
  let command: Command
  /// The program and the command as typed: `drawdown run`.
  let spelledCommand: String
  /// Whether it is the program itself, which also knows `help` and `--version`.
  let isProgram: Bool
  /// How wide a line may be, in characters.
  let width: Int

  /// The whole page, ending in a newline.
  var text: String {
    var sections = [usage, wrapped(command.summary, width: width)]
    if !command.discussion.isEmpty { sections.append(wrapped(command.discussion, width: width)) }
    sections += rows.map { title, rows in "\(title):\n" + columns(rows, labelWidth: labelWidth) }
    if !command.examples.isEmpty { sections.append(examples) }
    if !command.subcommands.isEmpty {
      let hint = "See '\(spelledCommand) help COMMAND' for the options of a command."
      sections.append(wrapped(hint, width: width))
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  /// `usage: drawdown run --ledger PATH [options] DUMP...`.
  private var usage: String {
    let required = command.options.map(\.definition).filter { $0.presence == .required }
    var words = required.map { "\($0.spelling) \($0.placeholder ?? "")" }
    if !command.subcommands.isEmpty { words.append(command.runsAlone ? "[COMMAND]" : "COMMAND") }
    words.append("[options]")
    words += command.positionals.map(\.definition.spelling)
    let start = "usage: \(spelledCommand)"
    let indent = start.count + 1
    let longest = words.map(\.count).max() ?? 0
    guard longest <= width - indent else {
      return start + "\n" + wrapped(words.joined(separator: " "), width: width - 4, indent: 4)
    }
    let lines = filled(words, width: width - indent)
    return "\(start) " + lines.joined(separator: "\n" + spaces(indent))
  }

  /// Everything that stands in two columns, by section.
  private var rows: [(title: String, rows: [Row])] {
    var sections: [(title: String, rows: [Row])] = []
    if !command.subcommands.isEmpty {
      sections.append(
        ("Commands", command.subcommands.map { Row(label: $0.name, text: $0.summary) }))
    }
    if !command.positionals.isEmpty {
      let rows = command.positionals.map(\.definition).map {
        Row(label: $0.isList ? "\($0.name)..." : $0.name, text: $0.help)
      }
      sections.append(("Arguments", rows))
    }
    for group in command.optionGroups {
      sections.append((group.title, group.options.map { row(of: $0.definition) }))
    }
    let ownSection = command.optionGroups.last?.title == OptionGroup.usualTitle
    if ownSection {
      sections[sections.count - 1].rows += commonOptions
    } else {
      let title = command.optionGroups.isEmpty ? OptionGroup.usualTitle : "Other options"
      sections.append((title, commonOptions))
    }
    return sections
  }

  /// Options that need no declaration.
  private var commonOptions: [Row] {
    let help = Row(label: "-h, --help", text: "Show this help.")
    let version = Row(label: "    --version", text: "Show the version.")
    return isProgram ? [help, version] : [help]
  }

  private func row(of option: OptionDefinition) -> Row {
    let short = option.short.map { "-\($0), " } ?? "    "
    let value = option.placeholder.map { " \($0)" } ?? ""
    return Row(label: "\(short)\(option.spelling)\(value)", text: option.explanation)
  }

  /// Wide enough for most labels; a longer one has its text on the next line.
  private var labelWidth: Int {
    let limit = max(16, width * 2 / 5)
    let widths = rows.flatMap(\.rows).map(\.label.count).filter { $0 <= limit }
    return widths.max() ?? limit
  }

  private var examples: String {
    let entries = command.examples.map { example in
      wrapped(example.purpose, width: width - 2, indent: 2) + "\n    " + example.line
    }
    return "Examples:\n" + entries.joined(separator: "\n\n")
  }

  /// Labels on the left, their texts wrapped on the right.
  private func columns(_ rows: [Row], labelWidth: Int) -> String {
    let textColumn = 2 + labelWidth + 2
    let lines = rows.map { row in
      let text = wrapped(row.text, width: max(20, width - textColumn), indent: textColumn)
      if row.label.count > labelWidth { return "  \(row.label)\n\(text)" }
      let padding = spaces(labelWidth - row.label.count + 2)
      return "  \(row.label)\(padding)\(text.dropFirst(textColumn))"
    }
    return lines.joined(separator: "\n")
  }

  /// A label and what it means.
  private struct Row {
    let label: String
    let text: String
  }
}

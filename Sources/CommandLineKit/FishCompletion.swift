/// Completes in fish: one line an option or command, each with its help.
struct FishCompletion {
  private let program: Program

  init(_ program: Program) {
    self.program = program
  }

  var text: String {
    let name = program.root.name
    var lines = [
      "# Completions of \(name) for fish; made by '\(name) completions fish'.",
      "complete -c \(name) -f",
    ]
    for (path, command) in program.allCommands { lines += self.lines(path, command) }
    let names = program.root.subcommands.map(\.name).joined(separator: " ")
    lines.append(
      line("__fish_use_subcommand", "-a help -d \(quoted("Show the help of a command."))"))
    lines.append(line("__fish_seen_subcommand_from help", "-a \(quoted(names))"))
    lines.append(line("__fish_use_subcommand", "-l version -d \(quoted("Show the version."))"))
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ condition: String, _ rest: String) -> String {
    "complete -c \(program.root.name) -n \(quoted(condition)) \(rest)"
  }

  private func lines(_ path: [String], _ command: Command) -> [String] {
    let place = condition(path, command)
    var lines = command.subcommands.map {
      line(place, "-a \($0.name) -d \(quoted($0.summary))")
    }
    for option in command.options.map(\.definition) {
      let short = option.short.map { " -s \($0)" } ?? ""
      let value = option.completion.map { " \(action($0))" } ?? ""
      lines.append(
        line(place, "-l \(option.name)\(short)\(value) -d \(quoted(option.help))"))
    }
    for positional in command.positionals.map(\.definition) {
      switch positional.completion {
      case .anything: break
      case .file: lines.append(line(place, "-F"))
      case .words(let words):
        lines.append(
          line(place, "-a \(quoted(words.joined(separator: " "))) -d \(quoted(positional.help))"))
      }
    }
    return lines + [line(place, "-l help -s h -d \(quoted("Show this help."))")]
  }

  /// Whether a command line is at a command and at none within it.
  private func condition(_ path: [String], _ command: Command) -> String {
    guard !path.isEmpty else { return "__fish_use_subcommand" }
    let seen = path.map { "__fish_seen_subcommand_from \($0)" }
    let names = command.subcommands.map(\.name)
    let unseen =
      names.isEmpty ? [] : ["not __fish_seen_subcommand_from " + names.joined(separator: " ")]
    return (seen + unseen).joined(separator: "; and ")
  }

  private func action(_ completion: Completion) -> String {
    switch completion {
    case .anything: "-x"
    case .file: "-r -F"
    case .words(let words): "-x -a \(quoted(words.joined(separator: " ")))"
    }
  }

  private func quoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      if character == "'" || character == "\\" { quoted += "\\" }
      quoted.append(character)
    }
    return "'\(quoted)'"
  }
}

/// Completes in zsh: one function a command, each with its help.
struct ZshCompletion {
  private let program: Program

  init(_ program: Program) {
    self.program = program
  }

  var text: String {
    let name = program.root.name
    let functions = program.allCommands.map { function($0.path, $0.command) }
    return """
      #compdef \(name)
      # Completions of \(name) for zsh; made by '\(name) completions zsh'.

      \(functions.joined(separator: "\n\n"))

      if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
        _\(name) "$@"
      else
        compdef _\(name) \(name)
      fi

      """
  }

  private func functionName(_ path: [String]) -> String {
    (["_\(program.root.name)"] + path).joined(separator: "_")
  }

  private func function(_ path: [String], _ command: Command) -> String {
    var specs = command.options.map(\.definition).flatMap { spec($0) }
    specs.append("'(- *)'{-h,--help}'[Show this help.]'")
    if path.isEmpty { specs.append("'(- *)--version[Show the version.]'") }
    guard command.subcommands.isEmpty else { return group(path, command, specs) }
    for positional in command.positionals.map(\.definition) { specs.append(spec(positional)) }
    return """
      \(functionName(path))() {
        _arguments -s \\
          \(specs.joined(separator: " \\\n    "))
      }
      """
  }

  /// A command that gathers others: it offers them, then hands over to the one that was chosen.
  private func group(_ path: [String], _ command: Command, _ specs: [String]) -> String {
    var entries = command.subcommands.map { ($0.name, $0.summary) }
    if path.isEmpty { entries.append(("help", "Show the help of a command.")) }
    let list = entries.map { quoted("\($0.0):\(escaped($0.1))") }.joined(separator: "\n        ")
    var cases = command.subcommands.map {
      "        \($0.name)) \(functionName(path + [$0.name])) ;;"
    }
    if path.isEmpty {
      let names = command.subcommands.map(\.name).joined(separator: " ")
      cases.append("        help) _arguments '1:command:(\(names))' ;;")
    }
    return """
      \(functionName(path))() {
        local context state state_descr line
        typeset -A opt_args
        _arguments -C -s \\
          \(specs.joined(separator: " \\\n    ")) \\
          '1: :->command' '*:: :->arguments'
        case $state in
          command)
            local -a commands
            commands=(
              \(list)
            )
            _describe -t commands command commands
            ;;
          arguments)
            case $line[1] in
      \(cases.joined(separator: "\n"))
            esac
            ;;
        esac
      }
      """
  }

  private func spec(_ option: OptionDefinition) -> [String] {
    let marker = option.presence == .repeatable ? "*" : ""
    let value =
      option.completion.map { ":\(escaped(option.placeholder ?? "")):\(action($0))" } ?? ""
    return option.spellings.map {
      quoted("\(marker)\($0)[\(escaped(option.help))]\(value)")
    }
  }

  private func spec(_ positional: PositionalDefinition) -> String {
    let place = positional.isList ? "*" : ""
    let separator = positional.least == 0 && !positional.isList ? "::" : ":"
    return quoted(
      "\(place)\(separator)\(escaped(positional.name)):\(action(positional.completion))")
  }

  private func action(_ completion: Completion) -> String {
    switch completion {
    case .anything: " "
    case .file: "_files"
    case .words(let words): "(\(words.joined(separator: " ")))"
    }
  }

  /// A text within a spec, where brackets and colons mean something.
  private func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "[]:\\".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    return escaped
  }

  private func quoted(_ text: String) -> String {
    "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
  }
}

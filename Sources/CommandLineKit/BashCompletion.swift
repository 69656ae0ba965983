/// Completes in bash: one function that finds the command in the words, then offers what fits.
struct BashCompletion {
  private let program: Program

  init(_ program: Program) {
    self.program = program
  }

  var text: String {
    let name = program.root.name
    return """
      # Completions of \(name) for bash; made by '\(name) completions bash'.
      _\(name)() {
        local current="${COMP_WORDS[COMP_CWORD]}" previous="" command="" words="" files="" index
        ((COMP_CWORD > 0)) && previous="${COMP_WORDS[COMP_CWORD - 1]}"
        # Bash parts --option=value in three.
        if [[ $current == "=" ]]; then
          current=""
        elif [[ $previous == "=" ]] && ((COMP_CWORD > 1)); then
          previous="${COMP_WORDS[COMP_CWORD - 2]}"
        fi
        for ((index = 1; index < COMP_CWORD; index++)); do
          case "$command/${COMP_WORDS[index]}" in
            \(paths)) command+="/${COMP_WORDS[index]}" ;;
          esac
        done
        case "$command $previous" in
      \(values)
          *)
            case "$command" in
      \(arguments)
            esac
            ;;
        esac
        COMPREPLY=()
        local word
        if [[ -n $words ]]; then
          while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
        fi
        if [[ -n $files && $current != -* ]]; then
          compopt -o filenames 2>/dev/null
          while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
        fi
      }
      complete -F _\(name) \(name)

      """
  }

  /// The paths of all commands, as alternatives.
  private var paths: String {
    let paths = program.allCommands.map(\.path).filter { !$0.isEmpty } + [["help"]]
    return paths.map { "/" + $0.joined(separator: "/") }.joined(separator: " | ")
  }

  /// What stands behind an option that has a value.
  private var values: String {
    var lines: [String] = []
    for (path, command) in program.allCommands {
      for option in command.options.map(\.definition) {
        guard let completion = option.completion else { continue }
        let start = path.map { "/" + $0 }.joined()
        let cases = option.spellings.map { "\"\(start) \($0)\"" }.joined(separator: " | ")
        lines.append("    \(cases)) \(offer(completion)) ;;")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// What stands in every other place.
  private var arguments: String {
    var lines: [String] = []
    for (path, command) in program.allCommands {
      var words = command.subcommands.map(\.name) + (path.isEmpty ? ["help", "--version"] : [])
      words += command.options.map(\.definition.spelling) + ["--help"]
      var takesFiles = false
      for completion in command.positionals.map(\.definition.completion) {
        if case .words(let choices) = completion { words = choices + words }
        if completion == .file { takesFiles = true }
      }
      let files = takesFiles ? "; files=yes" : ""
      let name = path.map { "/" + $0 }.joined()
      lines.append("        \"\(name)\") words=\"\(words.joined(separator: " "))\"\(files) ;;")
    }
    let names = program.root.subcommands.map(\.name).joined(separator: " ")
    lines.append("        /help) words=\"\(names)\" ;;")
    return lines.joined(separator: "\n")
  }

  private func offer(_ completion: Completion) -> String {
    switch completion {
    case .anything: ":"
    case .file: "files=yes"
    case .words(let words): "words=\"\(words.joined(separator: " "))\""
    }
  }
}

/// Scripts by which shells complete command lines, made from the declarations that `--help` shows.
public enum CompletionShell: String, Sendable, CaseIterable {
  /// GNU bash, 4.0 or later.
  case bash
  /// zsh.
  case zsh
  /// fish, 3.0 or later.
  case fish
}

extension Program {
  /// A script that teaches a shell to complete the command lines of the program.
  ///
  /// Commands, options, and words to choose from are completed from the declarations, names of files
  /// where a file is expected.
  public func completions(for shell: CompletionShell) -> String {
    switch shell {
    case .bash: BashCompletion(self).text
    case .zsh: ZshCompletion(self).text
    case .fish: FishCompletion(self).text
    }
  }

  /// The words `help` and all commands with those within them, each with its path; the program first.
  var allCommands: [(path: [String], command: Command)] {
    func below(_ command: Command, _ path: [String]) -> [(path: [String], command: Command)] {
      [(path, command)] + command.subcommands.flatMap { below($0, path + [$0.name]) }
    }
    return below(root, [])
  }
}

/// What may stand where a value is expected.
enum Completion: Equatable {
  /// Something that nobody can guess.
  case anything
  /// The name of a file or folder.
  case file
  /// One of these.
  case words([String])

  /// What a placeholder and the words of a choice say.
  init(placeholder: String, words: [String]) {
    if !words.isEmpty {
      self = .words(words)
    } else {
      self = Self.files.contains(placeholder) ? .file : .anything
    }
  }

  private static let files: Set = ["PATH", "FILE", "DIR", "FOLDER", "DUMP", "PARTIAL", "BILL"]
}

extension OptionDefinition {
  /// What may stand behind it; `nil` for a flag.
  var completion: Completion? {
    placeholder.map { Completion(placeholder: $0, words: words) }
  }

  /// `--ledger`, or `-l` and `--ledger`.
  var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + [spelling] }
}

extension PositionalDefinition {
  /// What may stand in its place.
  var completion: Completion { Completion(placeholder: name, words: words) }
}

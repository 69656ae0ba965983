import CommandLineKit

/// `drawdown completions`: scripts by which shells complete command lines.
enum CompletionsCommand: RunnableCommand {
  private static let shell = Positional<CompletionShell>(
    .choice("SHELL", of: ["bash": .bash, "zsh": .zsh, "fish": .fish]), help: "bash, zsh or fish")

  static let command = Command(
    "completions", summary: "Print a script that completes command lines in a shell.",
    discussion: """
      Commands, options and words to choose from are completed, and names of files where files are \
      expected. `make install` puts the scripts where shells look for them.
      """,
    examples: [
      .init("in this bash", "source <(drawdown completions bash)"),
      .init(
        "in every fish", "drawdown completions fish > ~/.config/fish/completions/drawdown.fish"),
    ],
    positionals: [shell])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    try console.print(Drawdown.program(console).completions(for: arguments[shell]))
    return .done
  }
}

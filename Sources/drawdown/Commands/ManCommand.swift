import CommandLineKit

/// `drawdown man`: the manual page.
enum ManCommand: RunnableCommand {
  static let command = Command(
    "man", summary: "Print the manual page with all commands.",
    discussion: "The page is in the language of `man`; `make install` puts it where `man` looks.",
    examples: [.init("read it", "drawdown man | man -l -")])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    try console.print(Drawdown.program(console).manualPage(sections))
    return .done
  }

  private static let sections = [
    ManualSection(
      "EXIT STATUS",
      [
        "0": "Done.",
        "1": """
        Done, but something needs a person: rejects, conflicts, usage without a rate, a refund of \
        what was used, a difference that verify found.
        """,
        "2": "Wrong usage.",
        "3": "An input cannot be trusted; nothing was posted.",
        "4": "The ledger is locked, full or damaged; or a program that is needed is missing.",
        "70": "A defect of the program.",
      ]),
    ManualSection(
      "ENVIRONMENT",
      [
        "TMPDIR": "Where files go that nobody asked for by name; without it /var/tmp.",
        "COLUMNS": "How wide help is, from 40 to 100 characters; without it 80.",
        "PATH": "Where weasyprint and fc-list are looked for, for PDF.",
      ]),
  ]
}

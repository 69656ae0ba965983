import Book
import CommandLineKit
import Pipeline

/// `drawdown book`: looks a book over.
enum BookCommand: RunnableCommand {
  private static let file = Positional<String>(.text("FILE"), help: "a book, one JSON event a line")
  private static let ledger = Option<String?>(
    "ledger", .text("PATH"), absence: "the book is checked by itself",
    help: "a ledger that the book should go on from")
  private static let check = Command(
    "check", summary: "Name every broken rule of a book, with line, id and how to mend it.",
    discussion: """
      With a ledger, events that it holds must stand in the book unchanged, and no event may newly \
      fall in a closed month. Exits 3 when a rule is broken.
      """,
    positionals: [file], options: [ledger, SharedOptions.catalog])

  static let command = Command(
    "book", summary: "Look a book over before it is loaded.",
    examples: [.init("check it against a ledger", "drawdown book check book.ndjson --ledger l.db")],
    subcommands: [check])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    let book = try checkBook(
      arguments[file], catalog: arguments[SharedOptions.catalog], ledger: arguments[ledger])
    try console.print("\(book.events.count) events, nothing wrong\n")
    return .done
  }
}

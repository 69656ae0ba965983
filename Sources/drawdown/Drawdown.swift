import CommandLineKit
import Glibc

/// The program: reads the command line, runs the command, and ends with the contract's exit code.
@main
struct Drawdown {
  static let version = "0.1.0"

  static let root = Command(
    "drawdown",
    summary: "Turn usage dumps into usage, drawdowns, charges and invoices.",
    discussion: """
      Reads a vendor's zstd usage dumps, counts every record once, draws bundled package minutes \
      down in expiry order at each meter's ratio, charges the rest, and keeps all of it in a \
      ledger that exports invoices. Money and minutes are exact; nothing depends on threads or on \
      the order of the input.
      """,
    examples: [
      .init(
        "post a day's dumps and print what came of it",
        "drawdown run --ledger ledger.db --book book.ndjson usage-2025-10-01.csv.zst"),
      .init("print its invoices", "drawdown export invoices --ledger ledger.db"),
      .init("only count, without a ledger", "drawdown aggregate usage-2025-10-01.csv.zst"),
    ],
    subcommands: commands.map { $0.command })

  /// The commands in the order of the help text.
  static var commands: [any RunnableCommand.Type] {
    [
      RunCommand.self, AggregateCommand.self, MergeCommand.self, SettleCommand.self,
      CloseCommand.self, ExportCommand.self, InvoiceCommand.self, ReportCommand.self,
      ForecastCommand.self, ReconcileCommand.self, BalanceCommand.self,
      ExplainCommand.self, RunsCommand.self, GapsCommand.self, VerifyCommand.self,
      CatalogCommand.self, BookCommand.self, GenerateCommand.self, BenchCommand.self,
      CompletionsCommand.self, ManCommand.self,
    ]
  }

  static func main() {
    // A reader that goes away early is no failure; writes then tell by their error.
    signal(SIGPIPE, SIG_IGN)
    let words = Array(CommandLine.arguments.dropFirst())
    exit(run(words).rawValue)
  }

  private static func run(_ words: [String]) -> ExitCode {
    let console = Console()
    do {
      switch try program(console).parse(words) {
      case .help(let text):
        try console.print(text)
      case .version(let text):
        try console.print(text + "\n")
      case .run(_, let arguments):
        return try command(at: arguments.commandPath).run(arguments, console)
      }
      return .done
    } catch {
      return console.report(error)
    }
  }

  /// The program as help, completions and the manual page describe it.
  static func program(_ console: Console) -> Program {
    Program(root, version: version, columns: console.environment("COLUMNS"))
  }

  private static func command(at path: [String]) -> any RunnableCommand.Type {
    guard let command = commands.first(where: { $0.command.name == path.first }) else {
      preconditionFailure("every command that can be typed can be run")
    }
    return command
  }
}

/// A command of the program: what it takes, and what it does.
protocol RunnableCommand {
  /// Name, help and options.
  static var command: Command { get }
  /// Does the work.
  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode
}

import CommandLineKit
import Ingest
import Pipeline

/// `drawdown verify`: proves that a ledger adds up.
enum VerifyCommand: RunnableCommand {
  private static let dumps = Option<[String]>(
    repeatable: "dumps", .text("PATH"),
    help: "a dump, or a folder of dumps, to read again; may be given more than once")
  private static let moreDumps = Positional<[String]>(
    list: .text("PATH"), atLeast: 0, help: "more dumps, so that --dumps takes a shell's list")

  static let command = Command(
    "verify", summary: "Prove that the ledger adds up, by working everything out again.",
    discussion: """
      Walks the chain of runs, checks that totals are the sums of their entries, settles the \
      ledger's usage, book and catalog again and compares with what stands, and checks every \
      conservation law. With --dumps the usage is first derived again from the dumps that were \
      posted, wherever they lie now, so that every invoice is proved from the records. Exits 1 \
      when anything differs, naming each difference; else it prints a certificate, which is the \
      same on any machine for the same records, book and catalog.
      """,
    examples: [
      .init("check a ledger by itself", "drawdown verify --ledger ledger.db"),
      .init(
        "prove it from the dumps of a year",
        "drawdown verify --ledger ledger.db --dumps dumps/2025"),
    ],
    positionals: [moreDumps],
    options: [
      SharedOptions.existingLedger, dumps, SharedOptions.threads, SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    var options = VerificationOptions(ledger: arguments[SharedOptions.existingLedger])
    options.dumps = try paths(arguments)
    options.workers = arguments[SharedOptions.threads]
    options.spillFolder = console.spillFolder
    let progress = Progress()
    let bar = ProgressBar.start(progress, console)
    defer { bar?.stop(console) }
    let report = try verifyLedger(options, progress: progress)
    bar?.stop(console)
    try console.print(
      arguments[SharedOptions.json]
        ? VerificationJSON.text(report) : VerificationText.text(report))
    return report.findings.isEmpty ? .done : .attention
  }

  /// The dumps to read again; `nil` when the ledger is checked by itself.
  private static func paths(_ arguments: Arguments) throws -> [String]? {
    if arguments.isGiven(dumps) { return arguments[dumps] + arguments[moreDumps] }
    guard let word = arguments[moreDumps].first else { return nil }
    throw arguments.misuse("unexpected argument '\(word)'; dumps to read again go behind --dumps")
  }
}

import CommandLineKit
import Exports
import Pipeline
import Quantities

/// `drawdown export`: what the ledger holds, for other programs.
enum ExportCommand: RunnableCommand {
  private static let what = Positional<ExportKind>(
    .choice(
      "WHAT",
      of: [
        "usage": .usage, "deductions": .deductions, "charges": .charges, "grants": .grants,
        "invoices": .invoices, "focus": .focus, "rejects": .rejects,
      ]),
    help: "usage, deductions, charges, grants, invoices, focus or rejects")

  static let command = Command(
    "export", summary: "Write what the ledger holds, for other programs.",
    discussion: """
      Rows are sorted by all columns in the order shown, so that equal ledgers give equal bytes. \
      Invoices are one JSON object a line in any format. `focus` is cost and usage for FinOps tools, \
      as FOCUS 1.2 has them; Documentation/FOCUS.md describes it. Texts in CSV that a spreadsheet would \
      take for a formula are prefixed with an apostrophe.
      """,
    examples: [
      .init("all charges of a month", "drawdown export charges --ledger ledger.db --month 2025-10"),
      .init(
        "invoices to a file", "drawdown export invoices --ledger ledger.db -o invoices.ndjson"),
    ],
    positionals: [what],
    options: [
      SharedOptions.existingLedger, SharedOptions.month, SharedOptions.account,
      SharedOptions.format, SharedOptions.output,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    let filter = ExportFilter(
      month: arguments[SharedOptions.month],
      account: arguments[SharedOptions.account].map { AccountID($0) })
    try console.export(to: arguments[SharedOptions.output]) { sink in
      try exportLedger(
        arguments[SharedOptions.existingLedger], arguments[what], filter: filter,
        format: arguments[SharedOptions.format], to: sink)
    }
    return .done
  }
}

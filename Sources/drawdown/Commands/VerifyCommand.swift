import CommandLineKit
import Pipeline
import Quantities
import StrictJSON

/// `drawdown verify`: proves that a ledger adds up.
enum VerifyCommand: RunnableCommand {
  static let command = Command(
    "verify", summary: "Prove that the ledger adds up, by working everything out again.",
    discussion: """
      Settles the ledger's usage, book and catalog again and compares with what stands, checks \
      that totals are the sums of their entries, and checks every conservation law. Exits 1 when \
      anything differs, naming each difference.
      """,
    options: [SharedOptions.existingLedger, SharedOptions.json])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    let report = try verifyLedger(arguments[SharedOptions.existingLedger])
    try console.print(arguments[SharedOptions.json] ? json(report) : text(report))
    return report.findings.isEmpty ? .done : .attention
  }

  private static func text(_ report: VerificationReport) -> String {
    let minutes = report.minutes
    var lines = [
      "runs:     \(report.runs), \(report.recordsRead) records read",
      "accounts: \(report.accounts) settled again from \(report.usageLines) usage lines, "
        + "through \(report.settledDay?.description ?? "no day")",
      "minutes:  \(minutes.given) given = \(minutes.drawn) drawn + \(minutes.expired) expired "
        + "+ \(minutes.left) left",
      "invoiced: \(report.invoiced)",
    ]
    lines += report.findings.map { "finding:  \(Console.visible($0))" }
    let count = report.findings.count
    lines.append(count == 0 ? "verified: everything adds up" : "verified: \(count) findings")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func json(_ report: VerificationReport) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("verified", report.findings.isEmpty)
      json.member("runs", report.runs)
      json.member("records_read", report.recordsRead)
      json.member("accounts", report.accounts)
      json.member("usage_lines", report.usageLines)
      json.member("settled_day", report.settledDay?.description)
      json.member("minutes_given", report.minutes.given.description)
      json.member("minutes_drawn", report.minutes.drawn.description)
      json.member("minutes_expired", report.minutes.expired.description)
      json.member("minutes_left", report.minutes.left.description)
      json.member("invoiced", report.invoiced.description)
      json.key("findings")
      json.array { json in for finding in report.findings { json.string(finding) } }
    }
    json.newline()
    return json.text
  }
}

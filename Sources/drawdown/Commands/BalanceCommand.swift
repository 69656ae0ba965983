import CommandLineKit
import Pipeline
import Quantities
import Settlement
import StrictJSON

/// `drawdown balance`: the package minutes that are left.
enum BalanceCommand: RunnableCommand {
  private static let below = Option<Fraction?>(
    "below", .percentage, help: "list grants with less than that share left, and exit 1 if any")
  private static let daysLeft = Option<Int?>(
    "days-left", .int("N", in: 0...36_500),
    help: """
      list grants with something left that are valid for at most N more days, and exit 1 if any
      """)
  private static let since = Option<Int64?>(
    "since", .int64("RUN", in: 0...Int64.max),
    help: "of these only what was not so after this run; 0 is before the first")

  static let command = Command(
    "balance", summary: "Print the package minutes that are left, by account and grant.",
    discussion: """
      Shows each grant that can be drawn on the settled day or later, the one that ends first in \
      front. `end` is the first day on which it is no longer valid.

      With --below and --days-left only grants are listed that have crossed a bound on the settled \
      day, each once with the bounds. The same ledger gives the same list; a pager that tells each \
      crossing once keeps the `run` of the last time and gives it with --since.
      """,
    examples: [
      .init("what is left", "drawdown balance --ledger ledger.db"),
      .init(
        "what runs out", "drawdown balance --ledger ledger.db --below 20% --days-left 5 --json"),
      .init(
        "what has come to run out since run 41",
        "drawdown balance --ledger ledger.db --below 20% --since 41"),
    ],
    options: [
      SharedOptions.existingLedger, SharedOptions.account, below, daysLeft, since,
      SharedOptions.json,
    ])

  static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    let ledger = arguments[SharedOptions.existingLedger]
    let account = arguments[SharedOptions.account].map { AccountID($0) }
    let rule = AlertRule(below: arguments[below], daysLeft: arguments[daysLeft])
    guard rule == AlertRule() else {
      let found = try balanceAlerts(
        of: ledger, account: account, rule: rule, since: arguments[since])
      try console.print(
        arguments[SharedOptions.json] ? AlertText.json(found) : AlertText.text(found))
      return found.alerts.isEmpty ? .done : .attention
    }
    guard !arguments.isGiven(since) else {
      throw arguments.misuse("--since narrows --below and --days-left; give one of them")
    }
    let balance = try balances(of: ledger, account: account)
    try console.print(arguments[SharedOptions.json] ? json(balance) : text(balance))
    return .done
  }

  private static func text(_ balance: LedgerBalance) -> String {
    var rows = [["account", "grant", "pool", "app", "left", "minutes", "start", "end", "status"]]
    for account in balance.accounts {
      for entry in account.grants {
        rows.append([
          Console.visible(account.account.text), Console.visible(entry.grant.id.text),
          entry.grant.pool.text, entry.grant.app?.description ?? "all",
          entry.left.description, String(entry.grant.minutes), entry.grant.start.description,
          entry.grant.end.description, entry.status.rawValue,
        ])
      }
    }
    let day = balance.settledDay.map { "settled through \($0)\n" } ?? "nothing settled yet\n"
    return day + TextColumns.aligned(rows, numbers: [4, 5])
  }

  private static func json(_ balance: LedgerBalance) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("settled_day", balance.settledDay?.description)
      json.key("accounts")
      json.array { json in for account in balance.accounts { write(account, &json) } }
    }
    json.newline()
    return json.text
  }

  private static func write(_ account: AccountBalance, _ json: inout JSONWriter) {
    json.object { json in
      json.member("account_id", account.account.text)
      json.key("grants")
      json.array { json in
        for entry in account.grants {
          json.object { json in
            json.member("grant_id", entry.grant.id.text)
            json.member("pool", entry.grant.pool.text)
            json.key("sdk_app_id")
            if let app = entry.grant.app { json.integer(app.number) } else { json.null() }
            json.member("minutes", entry.grant.minutes)
            json.member("left", entry.left.description)
            json.member("start", entry.grant.start.description)
            json.member("end", entry.grant.end.description)
            json.member("status", entry.status.rawValue)
          }
        }
      }
    }
  }
}

/// Lays rows of cells out in columns.
enum TextColumns {
  /// Rows with cells padded to the widest of their column; columns of numbers flush right.
  static func aligned(_ rows: [[String]], numbers: Set<Int>) -> String {
    guard let first = rows.first else { return "" }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return numbers.contains(column) ? padding + row[column] : row[column] + padding
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

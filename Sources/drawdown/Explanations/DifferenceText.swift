import Aggregation
import Book
import Catalog
import Explanation
import Ledger
import Quantities
import Settlement

extension ExplanationText {
  /// Adds what changed between two runs, and because of what.
  mutating func add(_ difference: RunDifference) {
    let start = difference.from.map { "run \($0.id)" } ?? "before the first run"
    page.line("from \(start) to run \(difference.through.id)")
    page.line("came in", indent: 2)
    for input in difference.inputs { add(input) }
    if difference.accounts.isEmpty { page.line("no row of any account changed", indent: 2) }
    for account in difference.accounts {
      page.gap()
      add(account)
    }
  }

  private mutating func add(_ input: RunInput) {
    page.line(name(of: input.run), indent: 4)
    if input.run.settledDay != input.settledBefore, let day = input.run.settledDay {
      let before = input.settledBefore.map { ", before through \($0)" } ?? ""
      page.line("settled through \(day)\(before)", indent: 6)
    }
    let counts = input.run.counts
    if counts.read > 0 {
      page.line(
        "\(TextPage.count(counts.read, "record")) read = \(counts.counted) counted + "
          + "\(counts.duplicates) duplicates + \(counts.conflicts) conflicts + "
          + "\(counts.rejected) rejected", indent: 6)
    }
    for dump in input.dumps { add(dump, indent: 6) }
    if let catalog = input.catalog { page.line("catalog \(TextPage.shown(catalog))", indent: 6) }
    for month in input.closes { page.line("closed \(month)", indent: 6) }
    if !input.events.isEmpty {
      page.line("book: \(TextPage.count(input.events.count, "event"))", indent: 6)
    }
  }

  private mutating func add(_ account: AccountDifference) {
    page.line("account \(TextPage.shown(account.account.text))")
    if !account.events.isEmpty {
      page.line("events of the book", indent: 2)
      add(account.events, indent: 4)
    }
    addUsage(account)
    if !account.invoices.isEmpty {
      page.line("invoices", indent: 2)
      page.table(
        account.invoices.map { growth in
          let sign = growth.amount.hundredths > 0 ? "+" : ""
          return ["\(growth.month)", "\(sign)\(growth.amount)"]
        }, numbers: [1], indent: 4)
    }
    addOrders(account)
    addCharges(account)
    addDeductions(account)
    addGrants(account)
  }

  private mutating func addUsage(_ account: AccountDifference) {
    guard !account.usage.isEmpty else { return }
    page.line("usage that came in", indent: 2)
    var rows = [["run", "meter", "usage lines", "records", "first day", "last day"]]
    for growth in account.usage {
      rows.append([
        "\(growth.run)", growth.meter, "\(growth.lines)", "\(growth.records)",
        "\(growth.firstDay)", "\(growth.lastDay)",
      ])
    }
    page.table(rows, numbers: [0, 2, 3], indent: 4)
  }

  // MARK: - Rows

  private mutating func addOrders(_ account: AccountDifference) {
    guard !account.orders.isEmpty else { return }
    page.line("orders", indent: 2)
    var rows = [["", "order_id", "kind", "day", "amount", "because"]]
    for change in account.orders {
      guard let row = change.after ?? change.before else { continue }
      rows.append([
        mark(change), TextPage.shown(row.id.text), row.kind.rawValue, "\(row.day)",
        step(change) { $0.amount.description }, words(change.cause),
      ])
    }
    page.table(rows, numbers: [4], indent: 4)
  }

  private mutating func addCharges(_ account: AccountDifference) {
    guard !account.charges.isEmpty else { return }
    page.line("charges", indent: 2)
    var rows = [
      [
        "", "sdk_app_id", "period", "item", "kind", "invoice_month", "quantity", "amount",
        "because",
      ]
    ]
    for change in account.charges {
      guard let row = change.after ?? change.before else { continue }
      rows.append([
        mark(change), "\(row.app)", "\(row.period)", row.item.name(in: catalog), row.kind.rawValue,
        "\(row.invoiceMonth)", step(change) { $0.quantity.description },
        step(change) { $0.amount?.description ?? "no rate" }, words(change.cause),
      ])
    }
    page.table(rows, numbers: [6, 7], indent: 4)
  }

  private mutating func addDeductions(_ account: AccountDifference) {
    guard !account.deductions.isEmpty else { return }
    page.line("deductions", indent: 2)
    var rows = [
      [
        "", "sdk_app_id", "day", "meter", "grant_id", "invoice_month", "package_minutes",
        "left_after",
        "because",
      ]
    ]
    for change in account.deductions {
      guard let row = change.after ?? change.before else { continue }
      rows.append([
        mark(change), "\(row.app)", "\(row.day)", catalog[row.meter].name,
        TextPage.shown(row.grant.text),
        "\(row.invoiceMonth)", step(change) { $0.packageMinutes.description },
        step(change) { $0.leftAfter.description }, words(change.cause),
      ])
    }
    page.table(rows, numbers: [6, 7], indent: 4)
  }

  private mutating func addGrants(_ account: AccountDifference) {
    guard !account.grants.isEmpty else { return }
    page.line("grants", indent: 2)
    var rows = [["", "grant_id", "minutes", "drawn", "expired", "left", "status", "because"]]
    for change in account.grants {
      guard let row = change.after ?? change.before else { continue }
      rows.append([
        mark(change), TextPage.shown(row.grant.id.text), step(change) { "\($0.grant.minutes)" },
        step(change) { $0.drawn.description }, step(change) { $0.expired.description },
        step(change) { $0.left.description }, step(change) { $0.status.rawValue },
        words(change.cause),
      ])
    }
    page.table(rows, numbers: [2, 3, 4, 5], indent: 4)
  }

  /// Whether a row came, went or changed.
  private func mark<Row>(_ change: RowChange<Row>) -> String {
    if change.before == nil { return "new" }
    return change.after == nil ? "gone" : "changed"
  }

  /// `0.00 -> 0.06` where a value changed, else the value.
  private func step<Row>(_ change: RowChange<Row>, _ value: (Row) -> String) -> String {
    let (before, after) = (change.before.map(value), change.after.map(value))
    guard let before, let after, before != after else { return after ?? before ?? "" }
    return "\(before) -> \(after)"
  }

  private func words(_ cause: ChangeCause) -> String {
    func list(_ runs: [Int64]) -> String {
      (runs.count == 1 ? "run " : "runs ") + runs.map { "\($0)" }.joined(separator: ", ")
    }
    return switch cause {
    case .usage(let runs): "usage of \(list(runs))"
    case .settledDay: "the settled day moved"
    case .book(let runs): "the book of \(list(runs))"
    case .draws: "other draws"
    case .follows: "follows from the rest"
    }
  }
}

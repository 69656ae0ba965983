import Book
import Catalog
import Explanation
import Quantities
import Settlement

/// The rows of an account that changed, one table for each kind.
extension ExplanationText {
  mutating func addOrders(_ account: AccountDifference) throws(QuantityOverflow) {
    var rest = ChangeTotals()
    let shown = take(account.orders)
    for change in account.orders[shown.count...] { try rest.add(change) }
    var rows = [["", "order_id", "kind", "day", "amount", "because"]]
    for change in shown {
      guard let row = change.after ?? change.before else { continue }
      rows.append([
        mark(change), TextPage.shown(row.id.text), row.kind.rawValue, "\(row.day)",
        step(change) { $0.amount.description }, words(change.cause),
      ])
    }
    add("orders", rows, numbers: [4], rest)
  }

  mutating func addCharges(_ account: AccountDifference) throws(QuantityOverflow) {
    var rest = ChangeTotals()
    let shown = take(account.charges)
    for change in account.charges[shown.count...] { try rest.add(change) }
    var rows = [
      [
        "", "sdk_app_id", "period", "item", "kind", "invoice_month", "quantity", "amount",
        "because",
      ]
    ]
    for change in shown {
      guard let row = change.after ?? change.before else { continue }
      rows.append([
        mark(change), "\(row.app)", "\(row.period)", row.item.name(in: catalog), row.kind.rawValue,
        "\(row.invoiceMonth)", step(change) { $0.quantity.description },
        step(change) { $0.amount?.description ?? "no rate" }, words(change.cause),
      ])
    }
    add("charges", rows, numbers: [6, 7], rest)
  }

  mutating func addDeductions(_ account: AccountDifference) throws(QuantityOverflow) {
    var rest = ChangeTotals()
    let shown = take(account.deductions)
    for change in account.deductions[shown.count...] { try rest.add(change) }
    var rows = [
      [
        "", "sdk_app_id", "day", "meter", "grant_id", "invoice_month", "package_minutes",
        "left_after", "because",
      ]
    ]
    for change in shown {
      guard let row = change.after ?? change.before else { continue }
      rows.append([
        mark(change), "\(row.app)", "\(row.day)", catalog[row.meter].name,
        TextPage.shown(row.grant.text),
        "\(row.invoiceMonth)", step(change) { $0.packageMinutes.description },
        step(change) { $0.leftAfter.description }, words(change.cause),
      ])
    }
    add("deductions", rows, numbers: [6, 7], rest)
  }

  mutating func addGrants(_ account: AccountDifference) throws(QuantityOverflow) {
    var rest = ChangeTotals()
    let shown = take(account.grants)
    for change in account.grants[shown.count...] { rest.add(change) }
    var rows = [["", "grant_id", "minutes", "drawn", "expired", "left", "status", "because"]]
    for change in shown {
      guard let row = change.after ?? change.before else { continue }
      rows.append([
        mark(change), TextPage.shown(row.grant.id.text), step(change) { "\($0.grant.minutes)" },
        step(change) { $0.drawn.description }, step(change) { $0.expired.description },
        step(change) { $0.left.description }, step(change) { $0.status.rawValue },
        words(change.cause),
      ])
    }
    add("grants", rows, numbers: [2, 3, 4, 5], rest)
  }

  /// Adds a table under its title, the head of which is its first row, and what it leaves out.
  private mutating func add(
    _ title: String, _ rows: [[String]], numbers: Set<Int>, _ rest: ChangeTotals
  ) {
    guard rows.count > 1 || !rest.isEmpty else { return }
    page.line(title, indent: 2)
    if rows.count > 1 { page.table(rows, numbers: numbers, indent: 4) }
    if !rest.isEmpty { page.line("and \(words(rest).joined(separator: ", "))", indent: 4) }
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

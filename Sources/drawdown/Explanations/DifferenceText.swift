import Aggregation
import Book
import Catalog
import Explanation
import Ledger
import Quantities
import Settlement

extension ExplanationText {
  /// Adds what changed between two runs, and because of what.
  mutating func add(_ difference: RunDifference) throws(QuantityOverflow) {
    let start = difference.from.map { "run \($0.id)" } ?? "before the first run"
    page.line("from \(start) to run \(difference.through.id)")
    page.line("came in", indent: 2)
    for input in difference.inputs { add(input) }
    try add(difference.closedInvoices)
    guard !difference.totals.isEmpty else {
      return page.line("no row of any account changed", indent: 2)
    }
    var rest = difference.rest
    for account in difference.accounts {
      guard rowsLeft > 0 else {
        try rest.add(account)
        continue
      }
      page.gap()
      try add(account)
    }
    add("and, with --json row by row,", rest)
    add("all together", difference.totals)
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

  private mutating func add(_ invoices: [ClosedInvoice]) throws(QuantityOverflow) {
    guard !invoices.isEmpty else { return }
    let shown = take(invoices)
    var total = Money.zero
    for invoice in invoices { total = try total.adding(invoice.total) }
    page.line("invoices of closed months", indent: 2)
    var rows = shown.map { [TextPage.shown($0.number), "\($0.total)"] }
    rows.append([
      shown.count < invoices.count ? "all \(invoices.count)" : "together", "\(total)",
    ])
    page.table(rows, numbers: [1], indent: 4)
  }

  private mutating func add(_ account: AccountDifference) throws(QuantityOverflow) {
    page.line("account \(TextPage.shown(account.account.text))")
    if !account.events.isEmpty {
      page.line("events of the book", indent: 2)
      let shown = take(account.events)
      add(shown, indent: 4)
      if shown.count < account.events.count {
        page.line("and \(account.events.count - shown.count) more", indent: 4)
      }
    }
    addUsage(account)
    if !account.invoices.isEmpty {
      page.line("invoices", indent: 2)
      add(account.invoices)
    }
    try addOrders(account)
    try addCharges(account)
    try addDeductions(account)
    try addGrants(account)
  }

  private mutating func addUsage(_ account: AccountDifference) {
    guard !account.usage.isEmpty else { return }
    page.line("usage that came in", indent: 2)
    let shown = take(account.usage)
    var rows = [["run", "meter", "usage lines", "records", "first day", "last day"]]
    for growth in shown {
      rows.append([
        "\(growth.run)", growth.meter, "\(growth.lines)", "\(growth.records)",
        "\(growth.firstDay)", "\(growth.lastDay)",
      ])
    }
    page.table(rows, numbers: [0, 2, 3], indent: 4)
    if shown.count < account.usage.count {
      page.line("and \(account.usage.count - shown.count) more", indent: 4)
    }
  }

  // MARK: - What is too long to be shown

  /// The first of some rows, as many as may still be shown.
  mutating func take<Row>(_ rows: [Row]) -> [Row] {
    let shown = rows.prefix(rowsLeft)
    rowsLeft -= shown.count
    return Array(shown)
  }

  private mutating func add(_ title: String, _ totals: ChangeTotals) {
    guard !totals.isEmpty else { return }
    page.gap()
    page.line(title)
    page.line(
      "\(TextPage.count(totals.accounts, "account")): " + words(totals).joined(separator: ", "),
      indent: 2)
    guard !totals.invoices.isEmpty else { return }
    page.line("invoices", indent: 2)
    add(totals.invoices)
  }

  private mutating func add(_ invoices: [AccountDifference.InvoiceGrowth]) {
    page.table(
      invoices.map { ["\($0.month)", signed($0.amount)] }, numbers: [1], indent: 4)
  }

  /// `3 charges +1.20`, for each kind of row of which any changed.
  func words(_ totals: ChangeTotals) -> [String] {
    var words: [String] = []
    if totals.orders > 0 {
      words.append(TextPage.count(totals.orders, "order") + " \(signed(totals.orderAmount))")
    }
    if totals.charges > 0 {
      words.append(TextPage.count(totals.charges, "charge") + " \(signed(totals.chargeAmount))")
    }
    if totals.deductions > 0 {
      let sign = totals.packageMinutes > .zero ? "+" : ""
      words.append(
        TextPage.count(totals.deductions, "deduction")
          + " \(sign)\(totals.packageMinutes) package minutes")
    }
    if totals.grants > 0 { words.append(TextPage.count(totals.grants, "grant")) }
    return words
  }

  private func signed(_ amount: Money) -> String {
    (amount.hundredths > 0 ? "+" : "") + amount.description
  }
}

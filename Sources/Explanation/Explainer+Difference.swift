import Book
import Catalog
import Ledger
import Quantities
import Settlement

extension Explainer {
  /// What changed between two runs.
  ///
  /// - Parameters:
  ///   - earlier: a run; 0 is before the first one.
  ///   - later: a run behind it.
  ///   - mostRows: accounts are kept until they have so many rows; of the others only the totals
  ///     are, so that memory is bounded.
  /// - Throws: `UnknownName` when there is no such run.
  public func difference(
    from earlier: Int64, to later: Int64, mostRows: Int = .max
  ) throws -> RunDifference {
    try checkNames(earlier, later)
    let inputs = try inputs(behind: earlier, through: later)
    guard let through = inputs.last?.run else {
      preconditionFailure("the later run is behind the earlier one")
    }
    let facts = RunFacts(inputs, events)
    var kept: [AccountDifference] = []
    var (rows, totals, rest) = (0, ChangeTotals(), ChangeTotals())
    try ledger.forEachChange(after: earlier, through: later, catalog: catalog) { changes in
      let account = try difference(changes, facts)
      try totals.add(account)
      if rows < mostRows {
        kept.append(account)
        rows += account.rowCount
      } else {
        try rest.add(account)
      }
    }
    return RunDifference(
      from: run(earlier), through: through, inputs: inputs,
      closedInvoices: try invoices(closedBy: inputs), accounts: kept, rest: rest, totals: totals)
  }

  /// What each run took in.
  ///
  /// - Throws: `LedgerFailure` when the ledger cannot be read.
  public func history() throws -> [RunInput] { try inputs(behind: 0, through: .max) }

  private func checkNames(_ earlier: Int64, _ later: Int64) throws {
    let runs = try ledger.runs()
    for number in [earlier, later] where number != 0 && run(number) == nil {
      throw UnknownName("run", "\(number)", known: runs.map { "\($0.id)" })
    }
  }

  private func inputs(behind earlier: Int64, through later: Int64) throws -> [RunInput] {
    let runs = try ledger.runs()
    let closes = Dictionary(grouping: try ledger.closes(), by: \.run)
    let catalogs = Dictionary(
      try ledger.catalogChanges().map { ($0.run, $0.value) }
    ) { first, _ in first }
    let events = Dictionary(grouping: self.events.all, by: \.run)
    return runs.filter { earlier < $0.id && $0.id <= later }.map { run in
      RunInput(
        run: run, settledBefore: self.run(run.id - 1)?.settledDay, dumps: dumps(of: run.id),
        events: events[run.id, default: []],
        closes: closes[run.id, default: []].map(\.value), catalog: catalogs[run.id])
    }
  }

  private func difference(
    _ changes: AccountChanges, _ facts: RunFacts
  ) throws -> AccountDifference {
    let causes = Causes(facts, changes.usage, catalog: catalog)
    var difference = AccountDifference(account: changes.account)
    difference.usage = causes.usage
    difference.events = facts.events(of: changes.account)
    difference.orders = RowChange.paired(changes.orders, by: OrderKey.init) { before, after in
      causes.cause(of: (after ?? before))
    }
    difference.grants = RowChange.paired(changes.grants, by: \.grant.id, causes.cause)
    difference.deductions = RowChange.paired(changes.deductions, by: DrawKeyOfRow.init) {
      causes.cause(ofLine: ($1 ?? $0).map { LineName(app: $0.app, day: $0.day, meter: $0.meter) })
    }
    difference.charges = RowChange.paired(changes.charges, by: { ChargeKey($0, self.catalog) }) {
      causes.cause(of: $1 ?? $0)
    }
    var totals = ChangeTotals()
    try totals.add(difference)
    difference.invoices = totals.invoices
    return difference
  }

  /// The invoices of months that runs have closed.
  ///
  /// - Complexity: O(n) in the orders and charges of the ledger, when there is such a month.
  private func invoices(closedBy inputs: [RunInput]) throws -> [ClosedInvoice] {
    let months = Set(inputs.flatMap(\.closes))
    guard !months.isEmpty else { return [] }
    var closed: [CalendarMonth: [ClosedInvoice]] = [:]
    for account in try ledger.accounts() {
      let invoices = try Invoice.gather(
        account: account, orders: ledger.orders(of: account, catalog: catalog),
        charges: ledger.charges(of: account, catalog: catalog), catalog: catalog)
      for invoice in invoices where months.contains(invoice.month) {
        closed[invoice.month, default: []]
          .append(ClosedInvoice(number: invoice.number, total: invoice.total))
      }
    }
    return closed.sorted { $0.key < $1.key }.flatMap(\.value)
  }
}

extension RowChange {
  /// Pairs rows that went with rows that came in their place.
  ///
  /// - Parameters:
  ///   - key: what a row is about; nearly always one row of a state is.
  ///   - cause: why a row changed.
  /// - Returns: the changes in the order of the keys.
  fileprivate static func paired<Key: Hashable & Comparable>(
    _ rows: JournalDifference<Row>, by key: (Row) -> Key,
    _ cause: (_ before: Row?, _ after: Row?) -> ChangeCause
  ) -> [RowChange<Row>] {
    let before = Dictionary(grouping: rows.removed, by: key)
    let after = Dictionary(grouping: rows.added, by: key)
    return Set(before.keys).union(after.keys).sorted().flatMap { key in
      let (gone, new) = (before[key, default: []], after[key, default: []])
      return (0..<max(gone.count, new.count)).map { place in
        let left = place < gone.count ? gone[place] : nil
        let right = place < new.count ? new[place] : nil
        return RowChange(before: left, after: right, cause: cause(left, right))
      }
    }
  }
}

/// What an order line is about.
private struct OrderKey: Hashable, Comparable {
  let time: Timestamp
  let id: OrderID
  let kind: String

  init(_ row: OrderLine) {
    (time, id, kind) = (row.time, row.id, row.kind.rawValue)
  }

  static func < (left: OrderKey, right: OrderKey) -> Bool {
    (left.time, left.id, left.kind) < (right.time, right.id, right.kind)
  }
}

/// What a draw is about.
private struct DrawKeyOfRow: Hashable, Comparable {
  let invoiceMonth: CalendarMonth
  let day: CalendarDay
  let app: AppID
  let meter: MeterOrdinal
  let grant: GrantID

  init(_ row: SettledDeduction) {
    invoiceMonth = row.invoiceMonth
    (day, app, meter, grant) = (row.day, row.app, row.meter, row.grant)
  }

  static func < (left: DrawKeyOfRow, right: DrawKeyOfRow) -> Bool {
    (left.invoiceMonth, left.day, left.app, left.meter, left.grant)
      < (right.invoiceMonth, right.day, right.app, right.meter, right.grant)
  }
}

/// What a charge is about.
private struct ChargeKey: Hashable, Comparable {
  let invoiceMonth: CalendarMonth
  let period: Charge.Period
  let app: AppID
  let item: String
  let kind: String

  init(_ row: Charge, _ catalog: Catalog) {
    invoiceMonth = row.invoiceMonth
    (period, app, item, kind) = (
      row.period, row.app, row.item.name(in: catalog), row.kind.rawValue
    )
  }

  static func < (left: ChargeKey, right: ChargeKey) -> Bool {
    if left.invoiceMonth != right.invoiceMonth { return left.invoiceMonth < right.invoiceMonth }
    if left.period != right.period { return left.period < right.period }
    return (left.app, left.item, left.kind) < (right.app, right.item, right.kind)
  }
}

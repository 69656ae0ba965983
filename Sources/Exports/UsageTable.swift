import Catalog
import Quantities

/// A usage line with what an export adds to it.
struct UsageRow {
  let account: AccountID?
  let line: UsageLine
  let meter: Meter

  static let table = Table<UsageRow>(columns: [
    .init("account_id") { Cell($0.account?.text) },
    .init("sdk_app_id") { Cell($0.line.app) },
    .init("day") { Cell($0.line.day) },
    .init("meter") { .text($0.meter.name) },
    .init("records") { .integer($0.line.records) },
    .init("quantity") { .integer($0.line.quantity) },
    // Users and peaks are not minutes.
    .init("minutes") { $0.meter.kind == .sum ? .integer($0.line.minutes) : .empty },
  ])

  /// The rows of some lines of an account, in the order of the table.
  ///
  /// Only the names of meters have to be compared as text, and there are few: lines are sorted by
  /// numbers.
  static func rows(
    _ lines: [UsageLine], of account: AccountID?, catalog: Catalog, filter: ExportFilter
  ) -> [UsageRow] {
    let names = catalog.meters.map { Array($0.name.utf8) }
    let byName = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
    var ranks = [Int](repeating: 0, count: names.count)
    for (rank, meter) in byName.enumerated() { ranks[meter] = rank }
    let wanted = filter.month == nil ? lines : lines.filter { filter.admits($0.day.month) }
    return wanted.sorted { left, right in
      (left.app, left.day, ranks[Int(left.meter.index)])
        < (right.app, right.day, ranks[Int(right.meter.index)])
    }.map { UsageRow(account: account, line: $0, meter: catalog[$0.meter]) }
  }
}

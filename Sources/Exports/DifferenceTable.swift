import Quantities
public import Reconciliation
import Settlement

/// Writes what a vendor's bill and a ledger say differently, in the order that it is given in.
///
/// - Throws: what the sink throws.
public func exportDifferences(
  _ differences: [BillDifference], format: ExportFormat, to sink: @escaping ExportSink
) throws {
  var printer = TablePrinter(BillDifference.table, format, sink)
  try printer.print(sorted: differences)
  try printer.finish()
}

extension BillDifference {
  static let table = Table<BillDifference>(columns: [
    .init("difference") { .text($0.kind.rawValue) },
    .init("account_id") { Cell($0.account?.text) },
    .init("sdk_app_id") { Cell($0.app) },
    .init("period") { $0.period.map { .time($0) } ?? .empty },
    .init("item") { Cell($0.item) },
    .init("order_id") { if case .order(let id) = $0.subject { .text(id.text) } else { .empty } },
    .init("bill_lines") {
      Cell($0.theirs.map { $0.lines.map(String.init).joined(separator: " ") })
    },
    .init("our_quantity") { $0.ours.map { .fraction($0.quantity) } ?? .empty },
    .init("bill_quantity") { $0.theirs?.quantity.map { .fraction($0) } ?? .empty },
    .init("our_unit_price") { $0.ours?.unitPrice.map { .price($0) } ?? .empty },
    .init("bill_unit_price") { $0.theirs?.unitPrice.map { .price($0) } ?? .empty },
    .init("our_amount") { $0.ours.map { .money($0.amount) } ?? .empty },
    .init("bill_amount") { $0.theirs.map { .price($0.cost) } ?? .empty },
    .init("excess") { (try? $0.excess()).map { .price($0) } ?? .empty },
    .init("reason") { .text($0.reason) },
  ])

  private var app: AppID? {
    if case .usage(_, let app, _) = subject { app } else { nil }
  }

  private var item: String? {
    if case .usage(let item, _, _) = subject { item } else { nil }
  }

  private var period: Charge.Period? {
    if case .usage(_, _, let period) = subject { period } else { nil }
  }
}

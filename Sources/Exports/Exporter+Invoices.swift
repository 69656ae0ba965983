import Catalog
import Ledger
import Quantities
import Settlement
import StrictJSON

extension Exporter {
  /// Writes invoices by the bytes of their numbers.
  ///
  /// Numbers are account, hyphen and month, so that the invoices of `a` and of `a-2025` may stand
  /// among each other. Accounts are visited by their number's beginning; an invoice that may still
  /// have to let one of a later account pass is held back.
  func exportInvoices(to sink: @escaping ExportSink) throws {
    var held: [Invoice] = []
    let accounts = try accounts().map { (account: $0, start: Array("\($0)-".utf8)) }
      .sorted { $0.start.lexicographicallyPrecedes($1.start) }
    for (account, start) in accounts {
      let isDue = { (invoice: Invoice) in
        invoice.number.utf8.lexicographicallyPrecedes(start)
      }
      try write(held.filter(isDue), to: sink)
      held.removeAll(where: isDue)
      held += try invoices(of: account)
      held.sort { $0.number.utf8.lexicographicallyPrecedes($1.number.utf8) }
    }
    try write(held, to: sink)
  }

  private func invoices(of account: AccountID) throws -> [Invoice] {
    try Invoice.gather(
      account: account, orders: ledger.orders(of: account, catalog: catalog),
      charges: ledger.charges(of: account, catalog: catalog), catalog: catalog,
      lastClosedMonth: ledger.lastClosedMonth()
    ).filter { filter.admits($0.month) }
  }

  private func write(_ invoices: [Invoice], to sink: ExportSink) throws {
    guard !invoices.isEmpty else { return }
    var json = JSONWriter()
    for invoice in invoices {
      invoice.write(to: &json)
      json.newline()
    }
    try sink(json.bytes)
  }
}

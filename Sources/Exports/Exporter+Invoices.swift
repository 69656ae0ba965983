import Catalog
import Ledger
import Quantities
import Settlement
import StrictJSON

extension Exporter {
  /// Writes invoices by the bytes of their numbers.
  func exportInvoices(to sink: @escaping ExportSink) throws {
    var json = JSONWriter()
    try forEachInvoice { invoice in
      invoice.write(to: &json)
      json.newline()
      try sink(json.bytes)
      json.removeAll()
    }
  }

  /// Hands over the invoices that are wanted, by the bytes of their numbers.
  ///
  /// Numbers are account, hyphen and month, so that the invoices of `a` and of `a-2025` may stand
  /// among each other. Accounts are visited by their number's beginning; an invoice that may still
  /// have to let one of a later account pass is held back.
  func forEachInvoice(_ body: (Invoice) throws -> Void) throws {
    var held: [Invoice] = []
    let accounts = try accounts().map { (account: $0, start: Array("\($0)-".utf8)) }
      .sorted { $0.start.lexicographicallyPrecedes($1.start) }
    for (account, start) in accounts {
      let isDue = { (invoice: Invoice) in
        invoice.number.utf8.lexicographicallyPrecedes(start)
      }
      try held.filter(isDue).forEach(body)
      held.removeAll(where: isDue)
      held += try invoices(of: account)
      held.sort { $0.number.utf8.lexicographicallyPrecedes($1.number.utf8) }
    }
    try held.forEach(body)
  }

  /// The invoices of an account that are wanted, by month.
  func invoices(of account: AccountID) throws -> [Invoice] {
    try Invoice.gather(
      account: account, orders: ledger.orders(of: account, catalog: catalog),
      charges: ledger.charges(of: account, catalog: catalog), catalog: catalog,
      lastClosedMonth: ledger.lastClosedMonth()
    ).filter { filter.admits($0.month) }
  }
}

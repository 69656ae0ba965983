public import Exports
import Ledger

/// Where invoices go.
public enum InvoiceTarget {
  /// All of them into one stream.
  case one(ExportSink)
  /// Into files of a folder.
  case folder(String, per: InvoiceSplit)
}

/// Writes invoices of a ledger for people and for finance systems.
///
/// Pages bear the hash of the ledger's certificate, which is worked out from its exports and not
/// proved: that is what `verifyLedger` does.
///
/// - Returns: what was written.
/// - Throws: `LedgerFailure` when the ledger cannot be read, `RequestFailure` for an account that it
///   does not have, `IOFailure` or what the sink throws.
public func writeInvoices(
  of path: String, as format: InvoiceFormat, filter: ExportFilter, to target: InvoiceTarget
) throws -> WrittenInvoices {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    _ = try reader.accounts(wanted: filter.account)
    var stamp = InvoiceStamp(settledDay: try reader.settledDay(), certificate: nil)
    if case .html = format {
      var certificate = Certificate()
      try certificate.hashExports { Exporter(reader, catalog: catalog, format: $0) }
      stamp.certificate = certificate.hash
    }
    let exporter = Exporter(reader, catalog: catalog, filter: filter, format: .ndjson)
    let names = try InvoiceNames(reader)
    switch target {
    case .one(let sink):
      return try exporter.writeInvoices(as: format, names: names, stamp: stamp, to: sink)
    case .folder(let folder, let split):
      return try exporter.writeInvoices(
        as: format, names: names, stamp: stamp, into: folder, per: split)
    }
  }
}

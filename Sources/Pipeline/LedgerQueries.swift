public import Exports
import Ledger
public import Quantities
public import Settlement

/// Writes an export of a ledger.
///
/// - Throws: `LedgerFailure` when it cannot be read, or what the sink throws.
public func exportLedger(
  _ path: String, _ kind: ExportKind, filter: ExportFilter, format: ExportFormat,
  to sink: @escaping ExportSink
) throws {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    try Exporter(reader, catalog: catalog, filter: filter, format: format).export(kind, to: sink)
  }
}

/// What an account can still draw on the settled day, and what it will be able to.
public struct AccountBalance: Sendable {
  /// Who it is.
  public let account: AccountID
  /// Its grants with something left that have not ended, those that end first in front.
  public let grants: [GrantBalance]
}

/// The balances of a ledger.
public struct LedgerBalance: Sendable {
  /// The day they are of; `nil` before the first settlement.
  public let settledDay: CalendarDay?
  /// Accounts by bytes.
  public let accounts: [AccountBalance]
}

/// The grants that can still be drawn, by account.
///
/// - Parameters:
///   - path: the ledger.
///   - account: only this account.
/// - Throws: `LedgerFailure` when it cannot be read.
public func balances(of path: String, account: AccountID?) throws -> LedgerBalance {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    let accounts = try reader.accounts(wanted: account).map { account in
      let grants = try reader.grants(of: account, catalog: catalog)
        .filter { $0.status == .active || $0.status == .pending }
        .sorted { ($0.grant.end, $0.grant.id) < ($1.grant.end, $1.grant.id) }
      return AccountBalance(account: account, grants: grants)
    }
    return LedgerBalance(settledDay: try reader.settledDay(), accounts: accounts)
  }
}

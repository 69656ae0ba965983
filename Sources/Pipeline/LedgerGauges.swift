import Catalog
import Ledger
public import Quantities
import Settlement

/// What monitoring wants to know of a ledger.
public struct LedgerGauges: Sendable {
  /// Package minutes of one account and pool, of the grants that are valid on the settled day.
  public struct Balance: Sendable {
    /// Who it is.
    public let account: AccountID
    /// The pool.
    public let pool: PoolID
    /// Minutes that these grants gave.
    public var given = Fraction.zero
    /// Minutes that are left of them.
    public var left = Fraction.zero
  }

  /// The settled day; `nil` before the first settlement.
  public let settledDay: CalendarDay?
  /// Its first second, in the zone of the catalog.
  public let settledDayStart: Timestamp?
  /// By account, then in the order of the catalog's pools; also those with nothing left.
  public let balances: [Balance]
}

/// Reads the gauges of a ledger.
///
/// - Throws: `LedgerFailure` when it cannot be read, `QuantityOverflow` when a sum does not fit.
/// - Complexity: O(n) in the grants of the ledger.
public func ledgerGauges(of path: String) throws -> LedgerGauges {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    guard let day = try reader.settledDay() else {
      return LedgerGauges(settledDay: nil, settledDayStart: nil, balances: [])
    }
    var balances: [LedgerGauges.Balance] = []
    for account in try reader.accounts() {
      let grants = try reader.grants(of: account, catalog: catalog)
        .filter { $0.grant.isValid(on: day) && !$0.grant.isRefunded }
      for pool in catalog.pools {
        let ofPool = grants.filter { $0.grant.pool == pool }
        guard !ofPool.isEmpty else { continue }
        var balance = LedgerGauges.Balance(account: account, pool: pool)
        for grant in ofPool {
          balance.given = try balance.given.adding(Fraction(grant.grant.minutes))
          balance.left = try balance.left.adding(grant.left)
        }
        balances.append(balance)
      }
    }
    return LedgerGauges(
      settledDay: day, settledDayStart: catalog.zone.start(of: day), balances: balances)
  }
}

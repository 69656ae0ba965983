public import Catalog
public import Quantities
public import Settlement
import Storage

extension LedgerReader {
  /// What stands of an account, as far as settling further days on top of it needs it.
  ///
  /// - Parameters:
  ///   - account: whose settlement it is.
  ///   - day: the last settled day.
  ///   - lastClosed: the latest closed month.
  ///   - catalog: names the meters of entries.
  /// - Throws: `LedgerFailure` when the catalog lacks a meter of it.
  /// - Complexity: O(n) in the grants of the account and in its charges for whole months, however
  ///   many days are settled.
  public func standingSettlement(
    of account: AccountID, through day: CalendarDay, lastClosed: CalendarMonth?, catalog: Catalog
  ) throws -> StandingSettlement {
    let grants = try grants(of: account, catalog: catalog)
    guard let number = try number(of: account) else {
      return StandingSettlement(
        through: day, grants: grants, monthlyCharges: [], lastClosed: lastClosed)
    }
    let monthly = try Journal<Charge>(database, items: items(catalog))
      .standing(of: account, number: number, by: Charge.standingByMonth)
    return StandingSettlement(
      through: day, grants: grants, monthlyCharges: monthly.map(\.row), lastClosed: lastClosed)
  }
}

extension Charge {
  /// The charges of an account for whole months that stand: entry, then the content.
  ///
  /// There are few of them among many for single days; an index holds them apart.
  static let standingByMonth: String = {
    let content = journal.columns.map { "charge_entry.\($0.name)" }.joined(separator: ", ")
    return """
      SELECT charge_entry.entry, \(content)
      FROM charge_entry INDEXED BY monthly_charge CROSS JOIN standing
        ON standing.account = charge_entry.account AND standing.kind = \(journal.kind)
          AND standing.entry = charge_entry.entry
      WHERE charge_entry.account = ?1 AND charge_entry.period < \(LedgerSchema.firstDay)
      ORDER BY charge_entry.entry
      """
  }()
}

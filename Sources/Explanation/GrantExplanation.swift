import Catalog
import Ledger
public import Quantities
public import Settlement

/// Where a grant comes from and where its minutes went.
public struct GrantExplanation: Sendable {
  /// One draw from the grant.
  public struct Draw: Sendable {
    /// The row.
    public let deduction: SettledDeduction
    /// The meter's name.
    public let meter: String
    /// Package minutes the grant held before.
    public let heldBefore: Fraction
  }

  /// What became of it.
  public let balance: GrantBalance
  /// What gave it, and what took it back: a purchase, then the renewal or upgrade, then a refund.
  public let events: [EventFact]
  /// The draws from it, in the order in which they were made.
  public let draws: [Draw]
  /// Up to which day everything is settled.
  public let settledDay: CalendarDay?
}

extension Explainer {
  /// Explains a grant.
  ///
  /// Ids of grants are unique within an account only.
  func grant(_ id: GrantID, of account: AccountID?) throws -> GrantExplanation {
    let wanted = try account.map { [try view(of: $0).account] } ?? accounts
    var found: [GrantBalance] = []
    var known: [String] = []
    for account in wanted {
      for balance in try ledger.grants(of: account, catalog: catalog) {
        known.append(balance.grant.id.text)
        if balance.grant.id == id { found.append(balance) }
      }
    }
    let place = account.map { " of account \($0)" } ?? ""
    guard let balance = found.first else {
      throw UnknownName("grant", id.text, known: known, in: place)
    }
    guard found.count == 1 else {
      throw AmbiguousGrant(grant: id, accounts: found.map(\.grant.account))
    }
    let draws = try view(of: balance.grant.account).draws(from: id).map { row in
      GrantExplanation.Draw(
        deduction: row, meter: catalog[row.meter].name,
        heldBefore: try row.leftAfter.adding(row.packageMinutes))
    }
    return GrantExplanation(
      balance: balance, events: events.events(of: id), draws: draws, settledDay: settledDay)
  }
}

/// Several accounts have a grant of the same id.
public struct AmbiguousGrant: Error, Sendable, CustomStringConvertible {
  /// The id.
  public let grant: GrantID
  /// The accounts.
  public let accounts: [AccountID]

  public var description: String {
    let names = accounts.map(\.text).joined(separator: ", ")
    return "\(accounts.count) accounts have a grant \(grant): \(names); name one with --account"
  }
}

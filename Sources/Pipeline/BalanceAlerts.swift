import Catalog
import Ledger
public import Quantities
public import Settlement

/// When a grant needs somebody's eye.
public struct AlertRule: Hashable, Sendable {
  /// Less than this share of its minutes is left, 1 being all of them.
  public var below: Fraction?
  /// It is valid for at most so many days behind the settled day, and something is left.
  public var daysLeft: Int?

  /// A rule; without any bound nothing breaks it.
  public init(below: Fraction? = nil, daysLeft: Int? = nil) {
    self.below = below
    self.daysLeft = daysLeft
  }

  /// A bound that a grant has crossed.
  public enum Bound: String, Hashable, Sendable {
    /// Little is left.
    case below
    /// It ends soon.
    case daysLeft = "days_left"
  }

  /// The bounds that a grant has crossed on a settled day.
  ///
  /// A grant counts while it is valid, also with nothing left: it ran dry then. One that has not begun,
  /// has ended or was given back crosses nothing.
  ///
  /// - Throws: `QuantityOverflow` when the share does not fit.
  func crossed(
    by balance: GrantBalance, on day: CalendarDay
  ) throws(QuantityOverflow) -> [Bound] {
    let grant = balance.grant
    guard grant.isValid(on: day), !grant.isRefunded else { return [] }
    var crossed: [Bound] = []
    if let below, balance.left < (try Fraction(grant.minutes).multiplied(by: below)) {
      crossed.append(.below)
    }
    if let daysLeft, balance.left > .zero, grant.daysLeft(after: day) <= daysLeft {
      crossed.append(.daysLeft)
    }
    return crossed
  }
}

/// A grant that has crossed a bound.
public struct BalanceAlert: Sendable {
  /// The grant and what is left of it.
  public let balance: GrantBalance
  /// Days behind the settled day on which it is still valid.
  public let daysLeft: Int
  /// The bounds, at least one.
  public let bounds: [AlertRule.Bound]
}

/// The alerts of one state of a ledger.
public struct LedgerAlerts: Sendable {
  /// The last run; with the next state, only what it does not know is new.
  public let run: Int64
  /// The day they are of; `nil` before the first settlement.
  public let settledDay: CalendarDay?
  /// By account, then the one that ends first in front.
  public let alerts: [BalanceAlert]
}

/// Finds grants that have crossed a bound: the same for the same ledger, each grant once.
///
/// - Parameters:
///   - path: the ledger.
///   - account: only this account.
///   - rule: the bounds.
///   - run: only bounds that were not crossed yet after this run; `nil` is all that are crossed.
/// - Throws: `RequestFailure` when there is no such account or run, `LedgerFailure` when the ledger
///   cannot be read.
public func balanceAlerts(
  of path: String, account: AccountID?, rule: AlertRule, since run: Int64? = nil
) throws -> LedgerAlerts {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    let accounts = try reader.accounts(wanted: account)
    let last = try reader.runs().last?.id ?? 0
    guard let day = try reader.settledDay() else {
      return LedgerAlerts(run: last, settledDay: nil, alerts: [])
    }
    let before = try run.map { try EarlierBalances(reader, catalog, rule, after: $0, last: last) }
    var alerts: [BalanceAlert] = []
    for account in accounts {
      let grants = try reader.grants(of: account, catalog: catalog)
        .sorted { ($0.grant.end, $0.grant.id) < ($1.grant.end, $1.grant.id) }
      for balance in grants {
        let known = try before?.crossed(by: balance) ?? []
        let bounds = try rule.crossed(by: balance, on: day).filter { !known.contains($0) }
        guard !bounds.isEmpty else { continue }
        alerts.append(
          BalanceAlert(
            balance: balance, daysLeft: balance.grant.daysLeft(after: day), bounds: bounds))
      }
    }
    return LedgerAlerts(run: last, settledDay: day, alerts: alerts)
  }
}

/// What grants had crossed after an earlier run, from the journal.
private struct EarlierBalances {
  private struct Key: Hashable {
    let account: AccountID
    let grant: GrantID

    init(_ balance: GrantBalance) {
      account = balance.grant.account
      grant = balance.grant.id
    }
  }

  private let rule: AlertRule
  private let day: CalendarDay?
  /// Grants that changed since, as they were; `nil` for those that were not there.
  private var changed: [Key: GrantBalance?] = [:]

  init(
    _ ledger: LedgerReader, _ catalog: Catalog, _ rule: AlertRule, after run: Int64, last: Int64
  ) throws {
    guard run <= last else {
      throw RequestFailure("there is no run \(run); the last one is \(last)")
    }
    self.rule = rule
    day = try ledger.runs().first { $0.id == run }?.settledDay
    var changed: [Key: GrantBalance?] = [:]
    try ledger.forEachChange(after: run, through: last, catalog: catalog) { changes in
      for balance in changes.grants.added { changed[Key(balance)] = .some(nil) }
      for balance in changes.grants.removed { changed[Key(balance)] = balance }
    }
    self.changed = changed
  }

  /// The bounds that a grant, given as it is now, had crossed then.
  func crossed(by balance: GrantBalance) throws(QuantityOverflow) -> [AlertRule.Bound] {
    guard let day, let then = changed[Key(balance), default: balance] else { return [] }
    return try rule.crossed(by: then, on: day)
  }
}

extension Grant {
  /// Days behind a day on which it is still valid, negative when it has ended before.
  fileprivate func daysLeft(after day: CalendarDay) -> Int { day.distance(to: end) - 1 }
}

extension LedgerReader {
  /// One account, or all of them.
  ///
  /// - Throws: `RequestFailure` when the ledger does not have it.
  func accounts(wanted account: AccountID?) throws -> [AccountID] {
    let accounts = try accounts().filter { account == nil || $0 == account }
    if let account, accounts.isEmpty {
      throw RequestFailure(
        "no account \(account) has grants; `export grants` lists them")
    }
    return accounts
  }
}

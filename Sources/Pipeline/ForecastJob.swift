import Book
import Catalog
public import Forecasting
import Ledger
public import Quantities
import Settlement

/// What a ledger comes to if usage goes on as it did.
public struct LedgerForecast: Sendable {
  /// The month whose cost is told.
  public let month: CalendarMonth
  /// The last day with real usage.
  public let settledDay: CalendarDay
  /// The days that the pace is taken from.
  public let paceDays: ClosedRange<CalendarDay>
  /// The last day that packages are followed to.
  public let horizon: CalendarDay
  /// Accounts by bytes.
  public var accounts: [AccountForecast] = []
  /// What buying a plan would save, of the accounts that pay for usage; by account, the one that
  /// saves most beyond its price in front.
  public var offers: [PackageOffer] = []
}

/// Tells what a month will cost and when packages run dry if usage goes on as it did.
///
/// Usage at the pace of the last days is settled by the code that settles everything; see
/// Documentation/FORECAST.md. Nothing is written.
///
/// - Throws: `RequestFailure` when there is nothing to go on from or the month is over, `BookFailure`
///   for events that break a rule, `LedgerFailure` when the ledger cannot be read.
public func forecast(_ path: String, _ options: ForecastOptions) throws -> LedgerForecast {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    var job = try ForecastJob(reader, options)
    return try job.forecast()
  }
}

/// One forecast of a ledger.
private struct ForecastJob {
  private let ledger: LedgerReader
  private let options: ForecastOptions
  private let catalog: Catalog
  private let books: ForecastBooks
  private let accounts: [AccountID]
  private var result: LedgerForecast

  init(_ ledger: LedgerReader, _ options: ForecastOptions) throws {
    self.ledger = ledger
    self.options = options
    let catalog = try chooseCatalog(nil, stored: ledger.catalog())
    self.catalog = catalog
    accounts = try ledger.accounts(wanted: options.account)
    guard let settledDay = try ledger.settledDay(), let firstDay = try ledger.firstUsageDay(),
      firstDay <= settledDay
    else { throw RequestFailure("there is no settled usage to go on from; run first") }
    let month = options.month ?? settledDay.month
    guard settledDay <= month.lastDay else {
      throw RequestFailure(
        "\(month) is over and settled; `invoice` and `report` tell what it came to")
    }
    let firstOfPace = max(firstDay, settledDay.advanced(by: 1 - options.paceDays))
    result = LedgerForecast(
      month: month, settledDay: settledDay, paceDays: firstOfPace...settledDay,
      horizon: max(month.lastDay, settledDay.advanced(by: options.horizonDays)))
    let today = min(settledDay.advanced(by: 1), month.lastDay)
    books = try ForecastBooks(
      ledger, catalog, options, accounts: accounts, today: today, month: month,
      horizon: result.horizon)
  }

  mutating func forecast() throws -> LedgerForecast {
    var buyers: [AccountID: AppID] = [:]
    for account in accounts {
      let state = try state(of: account)
      guard let plain = books.plain[account] else { continue }
      let month = result.month
      let atEnd = try settled(plain.atMonthEnd, state, through: month.lastDay)
      let later = try settled(plain.atHorizon, state, through: result.horizon)
      var changed: (atEnd: Invoice?, grants: [GrantForecast])?
      if let events = books.changed?[account] {
        let settlement = try settled(events.atHorizon, state, through: result.horizon)
        changed = (
          try invoice(of: settled(events.atMonthEnd, state, through: month.lastDay)),
          try .forecasts(of: settlement.settlement, after: result.settledDay)
        )
      }
      result.accounts.append(
        AccountForecast(
          account: account, soFar: try standingInvoice(of: account), atEnd: try invoice(of: atEnd),
          grants: try .forecasts(of: later.settlement, after: result.settledDay), changed: changed))
      buyers[account] = appThatPaysMost(later.settlement)
    }
    try tryPackages(buyers)
    return result
  }

  // MARK: - One account

  /// What settling an account with its usage at a pace needs.
  private struct State {
    let usage: [UsageLine]
    let closed: ClosedMonths?
  }

  private func state(of account: AccountID) throws -> State {
    let usage = try ledger.usage(of: ledger.apps(of: account), catalog: catalog)
      .filter { $0.day <= result.settledDay }
    let pace = try UsagePace(of: usage, on: result.paceDays, catalog: catalog)
    return State(
      usage: usage + pace.usage(through: result.horizon),
      closed: try ledger.closedMonths(of: account, catalog: catalog))
  }

  private func settled(
    _ commitments: AccountCommitments, _ state: State, through day: CalendarDay
  ) throws -> SettledAccount {
    try SettledAccount(commitments, state.usage, state.closed, catalog, day)
  }

  private func invoice(of settled: SettledAccount) throws -> Invoice? {
    try Invoice.gather(
      account: settled.settlement.account, orders: settled.orders,
      charges: settled.settlement.charges, catalog: catalog,
      lastClosedMonth: ledger.lastClosedMonth()
    ).first { $0.month == result.month }
  }

  private func standingInvoice(of account: AccountID) throws -> Invoice? {
    try Invoice.gather(
      account: account, orders: ledger.orders(of: account, catalog: catalog),
      charges: ledger.charges(of: account, catalog: catalog), catalog: catalog,
      lastClosedMonth: ledger.lastClosedMonth()
    ).first { $0.month == result.month }
  }

  /// The app that pays most for later usage that nothing covers; `nil` when none does.
  private func appThatPaysMost(_ settlement: AccountSettlement) -> AppID? {
    var amounts: [AppID: Int64] = [:]
    for charge in settlement.charges {
      guard case .day(let day) = charge.period, result.settledDay < day, let amount = charge.amount
      else { continue }
      amounts[charge.app, default: 0] += amount.hundredths
    }
    return amounts.filter { $0.value > 0 }.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  // MARK: - Packages

  /// Buys every package for every account that pays for usage, each by itself, and settles again.
  private mutating func tryPackages(_ buyers: [AccountID: AppID]) throws {
    guard !buyers.isEmpty else { return }
    let trials = try books.trials(buyers)
    for account in accounts where buyers[account] != nil {
      let state = try state(of: account)
      guard let plain = books.plain[account] else { continue }
      let without = try postpaid(settled(plain.atHorizon, state, through: result.horizon))
      let known = Set(plain.atHorizon.grants.map(\.id))
      var offers: [PackageOffer] = []
      for trial in trials {
        guard let commitments = trial.commitments[account] else { continue }
        let settled = try settled(commitments, state, through: result.horizon)
        let with = try postpaid(settled)
        let bought = settled.settlement.grants.filter { !known.contains($0.grant.id) }
        var left = Fraction.zero
        for balance in bought {
          left = try left.adding(balance.expired).adding(balance.left)
        }
        offers.append(
          PackageOffer(
            account: account, app: trial.plan.isAppBound ? buyers[account] : nil,
            plan: trial.plan.id, price: trial.price,
            savedInMonth: try without.month.subtracting(with.month),
            saved: try without.all.subtracting(with.all), left: left))
      }
      result.offers += try offers.map { (try $0.saved.subtracting($0.price), $0) }
        .sorted { ($1.0, $0.1.plan) < ($0.0, $1.1.plan) }.map(\.1)
    }
  }

  /// Money for usage, of the month and of all days.
  private func postpaid(_ settled: SettledAccount) throws -> (month: Money, all: Money) {
    var (month, all) = (Money.zero, Money.zero)
    for charge in settled.settlement.charges where charge.isInvoiced {
      guard case .meter = charge.item, let amount = charge.amount else { continue }
      all = try all.adding(amount)
      if charge.invoiceMonth == result.month { month = try month.adding(amount) }
    }
    return (month, all)
  }
}

extension [GrantForecast] {
  fileprivate static func forecasts(
    of settlement: AccountSettlement, after day: CalendarDay
  ) throws(QuantityOverflow) -> [GrantForecast] {
    try GrantForecast.forecasts(of: settlement, after: day)
  }
}

import Aggregation
public import Book
public import Catalog
import Explanation
public import Ledger
public import Quantities
import Settlement

/// Reads what a report says off a ledger, account by account, so that memory is bounded by the
/// largest account and a few figures for each app.
struct ReportGatherer {
  /// How many packages are followed day by day.
  static let mostHistories = 12

  let ledger: LedgerReader
  let catalog: Catalog
  private(set) var report: MonthReport
  /// Minutes by meter and day of the month.
  private var minutes: [[Int64]]
  private var pools: [PoolID: PackageFigures.Pool] = [:]
  private var kinds: [InvoiceLine.Kind: InvoiceFigures.Kind] = [:]

  init(_ ledger: LedgerReader, _ catalog: Catalog, _ month: CalendarMonth, certificate: String)
    throws
  {
    self.ledger = ledger
    self.catalog = catalog
    report = MonthReport(
      month: month, settledDay: try ledger.settledDay(),
      isClosed: try ledger.lastClosedMonth().map { month <= $0 } ?? false,
      currency: catalog.currency, certificate: certificate,
      usage: UsageFigures(apps: [Int](repeating: 0, count: month.dayCount)))
    minutes = catalog.meters.map { _ in [Int64](repeating: 0, count: month.dayCount) }
  }

  private var month: CalendarMonth { report.month }

  // MARK: - Accounts

  /// Adds an account with everything that stands of it.
  mutating func add(_ account: AccountID, _ commitments: AccountCommitments?) throws {
    let usage = try usage(of: ledger.apps(of: account))
    let charges = try ledger.charges(of: account, catalog: catalog)
    let deductions = try ledger.deductions(of: account, catalog: catalog)
    try add(usage, of: account, waitsAfter: report.settledDay)
    try add(charges, of: account, usage)
    for deduction in deductions where deduction.day.month == month {
      report.usage.covered = try report.usage.covered.adding(deduction.usageMinutes)
      report.packages.drawn = try report.packages.drawn.adding(deduction.packageMinutes)
    }
    try addPackages(ledger.grants(of: account, catalog: catalog), deductions)
    let invoices = try Invoice.gather(
      account: account, orders: ledger.orders(of: account, catalog: catalog), charges: charges,
      catalog: catalog, lastClosedMonth: ledger.lastClosedMonth())
    for invoice in invoices where invoice.month == month { try add(invoice) }
    if let commitments, let settledDay = report.settledDay {
      try addPeaks(commitments, usage, charges, through: settledDay)
    }
  }

  /// Adds apps that nobody owns.
  mutating func addUnowned() throws {
    for app in try ledger.unownedApps() {
      try add(usage(of: [app]), of: nil, waitsAfter: nil)
    }
  }

  /// Usage of the month and of the one before.
  private func usage(of apps: [AppID]) throws -> [UsageLine] {
    let first = month.advanced(by: -1).firstDay
    return try ledger.usage(of: apps, after: first.advanced(by: -1), catalog: catalog)
      .filter { $0.day <= month.lastDay }
  }

  /// - Parameter waitsAfter: the last day whose usage is settled; `nil` when none is.
  private mutating func add(
    _ usage: [UsageLine], of account: AccountID?, waitsAfter settledDay: CalendarDay?
  ) throws(QuantityOverflow) {
    let comparedDays = report.isWhole ? 31 : report.settledDays
    for (app, lines) in Dictionary(grouping: usage, by: \.app).sorted(by: { $0.key < $1.key }) {
      var figures = AppFigures(app: app, account: account)
      var usedDays: Set<Int> = []
      for line in lines {
        let isCounted = catalog[line.meter].kind == .sum
        guard line.day.month == month else {
          let isCompared = line.day.month.firstDay.distance(to: line.day) < comparedDays
          if isCounted, isCompared { figures.before = try sum(figures.before, line.minutes) }
          continue
        }
        let day = month.firstDay.distance(to: line.day)
        usedDays.insert(day)
        guard isCounted else { continue }
        let meter = Int(line.meter.index)
        minutes[meter][day] = try sum(minutes[meter][day], line.minutes)
        figures.minutes = try sum(figures.minutes, line.minutes)
        report.usage.total = try sum(report.usage.total, line.minutes)
        if settledDay.map({ $0 < line.day }) ?? true {
          report.usage.waiting = try sum(report.usage.waiting, line.minutes)
        }
      }
      for day in usedDays { report.usage.apps[day] += 1 }
      report.apps.append(figures)
    }
  }

  /// Adds charges for usage to the apps of the account that was added last.
  private mutating func add(
    _ charges: [Charge], of account: AccountID, _ usage: [UsageLine]
  ) throws(QuantityOverflow) {
    var places: [AppID: Int] = [:]
    for index in report.apps.indices.reversed() {
      guard report.apps[index].account == account else { break }
      places[report.apps[index].app] = index
    }
    for charge in charges {
      guard case .meter = charge.item else { continue }
      if case .day(let day) = charge.period, day.month == month {
        report.usage.beyond = try report.usage.beyond.adding(charge.quantity)
      }
      guard charge.invoiceMonth == month else { continue }
      let place = places[charge.app] ?? report.apps.count
      if place == report.apps.count {
        // Late usage of an app that had none in these two months.
        report.apps.append(AppFigures(app: charge.app, account: account))
        places[charge.app] = place
      }
      report.apps[place].beyond = try report.apps[place].beyond.adding(charge.quantity)
      guard charge.isInvoiced, let amount = charge.amount else { continue }
      report.apps[place].amount = try report.apps[place].amount.adding(amount)
    }
  }

  private mutating func add(_ invoice: Invoice) throws(QuantityOverflow) {
    report.invoices.count += 1
    report.invoices.total = try report.invoices.total.adding(invoice.total)
    report.invoices.rounding = try report.invoices.rounding.adding(invoice.rounding)
    for entry in invoice.uncharged {
      report.invoices.uncharged = try report.invoices.uncharged.adding(entry.minutes)
    }
    for total in invoice.totals {
      var kind = kinds[total.kind] ?? InvoiceFigures.Kind(kind: total.kind)
      kind.lines += invoice.lines.count { $0.kind == total.kind }
      kind.amount = try kind.amount.adding(total.amount)
      kinds[total.kind] = kind
    }
  }

  private mutating func addPeaks(
    _ commitments: AccountCommitments, _ usage: [UsageLine], _ charges: [Charge],
    through settledDay: CalendarDay
  ) throws(QuantityOverflow) {
    let standings = try peakStandings(
      of: month, commitments, usage: usage, catalog: catalog, through: settledDay)
    for standing in standings {
      var amount = Money.zero
      for charge in charges
      where charge.app == standing.app && charge.item == .fee(standing.item)
        && charge.period == .month(month)
      {
        amount = try amount.adding(charge.amount ?? .zero)
      }
      report.peaks.append(
        PeakFigures(account: commitments.account, standing: standing, amount: amount))
    }
  }

  // MARK: - Packages

  private mutating func addPackages(
    _ balances: [GrantBalance], _ deductions: [SettledDeduction]
  ) throws(QuantityOverflow) {
    let draws = Dictionary(grouping: deductions, by: \.grant)
    for balance in balances {
      let grant = balance.grant
      guard grant.start <= month.lastDay && month.firstDay < grant.end else { continue }
      report.packages.count += 1
      var pool = pools[grant.pool] ?? PackageFigures.Pool(pool: grant.pool)
      pool.given = try pool.given.adding(Fraction(grant.minutes))
      pool.drawn = try pool.drawn.adding(balance.drawn)
      pool.expired = try pool.expired.adding(balance.expired)
      pool.left = try pool.left.adding(balance.left)
      pools[grant.pool] = pool
      if grant.end.advanced(by: -1) <= month.lastDay, .zero < balance.expired, !grant.isRefunded {
        report.packages.endedUndrawn += 1
      }
      guard let settledDay = report.settledDay,
        let history = try PackageHistory(
          grant, draws: draws[grant.id, default: []], in: month, through: settledDay)
      else { continue }
      if history.runDryDay != nil { report.packages.ranDry += 1 }
      if .zero < history.drawn { keep(history) }
    }
  }

  /// Keeps a history while it is among those that gave most.
  private mutating func keep(_ history: PackageHistory) {
    report.packages.histories.append(history)
    if report.packages.histories.count >= 4 * Self.mostHistories { dropSmallHistories() }
  }

  private mutating func dropSmallHistories() {
    report.packages.histories.sort { left, right in
      left.drawn != right.drawn
        ? right.drawn < left.drawn
        : (left.grant.account, left.grant.id) < (right.grant.account, right.grant.id)
    }
    report.packages.histories.removeLast(
      max(0, report.packages.histories.count - Self.mostHistories))
  }

  // MARK: - The whole

  /// Adds what does not belong to accounts, and puts everything in order.
  mutating func finish() throws {
    dropSmallHistories()
    report.packages.pools = catalog.pools.compactMap { pools[$0] }
    report.invoices.kinds = InvoiceLine.Kind.allCases.compactMap { kinds[$0] }
    report.invoices.unpriced = try ledger.unpricedCharges(through: month).count
    for (meter, minutes) in zip(catalog.meters, minutes) where minutes.contains(where: { $0 > 0 }) {
      var total: Int64 = 0
      for minutes in minutes { total = try sum(total, minutes) }
      report.usage.meters.append(.init(name: meter.name, minutes: minutes, total: total))
    }
    try addRecords()
    try addGaps()
  }

  private mutating func addRecords() throws {
    for run in try ledger.runs() {
      report.records.runs += 1
      report.records.counts.read += run.counts.read
      report.records.counts.counted += run.counts.counted
      report.records.counts.duplicates += run.counts.duplicates
      report.records.counts.conflicts += run.counts.conflicts
      report.records.counts.rejected += run.counts.rejected
      report.records.counts.oversize += run.counts.oversize
    }
    report.records.dumps = try ledger.dumps(ofRuns: 0...Int64.max).count
    report.records.reasons = try ledger.rejectReasons()
  }

  private mutating func addGaps() throws {
    report.gaps.firstUsageDay = try ledger.firstUsageDay()
    guard let first = report.gaps.firstUsageDay, let last = try ledger.lastUsageDay(),
      month.firstDay <= last, first <= month.lastDay
    else { return }
    var question = GapQuestion()
    question.from = max(first, month.firstDay)
    question.through = min(last, month.lastDay)
    let gaps = try findGaps(question, in: ledger)
    for day in report.days {
      if gaps.emptyDays.contains(where: { $0.contains(day) }) { report.gaps.emptyDays.insert(day) }
    }
    for app in gaps.apps {
      for day in report.days where app.days.contains(where: { $0.contains(day) }) {
        report.gaps.apps[day, default: 0] += 1
      }
    }
  }
}

/// A sum of minutes that is checked.
private func sum(_ left: Int64, _ right: Int64) throws(QuantityOverflow) -> Int64 {
  let (sum, overflow) = left.addingReportingOverflow(right)
  guard !overflow else { throw QuantityOverflow("minutes of a month") }
  return sum
}

extension MonthReport {
  /// Reads a month off a ledger.
  ///
  /// - Parameters:
  ///   - month: the month.
  ///   - ledger: the ledger, for as long as it can be read.
  ///   - catalog: the catalog that it is settled by.
  ///   - commitments: what its accounts have agreed to up to the settled day.
  ///   - certificate: the hash of its certificate.
  /// - Throws: what the ledger throws; `QuantityOverflow` when a sum does not fit.
  /// - Complexity: reads all rows that stand; memory grows with apps and the largest account.
  public init(
    of month: CalendarMonth, _ ledger: LedgerReader, catalog: Catalog,
    commitments: [AccountCommitments], certificate: String
  ) throws {
    let commitments = Dictionary(
      commitments.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first })
    var gatherer = try ReportGatherer(ledger, catalog, month, certificate: certificate)
    try gatherer.addUnowned()
    for account in try ledger.accounts() { try gatherer.add(account, commitments[account]) }
    try gatherer.finish()
    self = gatherer.report
  }
}

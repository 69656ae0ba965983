import Book
import Catalog
import Ledger
import Quantities
import Settlement

/// Where a draw stands in the order in which everything of an account is drawn.
///
/// Invoice months come first: late usage of a closed month is carried by the earliest open one and
/// is settled in front of its days, which its own day, being earlier, already says.
struct Moment: Hashable, Comparable {
  let invoiceMonth: CalendarMonth
  let day: CalendarDay
  let app: AppID
  let meter: MeterOrdinal

  init(_ line: UsageLine, invoiceMonth: CalendarMonth) {
    self.invoiceMonth = invoiceMonth
    (day, app, meter) = (line.day, line.app, line.meter)
  }

  init(_ draw: SettledDeduction) {
    invoiceMonth = draw.invoiceMonth
    (day, app, meter) = (draw.day, draw.app, draw.meter)
  }

  static func < (left: Moment, right: Moment) -> Bool {
    (left.invoiceMonth, left.day, left.app, left.meter)
      < (right.invoiceMonth, right.day, right.app, right.meter)
  }
}

/// What names a usage line.
struct LineName: Hashable {
  let app: AppID
  let day: CalendarDay
  let meter: MeterOrdinal

  init(app: AppID, day: CalendarDay, meter: MeterOrdinal) {
    self.app = app
    self.day = day
    self.meter = meter
  }

  init(_ line: UsageLine) {
    self.init(app: line.app, day: line.day, meter: line.meter)
  }
}

/// Everything that stands of one account, ready to be asked.
struct AccountView {
  let commitments: AccountCommitments
  /// Its usage, in the order of settlement.
  let usage: [UsageLine]
  /// What became of its grants, in the order in which they would be drawn.
  let balances: [GrantBalance]
  /// Its prepaid lines.
  let orders: [OrderLine]
  /// Its postpaid amounts.
  let charges: [Charge]

  private let lines: [LineName: UsageLine]
  private let drawsByLine: [LineName: [SettledDeduction]]
  private let chargesByLine: [LineName: [Charge]]
  private let drawsByGrant: [GrantID: [SettledDeduction]]

  /// - Complexity: O(n log n) in the account's rows.
  init(_ commitments: AccountCommitments, _ ledger: LedgerReader, _ catalog: Catalog) throws {
    let account = commitments.account
    let settlement = try ledger.settlement(of: account, catalog: catalog)
    let order = DrawRule(catalog.drawOrder)
    self.commitments = commitments
    usage = try ledger.usage(of: commitments.apps, catalog: catalog)
    balances = settlement.grants.sorted { order.draws($0.grant, before: $1.grant) }
    orders = try ledger.orders(of: account, catalog: catalog)
    charges = settlement.charges
    lines = Dictionary(usage.map { (LineName($0), $0) }) { first, _ in first }
    let draws = settlement.deductions.sorted { Moment($0) < Moment($1) }
    drawsByLine = Dictionary(grouping: draws) {
      LineName(app: $0.app, day: $0.day, meter: $0.meter)
    }
    drawsByGrant = Dictionary(grouping: draws, by: \.grant)
    var chargesByLine: [LineName: [Charge]] = [:]
    for charge in charges {
      guard case .day(let day) = charge.period, case .meter(let meter) = charge.item else {
        continue
      }
      chargesByLine[LineName(app: charge.app, day: day, meter: meter), default: []].append(charge)
    }
    self.chargesByLine = chargesByLine
  }

  var account: AccountID { commitments.account }

  /// The usage line of that name.
  func line(_ name: LineName) -> UsageLine? { lines[name] }

  /// The draws of a usage line, by invoice month.
  func draws(of line: UsageLine) -> [SettledDeduction] { drawsByLine[LineName(line), default: []] }

  /// The overage and the adjustments of a usage line.
  func charges(of line: UsageLine) -> [Charge] { chargesByLine[LineName(line), default: []] }

  /// All draws from a grant, in the order in which they were made.
  func draws(from grant: GrantID) -> [SettledDeduction] { drawsByGrant[grant, default: []] }

  /// What a grant held when the turn came to a usage line.
  ///
  /// - Complexity: O(log n) in the draws from the grant.
  func held(_ grant: Grant, before moment: Moment) -> Fraction {
    let draws = drawsByGrant[grant.id, default: []]
    var (earlier, end) = (0, draws.count)
    while earlier < end {
      let middle = (earlier + end) / 2
      if Moment(draws[middle]) < moment { earlier = middle + 1 } else { end = middle }
    }
    return earlier == 0 ? Fraction(grant.minutes) : draws[earlier - 1].leftAfter
  }
}

public import Book
public import Catalog
public import Quantities

/// The settlement once more: slow and obvious, straight from the rules.
///
/// It shares no code with the real one. Every minute of a usage line, or the part of it that is
/// still to be paid, asks all grants again which of them is the first that can pay; nothing is kept
/// but what each grant has left.
public struct ReferenceSettlement {
  private let commitments: AccountCommitments
  private let usage: [UsageLine]
  private let catalog: Catalog
  private let settledDay: CalendarDay
  private let closes: ReferenceCloses?

  private var left: [ReferenceRational] = []
  private(set) var deductions: [ReferenceDeduction] = []
  private(set) var charges: [ReferenceCharge] = []
  /// The prepaid lines of its invoices.
  let orders: [OrderLine]

  /// Works out what the rules give for one account.
  public init(
    _ commitments: AccountCommitments, usage: [UsageLine], catalog: Catalog,
    through settledDay: CalendarDay, closes: ReferenceCloses? = nil
  ) {
    self.commitments = commitments
    self.usage = usage.filter { $0.day <= settledDay }
    self.catalog = catalog
    self.settledDay = settledDay
    self.closes = closes
    let openOrders = commitments.orders.filter { order in
      closes.map { $0.last < order.day.month.description } ?? true
    }
    orders = (closes?.orders ?? []) + openOrders
    deductions = closes?.deductions ?? []
    charges = closes?.charges ?? []
    settleUsage()
    charges += ReferencePeaks(
      commitments, usage: self.usage, catalog: catalog, through: settledDay, closes: closes
    ).charges()
    charges += commitments.monthlyFees.filter { $0.day <= settledDay && !isClosed($0.day) }
      .map { ReferenceCharge($0) }
  }

  /// Everything as rows of text.
  public var rows: SettlementRows {
    var rows = SettlementRows()
    rows.deductions = deductions.map(\.row).sorted()
    rows.charges = charges.map(\.row).sorted()
    rows.grants = grantRows().sorted()
    rows.invoices =
      ReferenceInvoices(
        commitments.account, orders: orders, charges: charges, lastClosed: closes?.last
      ).rows()
    rows.usedRefunds = usedRefunds().sorted()
    return rows
  }

  private func isClosed(_ day: CalendarDay) -> Bool {
    closes.map { day.month.description <= $0.last } ?? false
  }

  private mutating func settleUsage() {
    left = commitments.grants.map { grant in
      ReferenceRational(Int128(grant.minutes)) - (closes?.drawn(from: grant.id) ?? .init(0))
    }
    let lines = usage.filter { catalog[$0.meter].kind == .sum }
    let ordered = lines.sorted {
      ($0.day.number, $0.app.number, $0.meter.index)
        < ($1.day.number, $1.app.number, $1.meter.index)
    }
    // What comes late for closed months goes first.
    for line in ordered where isClosed(line.day) { settle(line) }
    for line in ordered where !isClosed(line.day) { settle(line) }
  }

  private mutating func settle(_ line: UsageLine) {
    var rest = ReferenceRational(Int128((line.quantity + 59) / 60))
    if let closes, isClosed(line.day) {
      rest =
        rest
        - closes.minutes(
          app: Int(line.app.number), day: line.day.description, meter: catalog[line.meter].name)
    }
    while rest > ReferenceRational(0) {
      guard let grant = firstGrant(for: line), let ratio = ratio(of: grant, for: line) else {
        break
      }
      let covered = min(rest, left[grant] / ratio)
      left[grant] = left[grant] - covered * ratio
      rest = rest - covered
      deductions.append(
        ReferenceDeduction(
          app: Int(line.app.number), day: line.day.description, meter: catalog[line.meter].name,
          grant: commitments.grants[grant].id, minutes: covered, ratio: ratio,
          left: left[grant], month: invoiceMonth(of: line)))
    }
    if rest > ReferenceRational(0) { charges.append(charge(rest, of: line)) }
  }

  private func invoiceMonth(of line: UsageLine) -> String {
    if let closes, isClosed(line.day) { return closes.openMonth }
    return line.day.month.description
  }

  /// The index of the grant that pays for the next minute, nil when none can.
  private func firstGrant(for line: UsageLine) -> Int? {
    commitments.grants.indices
      .filter { index in
        let grant = commitments.grants[index]
        return !grant.isRefunded && grant.pool == catalog[line.meter].pool
          && (grant.app == nil || grant.app == line.app) && grant.start <= line.day
          && line.day < grant.end && left[index] > ReferenceRational(0)
          && ratio(of: index, for: line) != nil
      }
      .min { goesFirst(commitments.grants[$0], commitments.grants[$1]) }
  }

  private func ratio(of index: Int, for line: UsageLine) -> ReferenceRational? {
    (commitments.grants[index].flatRatio ?? catalog[line.meter].ratio?.value(on: line.day))
      .map { ReferenceRational($0.numerator, $0.denominator) }
  }

  /// The draw order as lists of numbers and bytes, compared from left to right.
  private func goesFirst(_ left: Grant, _ right: Grant) -> Bool {
    func weight(_ grant: Grant) -> [Int64] {
      catalog.drawOrder.flatMap { key -> [Int64] in
        switch key {
        case .drawnFirst: [grant.isDrawnFirst ? 0 : 1]
        case .end: [Int64(grant.end.number)]
        case .scope: [grant.app == nil ? 1 : 0]
        case .orderTime: [grant.orderTime.epochSeconds]
        case .grantID: grant.id.text.utf8.map { Int64($0) } + [-1]
        }
      }
    }
    return weight(left).lexicographicallyPrecedes(weight(right))
  }

  private func charge(_ overage: ReferenceRational, of line: UsageLine) -> ReferenceCharge {
    var isPostpaid = commitments.postpaid.segments[0].value
    for change in commitments.postpaid.segments where change.start.map({ $0 <= line.day }) ?? true {
      isPostpaid = change.value
    }
    let rate = (catalog[line.meter].rate.value(on: line.day) ?? nil)
      .map { ReferenceRational($0.numerator, $0.denominator * 1000) }
    let exact = rate.map { overage * $0 }
    return ReferenceCharge(
      app: Int(line.app.number), period: line.day.description, item: catalog[line.meter].name,
      kind: isClosed(line.day) ? "adjustment" : "overage", quantity: overage, unitPrice: rate,
      exact: exact,
      amount: exact.map { isPostpaid ? $0.roundedHundredths : 0 }, isPostpaid: isPostpaid,
      month: invoiceMonth(of: line))
  }

  /// Refunds whose grants would have been drawn, or whose apps have logged in, before their day.
  private func usedRefunds() -> [String] {
    commitments.refunds.filter { claim in
      let before = usage.filter { $0.day < claim.day }
      let hasLogin = before.contains { line in
        catalog[line.meter].name == "login" && line.quantity > 0
          && claim.terms.contains {
            $0.app == line.app && $0.start <= line.day && line.day < $0.end
          }
      }
      let wasDrawn = closes?.deductions.contains { claim.grants.contains($0.grant) } ?? false
      if hasLogin || wasDrawn { return true }
      var without = commitments
      without.refunds = []
      without.grants = commitments.grants.map { grant in
        claim.grants.contains(grant.id) ? grant.refunded(false) : grant
      }
      let settled = ReferenceSettlement(
        without, usage: before, catalog: catalog,
        through: CalendarDay(number: claim.day.number - 1))
      return settled.deductions.contains { claim.grants.contains($0.grant) }
    }.map(\.refund.text)
  }

  private func grantRows() -> [String] {
    commitments.grants.enumerated().map { index, grant in
      let minutes = ReferenceRational(Int128(grant.minutes))
      let undrawn = left[index]
      let none = ReferenceRational(0)
      let (status, expired): (String, Bool) =
        if grant.isRefunded {
          ("refunded", true)
        } else if undrawn == none {
          ("used_up", false)
        } else if grant.start > settledDay {
          ("pending", false)
        } else if grant.end <= settledDay {
          ("expired", true)
        } else {
          ("active", false)
        }
      return fields(
        grant.id, grant.app, grant.pool, grant.start, grant.end, grant.minutes,
        (minutes - undrawn).text, (expired ? undrawn : none).text,
        (expired ? none : undrawn).text, status)
    }
  }
}

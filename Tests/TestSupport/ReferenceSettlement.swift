public import Book
public import Catalog
public import Quantities

/// The settlement once more: slow, obvious, minute by minute, straight from the rules.
///
/// It shares no code with the real one. Every minute of usage asks all grants again which of them
/// is the first that can pay; nothing is kept between minutes but what each grant has left.
public struct ReferenceSettlement {
  private let commitments: AccountCommitments
  private let usage: [UsageLine]
  private let catalog: Catalog
  private let settledDay: CalendarDay

  private var left: [ReferenceRational] = []
  private var overages: [ReferenceCharge] = []
  private var rows = SettlementRows()

  /// What the rules give for one account.
  public static func rows(
    _ commitments: AccountCommitments, usage: [UsageLine], catalog: Catalog,
    through settledDay: CalendarDay
  ) -> SettlementRows {
    var reference = ReferenceSettlement(
      commitments: commitments, usage: usage, catalog: catalog, settledDay: settledDay)
    reference.settleUsage()
    reference.describeGrants()
    let charges =
      reference.overages
      + ReferencePeaks(commitments, usage: usage, catalog: catalog, through: settledDay).charges()
    reference.rows.charges = charges.map(\.row).sorted()
    reference.rows.invoices = ReferenceInvoices(commitments, charges: charges).rows()
    reference.rows.deductions.sort()
    reference.rows.grants.sort()
    return reference.rows
  }

  private init(
    commitments: AccountCommitments, usage: [UsageLine], catalog: Catalog, settledDay: CalendarDay
  ) {
    self.commitments = commitments
    self.usage = usage
    self.catalog = catalog
    self.settledDay = settledDay
  }

  private mutating func settleUsage() {
    left = commitments.grants.map { ReferenceRational(Int128($0.minutes)) }
    let lines = usage.filter { catalog[$0.meter].kind == .sum && $0.day <= settledDay }
    let ordered = lines.sorted {
      ($0.day.number, $0.app.number, $0.meter.index)
        < ($1.day.number, $1.app.number, $1.meter.index)
    }
    for line in ordered { settle(line) }
  }

  private mutating func settle(_ line: UsageLine) {
    var usageMinutes: [Int: ReferenceRational] = [:]
    var overage = ReferenceRational(0)
    for _ in 0..<((line.quantity + 59) / 60) {
      var rest = ReferenceRational(1)
      while rest > ReferenceRational(0) {
        guard let grant = firstGrant(for: line), let ratio = ratio(of: grant, for: line) else {
          break
        }
        let covered = min(rest, left[grant] / ratio)
        left[grant] = left[grant] - covered * ratio
        usageMinutes[grant] = usageMinutes[grant, default: ReferenceRational(0)] + covered
        rest = rest - covered
      }
      overage = overage + rest
    }
    for (grant, minutes) in usageMinutes { describeDraw(of: line, minutes: minutes, from: grant) }
    if overage > ReferenceRational(0) { overages.append(charge(overage, of: line)) }
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

  private mutating func describeDraw(
    of line: UsageLine, minutes: ReferenceRational, from index: Int
  ) {
    guard let ratio = ratio(of: index, for: line) else { return }
    rows.deductions.append(
      fields(
        line.app, line.day, catalog[line.meter].name, commitments.grants[index].id, minutes.text,
        ratio.text, (minutes * ratio).text, left[index].text, line.day.month))
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
      kind: "overage", quantity: overage, unitPrice: rate, exact: exact,
      amount: exact.map { isPostpaid ? $0.roundedHundredths : 0 }, isPostpaid: isPostpaid,
      month: line.day.month.description)
  }

  private mutating func describeGrants() {
    for (index, grant) in commitments.grants.enumerated() {
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
      rows.grants.append(
        fields(
          grant.id, grant.app, grant.pool, grant.start, grant.end, grant.minutes,
          (minutes - undrawn).text, (expired ? undrawn : none).text,
          (expired ? none : undrawn).text, status))
    }
  }
}

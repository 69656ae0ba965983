import Aggregation
import Catalog
import Deduction
import Explanation
import Ledger
import Quantities
import Settlement

extension ExplanationText {
  /// Adds a usage line with everything that led to it and followed from it.
  mutating func add(_ explanation: UsageLineExplanation) {
    let line = explanation.line
    let owner = explanation.account.map { "account \(TextPage.shown($0.text))" } ?? "no account"
    page.line("\(explanation.meter.name) of app \(line.app) on \(line.day), \(owner)")
    addBody(explanation)
  }

  /// Adds what follows the headline of a usage line.
  mutating func addBody(_ explanation: UsageLineExplanation) {
    page.line("usage     \(usage(explanation))", indent: 2)
    switch explanation.state {
    case .settled:
      if explanation.settlements.isEmpty {
        page.line("minutes   0, so that nothing is drawn or charged", indent: 2)
      }
    case .notYet:
      page.line("settled   not yet: its day is after the settled day", indent: 2)
    case .unowned:
      page.line("settled   not yet: no account of the book owns the app", indent: 2)
    case .countsForFees:
      page.line("settled   by the month: only the monthly fee on peaks looks at it", indent: 2)
    }
    for settlement in explanation.settlements { add(settlement, of: explanation) }
    addSources(explanation)
    if let records = explanation.records { add(records, of: explanation) }
  }

  private func usage(_ explanation: UsageLineExplanation) -> String {
    let line = explanation.line
    let records = TextPage.count(line.records, "record")
    return switch explanation.meter.kind {
    case .sum:
      "\(TextPage.count(line.minutes, "minute")), each started one counts, of "
        + "\(TextPage.count(line.quantity, "second")) in \(records)"
    case .unique: "\(TextPage.count(line.quantity, "distinct user")) in \(records)"
    case .peak: "\(line.quantity), the highest count in \(records)"
    }
  }

  // MARK: - Settlement

  private mutating func add(_ settlement: LineSettlement, of line: UsageLineExplanation) {
    let late = settlement.isLate ? ", since its own month was closed when the usage came" : ""
    page.line(
      "settled   \(settlement.minutes) minutes on the invoice of \(settlement.invoiceMonth)\(late)",
      indent: 2)
    page.line(
      "\(settlement.minutes) = \(settlement.covered) covered by grants + "
        + "\(settlement.overage?.charge.quantity ?? .zero) overage", indent: 12)
    addDraws(settlement, of: line)
    addUndrawn(settlement)
    if let overage = settlement.overage { add(overage, of: line) }
  }

  private mutating func addDraws(_ settlement: LineSettlement, of line: UsageLineExplanation) {
    guard !settlement.draws.isEmpty else { return }
    page.line("drawn, in draw order", indent: 2)
    var rows = [["grant", "usage_minutes", "ratio", "package_minutes", "held", "left_after"]]
    for draw in settlement.draws {
      let row = draw.deduction
      rows.append([
        TextPage.shown(draw.grant.id.text), row.usageMinutes.description, row.ratio.description,
        row.packageMinutes.description, draw.heldBefore.description, row.leftAfter.description,
      ])
    }
    page.table(rows, numbers: [1, 2, 3, 4, 5], indent: 4)
    for precedence in settlement.draws.compactMap(\.precedence) {
      page.line(reason(precedence), indent: 4)
    }
    var reasons: [(why: String, grants: [String])] = []
    for draw in settlement.draws {
      let why = ratio(draw, of: line.meter.name)
      let grant = TextPage.shown(draw.grant.id.text)
      if reasons.last?.why == why {
        reasons[reasons.count - 1].grants.append(grant)
      } else {
        reasons.append((why, [grant]))
      }
    }
    for (why, grants) in reasons {
      page.line("\(grants.joined(separator: ", ")) at ratio \(why)", indent: 4)
    }
  }

  /// Why one grant came before another: `gift-1 before gift-0 by scope: ...`.
  private func reason(_ precedence: DrawPrecedence) -> String {
    let (first, second) = (precedence.first, precedence.second)
    let why =
      switch precedence.key {
      case .drawnFirst: "\(first.plan.map { "\($0)" } ?? "it") goes before every other grant"
      case .end: "it ends on \(first.end), the other on \(second.end)"
      case .scope:
        first.app == nil
          ? "it serves all apps, the other app \(second.app.map(\.description) ?? "") only"
          : "it serves app \(first.app.map(\.description) ?? "") only, the other all apps"
      case .orderTime: "ordered at \(time(first.orderTime)), the other at \(time(second.orderTime))"
      case .grantID: "equal in all else, its id is smaller"
      }
    return "\(TextPage.shown(first.id.text)) before \(TextPage.shown(second.id.text)) by "
      + "\(precedence.key.rawValue): \(why)"
  }

  private func ratio(_ draw: DrawExplanation, of meter: String) -> String {
    let ratio = draw.deduction.ratio
    let why =
      switch draw.ratioSource {
      case .meter(let since):
        "a minute of \(meter) costs that \(since.map { "since \($0)" } ?? "always")"
      case .plan(let plan): "\(plan.map { "\($0)" } ?? "the grant") takes that for every meter"
      case .earlierCatalog: "by the catalog of the time"
      }
    return "\(ratio): \(why)"
  }

  private mutating func addUndrawn(_ settlement: LineSettlement) {
    let shown = settlement.undrawn.nearest
    guard !shown.isEmpty else { return }
    page.line("not drawn, of the same pool and scope", indent: 2)
    let rows = shown.map { undrawn in
      [
        TextPage.shown(undrawn.grant.id.text), validity(undrawn.grant), scope(undrawn.grant),
        "\(undrawn.held) left", undrawn.words,
      ]
    }
    page.table(rows, numbers: [3], indent: 4)
    let more = settlement.undrawn.count - shown.count
    if more > 0 { page.line("and \(more) more that had ended or not begun", indent: 4) }
  }

  private mutating func add(_ overage: OverageExplanation, of line: UsageLineExplanation) {
    let charge = overage.charge
    page.line("\(charge.kind.rawValue)", indent: 2)
    guard let rate = overage.rate, let exact = charge.exactAmount, let price = charge.unitPrice
    else {
      page.line("no rate for \(line.meter.name) on \(line.line.day): no amount yet", indent: 4)
      return
    }
    let days = rate.until.map { ", until \($0)" } ?? ""
    let source =
      rate.isCurrent
      ? "of \(line.meter.name) \(since(rate.since))\(days)" : "by the catalog of the time"
    var rows = [
      ["amount", charge.amount?.description ?? "", amountReason(overage)],
      ["exact_amount", exact.description, "= \(charge.quantity) minutes x unit_price"],
      [
        "unit_price", price.text(leastDecimals: 2),
        "= \(rate.perThousand) for 1000 minutes \(source)",
      ],
    ]
    if let event = overage.postpaidEvent {
      rows.append([
        "postpaid", charge.isPostpaid ? "yes" : "no",
        "\(since(overage.postpaidSince)) by account_change of \(time(event.time)), run \(event.run)",
      ])
    }
    page.table(rows, numbers: [1], indent: 4)
  }

  private func amountReason(_ overage: OverageExplanation) -> String {
    overage.charge.isPostpaid
      ? "= exact_amount, rounded half up to 0.01"
      : "the account was not charged postpaid on that day"
  }

  // MARK: - Where it comes from

  private mutating func addSources(_ explanation: UsageLineExplanation) {
    let unit =
      switch explanation.meter.kind {
      case .sum: "second"
      case .unique: "user"
      case .peak: "count"
      }
    page.line("brought by", indent: 2)
    for source in explanation.sources {
      page.line(
        "\(name(of: source.run)): \(TextPage.count(source.records, "record")), "
          + "\(TextPage.count(source.quantity, unit)) more", indent: 4)
      for dump in source.dumps { add(dump, indent: 6) }
    }
  }

  private mutating func add(_ records: LineRecords, of explanation: UsageLineExplanation) {
    page.line("records in the given dumps", indent: 2)
    let shown = records.entries.prefix(Self.mostRecords)
    if !shown.isEmpty {
      page.table(
        recordTable(shown.map { ($0.record, $0.quantity) }), numbers: Self.recordNumbers,
        indent: 4)
    }
    let more = records.entries.count - shown.count
    if more > 0 { page.line("and \(more) more, which --json lists", indent: 4) }
    page.line(
      "\(records.counted) of \(explanation.line.records) records counted, quantity "
        + "\(records.quantity) of \(explanation.line.quantity)", indent: 4)
    for dump in records.missingDumps {
      page.line(
        "not given: \(TextPage.shown(dump.source)) of run \(dump.run)", indent: 4)
    }
  }

  /// How many records of a usage line are shown.
  private static var mostRecords: Int { 50 }
}

extension UndrawnGrant {
  /// Why it was not drawn, in words.
  fileprivate var words: String {
    switch reason {
    case .refunded: "given back"
    case .notBegun: "not valid yet"
    case .ended: "valid no more"
    case .empty: "nothing left"
    case .noRatio: "no ratio for the meter on that day"
    case .notNeeded: "not needed"
    }
  }
}

extension [UndrawnGrant] {
  /// Those that matter on the day, and of those out of their days the nearest few on either side.
  fileprivate var nearest: [UndrawnGrant] {
    let few = 3
    let ended = indices.filter { self[$0].reason == .ended }
      .sorted { self[$0].grant.end > self[$1].grant.end }.prefix(few)
    let coming = indices.filter { self[$0].reason == .notBegun }
      .sorted { self[$0].grant.start < self[$1].grant.start }.prefix(few)
    let kept = Set(ended).union(coming)
    return indices.filter { index in
      kept.contains(index) || (self[index].reason != .ended && self[index].reason != .notBegun)
    }.map { self[$0] }
  }
}

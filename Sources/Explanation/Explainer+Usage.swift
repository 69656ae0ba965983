import Book
import Catalog
import Ledger
import Quantities
import Settlement

extension Explainer {
  /// The usage lines of a day that are asked for.
  func usageLines(_ question: UsageQuestion) throws -> [UsageLineExplanation] {
    let meter = question.meter.flatMap { catalog.ordinal(ofMeter: $0) }
    if meter == nil, let name = question.meter {
      throw UnknownName("meter", name, known: catalog.meters.map(\.name))
    }
    let owner = try owner(of: question)
    let view = try owner.map { try self.view(of: $0) }
    let apps = question.app.map { [$0] } ?? view?.commitments.apps ?? []
    let lines =
      try view?.usage.filter { apps.contains($0.app) }
      ?? ledger.usage(of: apps, catalog: catalog)
    let ofDay = lines.filter { $0.day == question.day }
    let wanted = ofDay.filter { line in meter.map { line.meter == $0 } ?? true }
    guard !wanted.isEmpty else { throw noUsage(question, ofDay, lines) }
    return try wanted.map { try explain($0, in: view) }
  }

  /// Whose apps are asked for; `nil` when nobody owns the app.
  private func owner(of question: UsageQuestion) throws -> AccountID? {
    guard let app = question.app else {
      guard let account = question.account else {
        preconditionFailure("an account or an app is named")
      }
      return account
    }
    let owner = try ledger.owner(of: app)
    if owner == nil, try !ledger.unownedApps().contains(app) {
      let known = try accounts.flatMap { try ledger.apps(of: $0) } + ledger.unownedApps()
      throw UnknownName("app", app.description, known: known.sorted().map(\.description))
    }
    if let account = question.account, account != owner {
      let apps = try ledger.apps(of: view(of: account).account)
      throw UnknownName(
        "app", app.description, known: apps.map(\.description), in: " of account \(account)")
    }
    return owner
  }

  /// Names what there is in place of usage that is not there.
  private func noUsage(
    _ question: UsageQuestion, _ ofDay: [UsageLine], _ lines: [UsageLine]
  ) -> UnknownName {
    let place =
      question.app.map { " of app \($0)" } ?? question.account.map { " of account \($0)" } ?? ""
    if let meter = question.meter, !ofDay.isEmpty {
      let meters = Set(ofDay.map(\.meter)).sorted().map { catalog[$0].name }
      return UnknownName("usage of meter", meter, known: meters, in: "\(place) on \(question.day)")
    }
    let days = Set(lines.map(\.day)).sorted()
    let nearest = [days.last { $0 < question.day }, days.first { question.day < $0 }]
    return UnknownName(
      "usage on", question.day.description, known: nearest.compactMap { $0?.description },
      in: place)
  }

  /// Explains one usage line.
  ///
  /// - Parameter view: its account; `nil` when nobody owns its app.
  func explain(_ line: UsageLine, in view: AccountView?) throws -> UsageLineExplanation {
    let meter = catalog[line.meter]
    let settlements = try view.map { try self.settlements(of: line, in: $0) } ?? []
    let state: UsageLineExplanation.State =
      if view == nil {
        .unowned
      } else if meter.kind != .sum {
        .countsForFees
      } else if let settledDay, line.day <= settledDay {
        .settled
      } else {
        .notYet
      }
    return UsageLineExplanation(
      account: view?.account, line: line, meter: meter, state: state, settlements: settlements,
      sources: try sources(of: line))
  }

  /// What was drawn and charged for a line, by invoice month.
  private func settlements(
    of line: UsageLine, in view: AccountView
  ) throws -> [LineSettlement] {
    let draws = Dictionary(grouping: view.draws(of: line), by: \.invoiceMonth)
    let charges = Dictionary(grouping: view.charges(of: line), by: \.invoiceMonth)
    return try Set(draws.keys).union(charges.keys).sorted().map { month in
      try LineSettler(self, view, line, invoiceMonth: month)
        .settlement(draws[month, default: []], charges[month, default: []].first)
    }
  }
}

/// Puts together what one invoice month carries of one usage line.
private struct LineSettler {
  private let explainer: Explainer
  private let view: AccountView
  private let line: UsageLine
  private let moment: Moment
  private let rule: DrawRule

  private var catalog: Catalog { explainer.catalog }
  private var meter: Meter { catalog[line.meter] }

  init(
    _ explainer: Explainer, _ view: AccountView, _ line: UsageLine, invoiceMonth: CalendarMonth
  ) {
    self.explainer = explainer
    self.view = view
    self.line = line
    moment = Moment(line, invoiceMonth: invoiceMonth)
    rule = DrawRule(explainer.catalog.drawOrder)
  }

  func settlement(_ rows: [SettledDeduction], _ charge: Charge?) throws -> LineSettlement {
    let byGrant = Dictionary(rows.map { ($0.grant, $0) }) { first, _ in first }
    // The balances stand in draw order, so what is made of them does too.
    let candidates = view.balances.map(\.grant).filter {
      $0.pool == meter.pool && $0.covers(line.app)
    }
    let undrawn = candidates.filter { byGrant[$0.id] == nil }.map(undrawn)
    let drawn = candidates.compactMap { grant in byGrant[grant.id].map { (grant, $0) } }
    let spare = undrawn.first { $0.reason == .notNeeded }?.grant
    let followers = drawn.dropFirst().map(\.0) + [spare].compactMap { $0 }
    var covered = Fraction.zero
    var draws: [DrawExplanation] = []
    for (place, (grant, row)) in drawn.enumerated() {
      covered = try covered.adding(row.usageMinutes)
      let next = place < followers.count ? followers[place] : nil
      draws.append(
        DrawExplanation(
          deduction: row, grant: grant,
          heldBefore: try row.leftAfter.adding(row.packageMinutes),
          ratioSource: ratioSource(of: row, from: grant),
          precedence: next.flatMap { rule.precedence(of: grant, before: $0) }))
    }
    return LineSettlement(
      invoiceMonth: moment.invoiceMonth, isLate: line.day.month < moment.invoiceMonth,
      minutes: try covered.adding(charge?.quantity ?? .zero), covered: covered, draws: draws,
      undrawn: undrawn, overage: charge.map(overage))
  }

  private func undrawn(_ grant: Grant) -> UndrawnGrant {
    let held = view.held(grant, before: moment)
    let reason: UndrawnGrant.Reason =
      if grant.isRefunded {
        .refunded
      } else if line.day < grant.start {
        .notBegun
      } else if grant.end <= line.day {
        .ended
      } else if held.isZero {
        .empty
      } else if grant.flatRatio == nil && meter.ratio?.value(on: line.day) == nil {
        .noRatio
      } else {
        .notNeeded
      }
    return UndrawnGrant(grant: grant, held: held, reason: reason)
  }

  private func ratioSource(
    of row: SettledDeduction, from grant: Grant
  ) -> DrawExplanation.RatioSource {
    if let flat = grant.flatRatio {
      return flat == row.ratio ? .plan(grant.plan) : .earlierCatalog
    }
    guard let span = meter.ratio?.span(on: line.day), span.value == row.ratio else {
      return .earlierCatalog
    }
    return .meter(since: span.since)
  }

  private func overage(_ charge: Charge) -> OverageExplanation {
    let timeline = view.commitments.postpaid
    let since = timeline.span(on: line.day)?.since
    let change = since.flatMap {
      explainer.events.change(
        of: view.account, on: $0.advanced(by: -1), zone: explainer.catalog.zone)
    }
    return OverageExplanation(
      charge: charge, rate: rate(of: charge), postpaidSince: since, postpaidEvent: change)
  }

  private func rate(of charge: Charge) -> RateFact? {
    guard let price = charge.unitPrice,
      let perThousand = try? price.multiplied(by: Fraction(1000))
    else { return nil }
    let span = meter.rate.span(on: line.day)
    let isCurrent = span?.value == perThousand
    return RateFact(
      perThousand: perThousand, since: isCurrent ? span?.since : nil,
      until: isCurrent ? span?.until : nil, isCurrent: isCurrent)
  }
}

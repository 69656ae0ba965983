import Catalog
import Explanation
import Ledger
import Quantities
import Settlement
import TestSupport
import Testing

/// Every row of the exports of seeded worlds is explained by the very same figures.
@Suite("Every row is explained")
struct EveryRowTests {
  @Test(
    "draws and overage of all usage lines are those that stand", arguments: World.each(1...60),
    [false, true])
  func usageLines(world: World, closing: Bool) throws {
    try WorldLedger(world, closing: closing).explain { explainer, ledger in
      for account in world.accounts.map(\.commitments) {
        var draws: [SettledDeduction] = []
        var charges: [Charge] = []
        for line in try ledger.usage(of: account.apps, catalog: world.catalog) {
          let meter = world.catalog[line.meter]
          let explained = try #require(try explainer.line(line.app, line.day, meter.name))
          #expect(explained.line == line)
          #expect(explained.account == account.account)
          let isSettled = meter.kind == .sum && line.day <= world.settledDay
          #expect(
            try explained.settledMinutes() == (isSettled ? Fraction(line.minutes) : .zero),
            "\(world)")
          draws += explained.settlements.flatMap(\.draws).map(\.deduction)
          charges += explained.settlements.compactMap(\.overage?.charge)
        }
        let standing = try ledger.settlement(of: account.account, catalog: world.catalog)
        #expect(draws.count == standing.deductions.count, "\(world)")
        #expect(Set(draws) == Set(standing.deductions), "\(world)")
        let ofDays = standing.charges.filter {
          if case .day = $0.period { true } else { false }
        }
        #expect(Set(charges) == Set(ofDays), "\(world)")
      }
    }
  }

  @Test(
    "what grants held is what replaying all draws gives", arguments: World.each(1...60),
    [false, true])
  func held(world: World, closing: Bool) throws {
    try WorldLedger(world, closing: closing).explain { explainer, ledger in
      for account in world.accounts.map(\.commitments) {
        var settlements: [LineSettlement] = []
        for line in try ledger.usage(of: account.apps, catalog: world.catalog) {
          let name = world.catalog[line.meter].name
          let explained = try #require(try explainer.line(line.app, line.day, name))
          settlements += explained.settlements
        }
        var left: [GrantID: Fraction] = [:]
        for grant in account.grants { left[grant.id] = Fraction(grant.minutes) }
        // Usage comes in the order of settlement, so that sorting by month alone keeps it within one.
        for month in Set(settlements.map(\.invoiceMonth)).sorted() {
          for settlement in settlements where settlement.invoiceMonth == month {
            for undrawn in settlement.undrawn {
              #expect(undrawn.held == left[undrawn.grant.id], "\(world), \(month)")
            }
            for draw in settlement.draws {
              #expect(draw.heldBefore == left[draw.grant.id], "\(world), \(month)")
              left[draw.grant.id] = draw.deduction.leftAfter
            }
          }
        }
      }
    }
  }

  @Test(
    "every grant of pool and scope is drawn, or says why not", arguments: World.each(1...60),
    [false, true])
  func candidates(world: World, closing: Bool) throws {
    try WorldLedger(world, closing: closing).explain { explainer, ledger in
      for account in world.accounts.map(\.commitments) {
        let usage = try ledger.usage(of: account.apps, catalog: world.catalog)
        for line in usage where world.catalog[line.meter].kind == .sum {
          let meter = world.catalog[line.meter]
          let explained = try #require(try explainer.line(line.app, line.day, meter.name))
          let able = account.grants.filter { $0.pool == meter.pool && $0.covers(line.app) }
          for settlement in explained.settlements {
            let named = settlement.draws.map(\.grant.id) + settlement.undrawn.map(\.grant.id)
            #expect(named.count == able.count, "\(world)")
            #expect(Set(named) == Set(able.map(\.id)), "\(world)")
            for undrawn in settlement.undrawn {
              check(undrawn, of: line, meter, covered: settlement.overage == nil, "\(world)")
            }
          }
        }
      }
    }
  }

  private func check(
    _ undrawn: UndrawnGrant, of line: UsageLine, _ meter: Meter, covered: Bool, _ world: String
  ) {
    let grant = undrawn.grant
    let (day, isValid) = (line.day, grant.start <= line.day && line.day < grant.end)
    switch undrawn.reason {
    case .refunded: #expect(grant.isRefunded, "\(world)")
    case .notBegun: #expect(day < grant.start && !isValid, "\(world)")
    case .ended: #expect(grant.end <= day && !isValid, "\(world)")
    case .empty: #expect(isValid && undrawn.held.isZero, "\(world)")
    case .noRatio:
      #expect(grant.flatRatio == nil && meter.ratio?.value(on: day) == nil, "\(world)")
    // A grant that could pay is left alone only where nothing is left to pay for.
    case .notNeeded: #expect(isValid && !undrawn.held.isZero && covered, "\(world)")
    }
  }

  @Test(
    "invoices are explained line by line and add up", arguments: World.each(1...60), [false, true])
  func invoices(world: World, closing: Bool) throws {
    try WorldLedger(world, closing: closing).explain { explainer, ledger in
      for account in world.accounts.map(\.commitments) {
        let charges = try ledger.charges(of: account.account, catalog: world.catalog)
        let invoices = try Invoice.gather(
          account: account.account, orders: account.orders, charges: charges,
          catalog: world.catalog, lastClosedMonth: ledger.lastClosedMonth())
        var explainedCharges = 0
        for invoice in invoices {
          let explained = try #require(try explainer.invoice(invoice.number))
          #expect(explained.invoice == invoice, "\(world)")
          let lines = explained.lines.filter(\.isInvoiced).map(\.line)
          #expect(lines == invoice.lines, "\(world)")
          for line in explained.lines {
            switch line.detail {
            case .order: break
            case .usage(let usage):
              explainedCharges += 1
              let amounts = usage.settlements.filter { $0.invoiceMonth == invoice.month }
                .map { $0.overage?.charge.amount }
              #expect(amounts == [line.line.amount] || !line.isInvoiced, "\(world)")
            case .fee(let fee):
              explainedCharges += 1
              try check(fee, "\(world)")
            }
          }
        }
        // Overage without a rate alone makes no invoice; its usage lines explain it.
        let months = Set(invoices.map(\.month))
        #expect(
          explainedCharges == charges.filter { months.contains($0.invoiceMonth) }.count,
          "\(world)")
      }
    }
  }

  private func check(_ fee: FeeExplanation, _ world: String) throws {
    let sums = try fee.sums()
    switch fee.basis {
    case .unknown: Issue.record("\(world): \(fee.item) comes from nowhere")
    case .plan(let plans, _):
      #expect(plans.map(\.price).sorted() == fee.charges.compactMap(\.amount).sorted(), "\(world)")
    case .peak(let peak):
      #expect(sums.quantity == Fraction(peak.steps), "\(world)")
      #expect(peak.days.contains { $0.isUnderTerm && $0.count == peak.peak }, "\(world)")
      #expect(peak.peakLine?.line.quantity == peak.peak, "\(world)")
      let price = try #require(peak.price)
      #expect(
        try Fraction(peak.steps).multiplied(by: price.exact).multiplied(by: peak.share)
          == sums.exactAmount, "\(world)")
      #expect(peak.share == Fraction(1) || !peak.suspensions.isEmpty, "\(world)")
    }
  }

  @Test("draws from each grant lead to its balance", arguments: World.each(1...60), [false, true])
  func grants(world: World, closing: Bool) throws {
    try WorldLedger(world, closing: closing).explain { explainer, ledger in
      for account in world.accounts.map(\.commitments) {
        for balance in try ledger.grants(of: account.account, catalog: world.catalog) {
          let explained = try #require(
            try explainer.grant(balance.grant.id, of: account.account))
          #expect(explained.balance == balance, "\(world)")
          var left = Fraction(balance.grant.minutes)
          for draw in explained.draws {
            #expect(draw.heldBefore == left, "\(world)")
            left = draw.deduction.leftAfter
            #expect(
              try left.adding(draw.deduction.packageMinutes) == draw.heldBefore, "\(world)")
          }
          #expect(try balance.expired.adding(balance.left) == left, "\(world)")
        }
      }
    }
  }
}

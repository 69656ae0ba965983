import Book
import Catalog
import Explanation
import Ledger
import Quantities
import Settlement
import TestSupport

func day(_ text: String) -> CalendarDay {
  guard let day = CalendarDay(text) else { preconditionFailure("\(text) is a day") }
  return day
}

func month(_ text: String) -> CalendarMonth { day("\(text)-01").month }

func fraction(_ text: String) -> Fraction {
  guard let fraction = Fraction(text) else { preconditionFailure("\(text) is a number") }
  return fraction
}

/// An account with one app and two gifts, whose rows a test writes by hand.
struct HandLedger {
  static let account = AccountID("acct-1")
  static let app = AppID(1_400_000_001)
  static let catalog = TestCatalog.catalog

  let ledger: Ledger
  var commitments: AccountCommitments

  init() throws {
    ledger = try TestServer.newLedger()
    commitments = AccountCommitments(
      account: Self.account, postpaid: Timeline(always: true))
    commitments.apps = [Self.app]
    commitments.grants = [
      Self.grant("g-1", minutes: 100, end: "2025-12-01"),
      Self.grant("g-2", minutes: 1000, end: "2026-01-01"),
    ]
  }

  static func grant(_ id: String, minutes: Int64, end: String) -> Grant {
    Grant(
      id: GrantID(id), account: account, app: nil, pool: PoolID("av"), plan: nil,
      start: day("2025-10-01"), end: day(end), minutes: minutes,
      orderTime: Timestamp(epochSeconds: 1_759_000_000))
  }

  static func usage(_ text: String, seconds: Int64, records: Int64 = 1) -> UsageLine {
    UsageLine(
      app: app, day: day(text), meter: catalog.meter("audio"), records: records,
      quantity: seconds)
  }

  static func draw(
    _ text: String, from grant: String, minutes: String, left: String, invoice: String
  ) -> SettledDeduction {
    SettledDeduction(
      app: app, day: day(text), meter: catalog.meter("audio"), grant: GrantID(grant),
      usageMinutes: fraction(minutes), ratio: Fraction(1), packageMinutes: fraction(minutes),
      leftAfter: fraction(left), invoiceMonth: month(invoice))
  }

  static func charge(
    _ text: String, minutes: String, amount: String, kind: Charge.Kind, invoice: String
  ) -> Charge {
    Charge(
      app: app, period: .day(day(text)), item: .meter(catalog.meter("audio")), kind: kind,
      quantity: fraction(minutes), unitPrice: fraction("0.007"), exactAmount: fraction(amount),
      amount: try? Money(rounding: fraction(amount)), isPostpaid: true,
      invoiceMonth: month(invoice))
  }

  /// A run that adds usage and makes rows stand; grants are left as the rows say.
  func run(
    _ command: String = "run", usage: [UsageLine] = [], through settledDay: String,
    deductions: [SettledDeduction] = [], charges: [Charge] = [], closing closed: String? = nil
  ) throws {
    try ledger.write(command: command) { transaction in
      try transaction.setOwner(of: commitments.apps, to: commitments.account)
      try transaction.add(usage, catalog: Self.catalog)
      try transaction.setSettledDay(day(settledDay))
      var settlement = AccountSettlement(account: commitments.account)
      settlement.deductions = deductions
      settlement.charges = charges
      settlement.grants = commitments.grants.map { grant in
        let left = deductions.filter { $0.grant == grant.id }.map(\.leftAfter).min()
        let minutes = Fraction(grant.minutes)
        return GrantBalance(
          grant: grant,
          drawn: (try? minutes.subtracting(left ?? minutes)) ?? .zero, expired: .zero,
          left: left ?? minutes, status: .active)
      }
      try transaction.post(settlement, orders: [], catalog: Self.catalog)
      if let closed { try transaction.close(month(closed)) }
    }
  }

  func explain<Value>(_ body: (Explainer) throws -> Value) throws -> Value {
    try ledger.read { reader in
      try body(Explainer(reader, catalog: Self.catalog, commitments: [commitments]))
    }
  }
}

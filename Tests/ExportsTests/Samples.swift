import Book
import Catalog
import Ledger
import Quantities
import Settlement
import TestSupport

@testable import Exports

let catalog = TestCatalog.catalog

func day(_ text: String) -> CalendarDay {
  guard let day = CalendarDay(text) else { preconditionFailure("\(text) is a day") }
  return day
}

func month(_ text: String) -> CalendarMonth { day("\(text)-01").month }

func fraction(_ text: String) -> Fraction {
  guard let fraction = Fraction(text) else { preconditionFailure("\(text) is a number") }
  return fraction
}

func line(
  _ app: UInt32, _ text: String, _ meter: String, records: Int64 = 1, _ quantity: Int64
) -> UsageLine {
  UsageLine(
    app: AppID(app), day: day(text), meter: catalog.meter(meter), records: records,
    quantity: quantity)
}

func deduction(
  _ app: UInt32, _ text: String, _ meter: String = "video.hd", grant: String = "o-1/1/av",
  minutes: String = "10", ratio: String = "4", package: String = "40", left: String = "960",
  invoice: String = "2025-10"
) -> SettledDeduction {
  SettledDeduction(
    app: AppID(app), day: day(text), meter: catalog.meter(meter), grant: GrantID(grant),
    usageMinutes: fraction(minutes), ratio: fraction(ratio), packageMinutes: fraction(package),
    leftAfter: fraction(left), invoiceMonth: month(invoice))
}

func overage(
  _ app: UInt32, _ text: String, _ meter: String = "audio", quantity: String = "1",
  price: String? = "0.007", exact: String? = "0.007", amount: String? = "0.01",
  kind: Charge.Kind = .overage, isPostpaid: Bool = true, invoice: String = "2025-10"
) -> Charge {
  Charge(
    app: AppID(app), period: .day(day(text)), item: .meter(catalog.meter(meter)), kind: kind,
    quantity: fraction(quantity), unitPrice: price.map(fraction), exactAmount: exact.map(fraction),
    amount: amount.flatMap { Money($0) }, isPostpaid: isPostpaid, invoiceMonth: month(invoice))
}

func fee(
  _ app: UInt32, _ text: String = "2025-10", _ item: String = "peak_dau", steps: String = "2",
  amount: String = "2000.00", kind: Charge.Kind = .monthly
) -> Charge {
  Charge(
    app: AppID(app), period: .month(month(text)), item: .fee(item), kind: kind,
    quantity: fraction(steps), unitPrice: fraction("1000"), exactAmount: fraction("2000"),
    amount: Money(amount), isPostpaid: true, invoiceMonth: month("2025-10"))
}

func balance(
  _ account: String, _ id: String, app: UInt32? = nil, plan: String? = "trtc.basic",
  start: String = "2025-10-01", end: String = "2025-11-01", drawn: String = "0",
  expired: String = "0", left: String = "1000", _ status: GrantBalance.Status = .active
) -> GrantBalance {
  GrantBalance(
    grant: Grant(
      id: GrantID(id), account: AccountID(account), app: app.map { AppID($0) }, pool: PoolID("av"),
      plan: plan.map { PlanID($0) }, start: day(start), end: day(end), minutes: 1000,
      orderTime: Timestamp(epochSeconds: 0)),
    drawn: fraction(drawn), expired: fraction(expired), left: fraction(left), status: status)
}

func order(
  _ id: String, _ amount: String, kind: OrderLine.Kind = .order, app: UInt32? = 1_400_000_001,
  on text: String = "2025-10-01", months: Int64 = 1
) -> OrderLine {
  OrderLine(
    kind: kind, id: OrderID(id), app: app.map { AppID($0) }, time: Timestamp(epochSeconds: 0),
    day: day(text), months: months, amount: Money(amount) ?? .zero)
}

/// A ledger in memory that tests fill account by account.
struct SampleLedger {
  let ledger: Ledger

  init() throws {
    ledger = try TestServer.newLedger()
  }

  func add(_ lines: UsageLine...) throws {
    try ledger.write(command: "run") { try $0.add(lines, catalog: catalog) }
  }

  func setOwner(of apps: UInt32..., to account: String) throws {
    try ledger.write(command: "run") {
      try $0.setOwner(of: apps.map { AppID($0) }, to: AccountID(account))
    }
  }

  func post(
    _ account: String, deductions: [SettledDeduction] = [], charges: [Charge] = [],
    grants: [GrantBalance] = [], orders: [OrderLine] = []
  ) throws {
    var settlement = AccountSettlement(account: AccountID(account))
    settlement.deductions = deductions
    settlement.charges = charges
    settlement.grants = grants
    _ = try ledger.write(command: "settle") {
      try $0.post(settlement, orders: orders, catalog: catalog)
    }
  }

  /// The lines of an export, without their ends.
  func export(
    _ kind: ExportKind, _ format: ExportFormat = .csv, month: CalendarMonth? = nil,
    account: String? = nil
  ) throws -> [String] {
    var bytes: [UInt8] = []
    try ledger.read {
      let filter = ExportFilter(month: month, account: account.map { AccountID($0) })
      try Exporter($0, catalog: catalog, filter: filter, format: format)
        .export(kind) { bytes += $0 }
    }
    return lines(of: bytes)
  }
}

/// Lines without their ends; the last one has an end too.
func lines(of bytes: [UInt8]) -> [String] {
  precondition(bytes.isEmpty || bytes.last == UInt8(ascii: "\n"), "the last line ends")
  return String(decoding: bytes, as: UTF8.self).split(
    separator: "\n", omittingEmptySubsequences: false
  ).dropLast().map(String.init)
}

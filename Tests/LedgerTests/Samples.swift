import Aggregation
import Book
import Catalog
import Quantities
import Settlement
import TestSupport

@testable import Ledger

/// A catalog of meters by name, in that order.
func sampleCatalog(
  _ names: [String] = ["audio", "video.hd", "login", "groups"], source: String = "sample"
) -> Catalog {
  let meters = names.map { name in
    let kind: MeterKind =
      switch name {
      case "login", "visitors": .unique
      case "groups": .peak
      default: .sum
      }
    return Meter(
      name: name, kind: kind, pool: nil, ratio: nil, rate: Timeline(always: nil),
      countedAs: Timeline(always: nil))
  }
  let base = TestCatalog.catalog
  return Catalog(
    name: source, currency: base.currency, zone: base.zone, pools: base.pools,
    products: base.products, meters: meters, resolutionTiers: base.resolutionTiers, peakFees: [],
    drawOrder: base.drawOrder, plans: [], saleRules: base.saleRules, source: Array(source.utf8))
}

func day(_ text: String) -> CalendarDay {
  guard let day = CalendarDay(text) else { preconditionFailure("\(text) is a day") }
  return day
}

func month(_ text: String) -> CalendarMonth { day("\(text)-01").month }

func fraction(_ text: String) -> Fraction {
  guard let fraction = Fraction(text) else { preconditionFailure("\(text) is a number") }
  return fraction
}

extension Catalog {
  func line(
    _ app: UInt32, _ day: CalendarDay, _ name: String, records: Int64 = 1, quantity: Int64
  ) -> UsageLine {
    UsageLine(
      app: AppID(app), day: day, meter: meter(name), records: records, quantity: quantity)
  }

  func user(_ number: UInt64, _ app: UInt32, _ day: CalendarDay, _ name: String = "login")
    -> UserEntry
  {
    UserEntry(
      user: Fingerprint(high: number, low: ~number),
      line: UsageKey(app: AppID(app), day: day, meter: meter(name)))
  }
}

func identity(
  _ number: UInt64, content: UInt64 = 0, _ month: CalendarMonth, dump: Int32 = 0
) -> IdentityEntry {
  IdentityEntry(
    identity: Fingerprint(high: number, low: 7),
    content: ContentFingerprint(high: content, low: UInt32(truncatingIfNeeded: content)),
    month: month, dump: dump)
}

/// A dump that was read; its digest follows from its number.
func dump(_ number: UInt64, _ source: String = "a.zst") -> DumpReceipt {
  DumpReceipt(
    source: source, digest: Fingerprint(high: number, low: 1), storedBytes: 10, recordsRead: 2,
    recordsRejected: 1)
}

func counts(read: Int64, duplicates: Int64 = 0, conflicts: Int64 = 0, rejected: Int64 = 0)
  -> RecordCounts
{
  var counts = RecordCounts()
  counts.read = read
  counts.counted = read - duplicates - conflicts - rejected
  counts.duplicates = duplicates
  counts.conflicts = conflicts
  counts.rejected = rejected
  return counts
}

/// Rows of settlement with every kind of value that a column can hold.
struct SampleSettlement {
  let catalog: Catalog

  func deduction(
    _ text: String, minutes: String = "10", left: String = "980", grant: String = "o-1/1/av"
  ) -> SettledDeduction {
    SettledDeduction(
      app: AppID(1_400_000_001), day: day(text), meter: catalog.meter("video.hd"),
      grant: GrantID(grant), usageMinutes: fraction(minutes), ratio: fraction("4"),
      packageMinutes: fraction("40"), leftAfter: fraction(left), invoiceMonth: day(text).month)
  }

  func charge(_ text: String, quantity: String = "1/9", amount: String? = "0.00") -> Charge {
    Charge(
      app: AppID(1_400_000_001), period: .day(day(text)), item: .meter(catalog.meter("audio")),
      kind: .overage, quantity: fraction(quantity),
      unitPrice: amount.map { _ in fraction("0.007") },
      exactAmount: amount.map { _ in fraction("7/9000") }, amount: amount.flatMap { Money($0) },
      isPostpaid: true, invoiceMonth: day(text).month)
  }

  var fee: Charge {
    Charge(
      app: AppID(4_294_967_295), period: .month(month("2025-10")), item: .fee("peak_dau"),
      kind: .monthly, quantity: fraction("2"), unitPrice: fraction("1000"),
      exactAmount: fraction("2000"), amount: Money("2000.00"), isPostpaid: true,
      invoiceMonth: month("2025-10"))
  }

  func balance(
    _ id: String = "o-1/1/av", drawn: String = "20", status: GrantBalance.Status = .active
  ) -> GrantBalance {
    GrantBalance(
      grant: Grant(
        id: GrantID(id), account: AccountID("acct-1"), app: nil, pool: PoolID("av"),
        plan: PlanID("trtc.basic"), start: day("2025-10-01"), end: day("2025-11-01"),
        minutes: 1000, orderTime: Timestamp(epochSeconds: 1_759_248_000), isDrawnFirst: true,
        flatRatio: fraction("1"), isRefunded: true),
      drawn: fraction(drawn), expired: fraction("0"), left: fraction("980"), status: status)
  }

  func order(_ id: String = "o-1", _ amount: String = "625.00") -> OrderLine {
    OrderLine(
      kind: .order, id: OrderID(id), app: AppID(1_400_000_001),
      time: Timestamp(epochSeconds: 1_759_248_000), day: day("2025-10-01"), months: 1,
      amount: Money(amount) ?? .zero)
  }

  var settlement: AccountSettlement {
    var settlement = AccountSettlement(account: AccountID("acct-1"))
    settlement.deductions = [
      deduction("2025-10-01"), deduction("2025-10-02", minutes: "80/9", left: "0"),
    ]
    settlement.charges = [charge("2025-10-02"), charge("2025-10-03", amount: nil), fee]
    settlement.grants = [balance(), balance("o-1/2/av", drawn: "0", status: .pending)]
    return settlement
  }
}

extension Ledger {
  /// Lets a test make references to rows that are not there.
  func forgoReferences() throws {
    try database.execute(
      database.isOnServer ? "SET session_replication_role = replica" : "PRAGMA foreign_keys = OFF")
  }
}

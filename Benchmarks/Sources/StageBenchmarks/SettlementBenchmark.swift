import BenchmarkKit
import Book
import Catalog
import Quantities
import Settlement

/// One account with many usage lines and many grants, settled from nothing.
func settlementBenchmark(lines count: Int) -> Benchmark {
  let catalog = Catalog.builtIn
  let account = AccountID("acct-1")
  let first = CalendarDay(number: 20_362)
  var commitments = AccountCommitments(account: account, postpaid: Timeline(always: true))
  let apps = (0..<UInt32(max(1, count / 120))).map { AppID(1_400_000_000 + $0) }
  commitments.apps = apps
  commitments.grants = apps.enumerated().map { index, app in
    Grant(
      id: GrantID("O\(index)/1/av"), account: account, app: app, pool: PoolID("av"),
      plan: PlanID("trtc.basic"), start: first, end: first.advanced(by: 31), minutes: 1_000,
      orderTime: Timestamp(epochSeconds: 1_759_248_000))
  }
  var usage: [UsageLine] = []
  for day in 0..<30 {
    for app in apps {
      for meter in 0..<4 {
        usage.append(
          UsageLine(
            app: app, day: first.advanced(by: day), meter: MeterOrdinal(UInt8(meter)), records: 3,
            quantity: Int64(60 * (day + meter) + 30)))
      }
    }
  }
  let lines = usage
  let agreed = commitments
  return Benchmark("settle one account", items: Int64(lines.count), unit: "lines") {
    let settlement = try settle(
      agreed, usage: lines, catalog: catalog, through: first.advanced(by: 29))
    precondition(!settlement.charges.isEmpty, "something is charged")
  }
}

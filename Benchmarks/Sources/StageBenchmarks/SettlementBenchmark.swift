import Benchmarking
import Book
import Catalog
import Quantities
import Settlement

/// How long settling took, and of how many usage lines.
struct SettlementTimes {
  let name: String
  let lines: Int
  let times: Times
}

/// Times one account with many usage lines and many grants: settled from nothing, and settled on by a
/// day on top of a month.
func measureSettlement(lines count: Int, repetitions: Int) throws -> [SettlementTimes] {
  let catalog = Catalog.builtIn
  let (account, lines) = sampleAccount(lines: count)
  let night = firstDay.advanced(by: 30)
  let month = try settle(
    account, usage: lines, catalog: catalog, through: firstDay.advanced(by: 29))
  precondition(!month.charges.isEmpty, "something is charged")
  let standing = StandingSettlement(
    through: firstDay.advanced(by: 29), grants: month.grants, monthlyCharges: [], lastClosed: nil)
  let newLines = lines.filter { $0.day == firstDay }.map {
    UsageLine(
      app: $0.app, day: night, meter: $0.meter, records: $0.records, quantity: $0.quantity)
  }
  let whole = try Times.measuring(repetitions: repetitions) {
    _ = try settle(account, usage: lines, catalog: catalog, through: firstDay.advanced(by: 29))
  }
  let further = try Times.measuring(repetitions: repetitions) {
    let added = try settle(
      account, after: standing, usage: newLines, catalog: catalog, through: night)
    precondition(!added.dailyCharges.isEmpty, "something is charged")
  }
  return [
    SettlementTimes(name: "one account from nothing", lines: lines.count, times: whole),
    SettlementTimes(name: "a night on top of a month", lines: newLines.count, times: further),
  ]
}

private let firstDay = CalendarDay(number: 20_362)

/// An account with a grant an app that runs dry, and a month of four lines an app and day.
private func sampleAccount(lines count: Int) -> (AccountCommitments, [UsageLine]) {
  let account = AccountID("acct-1")
  var commitments = AccountCommitments(account: account, postpaid: Timeline(always: true))
  let apps = (0..<UInt32(max(1, count / 120))).map { AppID(1_400_000_000 + $0) }
  commitments.apps = apps
  commitments.grants = apps.enumerated().map { index, app in
    Grant(
      id: GrantID("O\(index)/1/av"), account: account, app: app, pool: PoolID("av"),
      plan: PlanID("trtc.basic"), start: firstDay, end: firstDay.advanced(by: 31), minutes: 1_000,
      orderTime: Timestamp(epochSeconds: 1_759_248_000))
  }
  var usage: [UsageLine] = []
  for day in 0..<30 {
    for app in apps {
      for meter in 0..<4 {
        usage.append(
          UsageLine(
            app: app, day: firstDay.advanced(by: day), meter: MeterOrdinal(UInt8(meter)),
            records: 3, quantity: Int64(60 * (day + meter) + 30)))
      }
    }
  }
  return (commitments, usage)
}

import Catalog
import Quantities

/// Minutes that stand on one usage line: those used, or those that a row has settled.
struct LineEntry {
  let day: CalendarDay
  let app: AppID
  let meter: MeterOrdinal
  let minutes: Fraction
  /// Whether they are the line's own and not those of a deduction or a charge.
  let isUsage: Bool

  /// Everything that is known about usage lines, line by line.
  ///
  /// Settlement makes its rows in this order, so that sorting has little to do but to merge.
  static func entries(
    usage: [UsageLine], deductions: [SettledDeduction], charges: [Charge], catalog: Catalog
  ) -> [LineEntry] {
    var entries: [LineEntry] = []
    entries.reserveCapacity(usage.count + deductions.count + charges.count)
    for line in usage where catalog.meters[Int(line.meter.index)].kind == .sum {
      entries.append(
        LineEntry(
          day: line.day, app: line.app, meter: line.meter, minutes: Fraction(line.minutes),
          isUsage: true))
    }
    for row in deductions {
      entries.append(
        LineEntry(
          day: row.day, app: row.app, meter: row.meter, minutes: row.usageMinutes,
          isUsage: false))
    }
    for charge in charges {
      guard case .day(let day) = charge.period, case .meter(let meter) = charge.item else {
        continue
      }
      entries.append(
        LineEntry(
          day: day, app: charge.app, meter: meter, minutes: charge.quantity, isUsage: false))
    }
    entries.sort(by: order)
    return entries
  }

  /// What makes two entries stand on one line.
  var key: (CalendarDay, AppID, MeterOrdinal) { (day, app, meter) }

  /// By day, app and meter.
  static func order(_ left: LineEntry, _ right: LineEntry) -> Bool { left.key < right.key }

  /// The line in words.
  func name(in catalog: Catalog) -> String {
    "\(catalog[meter].name) of app \(app) on \(day)"
  }
}

public import Ledger
public import Quantities

/// Which days have no counted usage, so that a dump that is missing is seen before its month is
/// closed.
public struct GapReport: Sendable {
  /// An app that has usage before and after days on which it has none, while others have.
  public struct AppGaps: Hashable, Sendable {
    /// The application.
    public let app: AppID
    /// Who owns it; `nil` when nobody does.
    public let account: AccountID?
    /// The days without usage.
    public let days: [ClosedRange<CalendarDay>]
  }

  /// How complete a month is.
  public struct Month: Hashable, Sendable {
    /// The month.
    public let month: CalendarMonth
    /// Whether it is closed.
    public let isClosed: Bool
    /// The first day of it that was looked at.
    public let from: CalendarDay
    /// Days of it that were looked at and have no usage at all.
    public let emptyDays: Int
    /// Apps with a gap in it.
    public let apps: Int
    /// The first day of it that was not looked at, because usage ends before it; `nil` when usage
    /// goes on to the end of the month or the question stopped there.
    public let missingFrom: CalendarDay?

    /// Whether nothing seems to be missing.
    public var isComplete: Bool { emptyDays == 0 && apps == 0 && missingFrom == nil }
  }

  /// The days that were looked at; `nil` when there is no usage.
  public let days: ClosedRange<CalendarDay>?
  /// The last day with usage of anybody.
  public let lastUsageDay: CalendarDay?
  /// The only account that was looked at.
  public let account: AccountID?
  /// Days on which nothing was counted.
  public let emptyDays: [ClosedRange<CalendarDay>]
  /// Apps with gaps on other days, by app.
  public let apps: [AppGaps]
  /// The months of the days that were looked at.
  public let months: [Month]
}

/// Which days and apps are asked for.
public struct GapQuestion: Sendable {
  /// The first day; `nil` is the first one with usage.
  public var from: CalendarDay?
  /// The last day; `nil` is the last one with usage of anybody.
  public var through: CalendarDay?
  /// Only apps of this account.
  public var account: AccountID?

  /// All days and apps.
  public init() {}
}

/// Finds the days that have no counted usage.
///
/// - Throws: `UnknownName` when there is no such account.
/// - Complexity: reads all usage lines; memory grows with gaps and days.
public func findGaps(_ question: GapQuestion, in ledger: LedgerReader) throws -> GapReport {
  let lastUsageDay = try ledger.lastUsageDay()
  var wanted: Set<AppID>?
  if let account = question.account {
    let known = try ledger.accounts()
    guard known.contains(account) else {
      throw UnknownName("account", account.text, known: known.map(\.text))
    }
    wanted = Set(try ledger.apps(of: account))
  }
  var finder = GapFinder()
  try ledger.forEachUsedDay { app, day in
    if wanted.map({ $0.contains(app) }) ?? true { finder.take(app, day) }
  }
  let last = question.through ?? lastUsageDay
  guard let first = question.from ?? finder.usedDays.min(), let last, first <= last else {
    return GapReport(
      days: nil, lastUsageDay: lastUsageDay, account: question.account, emptyDays: [], apps: [],
      months: [])
  }
  let emptyDays = (first...last).days.filter { !finder.usedDays.contains($0) }
  let apps = finder.gaps(on: (first...last), except: Set(emptyDays))
  return GapReport(
    days: first...last, lastUsageDay: lastUsageDay, account: question.account,
    emptyDays: emptyDays.ranges,
    apps: try apps.map { app, days in
      GapReport.AppGaps(app: app, account: try ledger.owner(of: app), days: days.ranges)
    },
    months: GapReport.months(
      of: first...last, emptyDays, apps, lastUsageDay: lastUsageDay,
      lastClosed: try ledger.lastClosedMonth()))
}

extension GapReport {
  fileprivate static func months(
    of days: ClosedRange<CalendarDay>, _ emptyDays: [CalendarDay],
    _ apps: [(app: AppID, days: [CalendarDay])], lastUsageDay: CalendarDay?,
    lastClosed: CalendarMonth?
  ) -> [Month] {
    let count = days.upperBound.month.number - days.lowerBound.month.number
    let empty = Dictionary(grouping: emptyDays, by: \.month)
    var gaps: [CalendarMonth: Int] = [:]
    for app in apps {
      for month in Set(app.days.map(\.month)) { gaps[month, default: 0] += 1 }
    }
    return (0...Int(count)).map { number in
      let month = days.lowerBound.month.advanced(by: number)
      let isCutByUsage = lastUsageDay.map { $0 < month.lastDay && $0 <= days.upperBound } ?? false
      return Month(
        month: month, isClosed: lastClosed.map { month <= $0 } ?? false,
        from: max(month.firstDay, days.lowerBound),
        emptyDays: empty[month, default: []].count, apps: gaps[month] ?? 0,
        missingFrom: isCutByUsage && days.upperBound < month.lastDay
          ? max(days.upperBound.advanced(by: 1), month.firstDay) : nil)
    }
  }
}

/// Walks over the used days of all apps, by app and day.
private struct GapFinder {
  /// Days on which any app has usage.
  private(set) var usedDays: Set<CalendarDay> = []
  /// Days between two used days of an app, both not included.
  private var gaps: [(app: AppID, days: ClosedRange<CalendarDay>)] = []
  private var last: (app: AppID, day: CalendarDay)?

  mutating func take(_ app: AppID, _ day: CalendarDay) {
    if let last, last.app == app, last.day.advanced(by: 1) < day {
      gaps.append((app, last.day.advanced(by: 1)...day.advanced(by: -1)))
    }
    usedDays.insert(day)
    last = (app, day)
  }

  /// The days without usage of each app that has some, within days and without days on which nobody
  /// has usage.
  func gaps(
    on days: ClosedRange<CalendarDay>, except emptyDays: Set<CalendarDay>
  ) -> [(app: AppID, days: [CalendarDay])] {
    var found: [(app: AppID, days: [CalendarDay])] = []
    for gap in gaps where gap.days.overlaps(days) {
      let missing = gap.days.clamped(to: days).days.filter { !emptyDays.contains($0) }
      guard !missing.isEmpty else { continue }
      if found.last?.app == gap.app {
        found[found.count - 1].days += missing
      } else {
        found.append((gap.app, missing))
      }
    }
    return found
  }
}

extension ClosedRange<CalendarDay> {
  /// The days one by one.
  fileprivate var days: [CalendarDay] {
    (lowerBound.number...upperBound.number).map { CalendarDay(number: $0) }
  }
}

extension [CalendarDay] {
  /// Rising days as stretches without a gap.
  fileprivate var ranges: [ClosedRange<CalendarDay>] {
    var ranges: [ClosedRange<CalendarDay>] = []
    for day in self {
      if let last = ranges.last, last.upperBound.advanced(by: 1) == day {
        ranges[ranges.count - 1] = last.lowerBound...day
      } else {
        ranges.append(day...day)
      }
    }
    return ranges
  }
}

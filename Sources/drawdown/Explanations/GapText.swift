import Explanation
import Quantities
import StrictJSON

/// Lays a calendar of completeness out.
enum GapText {
  /// For people.
  static func text(_ report: GapReport) -> String {
    var page = TextPage()
    let account = report.account.map { " of account \(TextPage.shown($0.text))" } ?? ""
    guard let days = report.days else {
      page.line("no usage\(account) on the days asked for")
      return page.text
    }
    page.line("usage\(account) from \(days.lowerBound) through \(days.upperBound)")
    if !report.emptyDays.isEmpty {
      page.line("days without any usage", indent: 2)
      for range in report.emptyDays { page.line(text(range), indent: 4) }
    }
    if !report.apps.isEmpty {
      page.line("apps without usage on days between others", indent: 2)
      page.table(
        report.apps.map { gaps in
          [
            "\(gaps.app)", gaps.account.map { TextPage.shown($0.text) } ?? "no account",
            gaps.days.map(text).joined(separator: ", "),
          ]
        }, indent: 4)
    }
    page.line("months", indent: 2)
    page.table(report.months.map(row), indent: 4)
    return page.text
  }

  private static func row(_ month: GapReport.Month) -> [String] {
    var missing: [String] = []
    if month.emptyDays > 0 {
      missing.append(TextPage.count(month.emptyDays, "day") + " without usage")
    }
    if month.apps > 0 { missing.append(TextPage.count(month.apps, "app") + " with gaps") }
    if let day = month.missingFrom { missing.append("nothing from \(day) on") }
    let start = month.from == month.month.firstDay ? "" : ", looked at from \(month.from) on"
    return [
      "\(month.month)", month.isClosed ? "closed" : "open",
      (month.isComplete ? "complete" : "not complete: " + missing.joined(separator: ", ")) + start,
    ]
  }

  private static func text(_ days: ClosedRange<CalendarDay>) -> String {
    days.lowerBound == days.upperBound
      ? "\(days.lowerBound)" : "\(days.lowerBound) to \(days.upperBound)"
  }

  /// For machines; days are told one by one in ranges of first and last.
  static func json(_ report: GapReport) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("from", report.days?.lowerBound.description)
      json.member("through", report.days?.upperBound.description)
      json.member("last_usage_day", report.lastUsageDay?.description)
      json.member("account_id", report.account?.text)
      json.key("days_without_usage")
      write(report.emptyDays, &json)
      json.key("apps")
      json.array { json in
        for gaps in report.apps {
          json.object { json in
            json.member("sdk_app_id", gaps.app.number)
            json.member("account_id", gaps.account?.text)
            json.key("days_without_usage")
            write(gaps.days, &json)
          }
        }
      }
      json.key("months")
      json.array { json in
        for month in report.months {
          json.object { json in
            json.member("month", month.month.description)
            json.member("closed", month.isClosed)
            json.member("complete", month.isComplete)
            json.member("from", month.from.description)
            json.member("days_without_usage", month.emptyDays)
            json.member("apps_with_gaps", month.apps)
            json.member("nothing_from", month.missingFrom?.description)
          }
        }
      }
    }
    json.newline()
    return json.text
  }

  private static func write(_ ranges: [ClosedRange<CalendarDay>], _ json: inout JSONWriter) {
    json.array { json in
      for range in ranges {
        json.object { json in
          json.member("first", range.lowerBound.description)
          json.member("last", range.upperBound.description)
        }
      }
    }
  }
}

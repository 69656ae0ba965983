import Exports
import Quantities
import Settlement

extension ReportPage {
  mutating func totals() {
    section("totals", labels.totals, nil) { page in
      page.html.markup("<table>")
      page.columns(
        [
          page.labels.kind, page.labels.lines, "\(page.labels.amount) (\(page.report.currency))",
        ], numbers: [1, 2])
      page.html.markup("<tbody>\n")
      for kind in page.report.invoices.kinds {
        page.html.tag("tr", ["data-kind": kind.kind.rawValue])
        page.html.inline("td", page.labels.text(kind.kind))
        page.number(Figures.text(kind.lines))
        page.number(Figures.text(kind.amount))
        page.html.markup("</tr>\n")
      }
      page.html.markup("<tr class=\"sum\">")
      page.html.inline("td", page.labels.total)
      page.number(Figures.text(page.report.invoices.kinds.reduce(0) { $0 + $1.lines }))
      page.number(Figures.text(page.report.invoices.total))
      page.html.markup("</tr>\n</tbody></table>\n<p class=\"note\">")
      page.html.text("\(page.labels.rounding): \(Figures.text(page.report.invoices.rounding))")
      if !page.report.invoices.uncharged.isZero {
        let minutes = Figures.text(page.report.invoices.uncharged)
        page.html.text(" \u{00B7} \(page.labels.uncharged): \(minutes)")
      }
      if page.report.invoices.unpriced > 0 {
        page.html.text(" \u{00B7} \(page.report.invoices.unpriced) \(page.labels.unpriced)")
      }
      page.html.markup("</p>\n")
    }
  }

  mutating func usage() {
    section("usage", labels.usage, labels.usageLead) { page in
      let meters = page.report.usage.meters
      guard !meters.isEmpty else { return page.html.line("p", page.labels.none) }
      let chart = StackedDaysChart(meters, days: page.report.days, rest: page.labels.rest)
      page.html.markup("<div class=\"wide\">")
      chart.write(to: &page.html, label: page.labels.usage)
      page.html.markup("</div>\n")
      chart.writeKey(to: &page.html)
      page.html.markup("<details>")
      page.html.inline("summary", page.labels.asTable)
      page.html.markup("<div class=\"wide\"><table>")
      page.columns(
        [page.labels.day] + meters.map(\.name) + [page.labels.total],
        numbers: Set(1...meters.count + 1))
      page.html.markup("<tbody>\n")
      for (index, day) in page.report.days.enumerated() {
        let sum = meters.reduce(0) { $0 + $1.minutes[index] }
        guard sum > 0 else { continue }
        page.html.tag("tr", ["data-day": day.description])
        page.html.inline("td", day.description)
        for meter in meters { page.number(Figures.text(meter.minutes[index])) }
        page.number(Figures.text(sum))
        page.html.markup("</tr>\n")
      }
      page.html.markup("<tr class=\"sum\">")
      page.html.inline("td", page.labels.total)
      for meter in meters { page.number(Figures.text(meter.total)) }
      page.number(Figures.text(page.report.usage.total))
      page.html.markup("</tr>\n</tbody></table></div></details>\n")
    }
  }

  mutating func packages() {
    section("packages", labels.burnDown, labels.burnDownLead) { page in
      let packages = page.report.packages
      let labels = page.labels
      page.html.markup("<div class=\"cards\">\n")
      for history in packages.histories { page.figure(of: history) }
      page.html.markup("</div>\n<p class=\"note\">")
      page.html.text(
        "\(Figures.text(packages.count)) \(labels.packages) \u{00B7} "
          + "\(Figures.text(packages.ranDry)) \(labels.ranDry) \u{00B7} "
          + "\(Figures.text(packages.endedUndrawn)) \(labels.endedUndrawn)")
      let more = packages.count - packages.histories.count
      if more > 0 { page.html.text(" \u{00B7} \(Figures.text(more)) \(labels.otherPackages)") }
      page.html.markup("</p>\n")
    }
  }

  private mutating func figure(of history: PackageHistory) {
    let grant = history.grant
    html.tag("figure", ["data-grant": grant.id.text, "data-account": grant.account.text])
    html.markup("<figcaption>")
    html.inline("b", grant.id.text, attributes: "dir=\"auto\"")
    html.text(" ")
    html.inline("span", grant.account.text, attributes: "dir=\"auto\"")
    html.text(" \u{00B7} \(grant.app?.description ?? labels.allApps) \u{00B7} \(grant.pool)")
    html.markup("</figcaption>\n")
    BurnDownChart(history, in: report.month).write(
      labels, to: &html, label: "\(grant.id) \(grant.account)")
    html.markup("<p>")
    html.text("\(Figures.text(grant.minutes)) \(labels.given) \u{00B7} ")
    html.inline("b", Figures.text(history.drawn))
    html.text(" \(labels.ofMonth) \u{00B7} ")
    html.inline("b", Figures.text(history.left))
    html.text(" \(labels.left) \u{00B7} ")
    html.inline(
      "span", "\(labels.validThrough) \(grant.end.advanced(by: -1))",
      attributes: "class=\"part\"")
    html.markup("</p></figure>\n")
  }

  mutating func calendar() {
    section("calendar", labels.calendar, labels.calendarLead) { page in
      page.html.markup("<table class=\"calendar\"><thead><tr>")
      for name in page.labels.weekdays.split(separator: " ") {
        page.html.inline("th", String(name))
      }
      page.html.markup("</tr></thead><tbody>\n<tr>")
      // Day 0 was a Thursday.
      let first = Int(page.report.month.firstDay.number + 3) % 7
      for _ in 0..<(first + 7) % 7 { page.html.markup("<td class=\"off\"></td>") }
      for (index, day) in page.report.days.enumerated() {
        if index > 0, (index + first) % 7 == 0 { page.html.markup("</tr>\n<tr>") }
        page.cell(of: day, apps: page.report.usage.apps[index])
      }
      page.html.markup("</tr>\n</tbody></table>\n")
    }
  }

  private mutating func cell(of day: CalendarDay, apps: Int) {
    let gaps = report.gaps.apps[day, default: 0]
    let (state, words): (String, String) =
      switch (apps, gaps) {
      case (0, _) where report.gaps.firstUsageDay.map { day < $0 } ?? false: ("before", "\u{2013}")
      case (0, _) where report.gaps.emptyDays.contains(day):
        ("empty", "\u{25CB} \(labels.noUsage)")
      case (0, _): ("later", labels.notYet)
      case (_, 0): ("full", "\u{25CF} \(Figures.text(apps)) \(labels.apps)")
      default:
        (
          "gaps",
          "\u{25D0} \(Figures.text(apps)) \(labels.apps), \(Figures.text(gaps)) \(labels.gaps)"
        )
      }
    html.tag("td", ["class": state, "data-day": day.description])
    html.inline("b", String(day.components.day))
    html.markup("<span>")
    html.text(words)
    html.markup("</span></td>")
  }
}

import Aggregation
import Exports
import Quantities
import Settlement

extension ReportPage {
  mutating func beyond() {
    section("overage", labels.beyond, labels.beyondLead) { page in
      let labels = page.labels
      let apps = page.report.apps.filter { !$0.beyond.isZero }.sorted { left, right in
        (right.amount, right.beyond, left.app) < (left.amount, left.beyond, right.app)
      }
      guard let largest = apps.first else { return page.html.line("p", labels.none) }
      page.html.markup("<table class=\"bars\">")
      page.columns(
        [
          labels.app, labels.account, "", labels.minutesBeyond,
          "\(labels.amount) (\(page.report.currency))",
        ], numbers: [3, 4])
      page.html.markup("<tbody>\n")
      for app in apps.prefix(Self.mostRows) {
        page.html.tag("tr", ["data-app": app.app.description])
        page.html.inline("td", app.app.description)
        page.cell(app.account?.text ?? labels.nobody)
        let length = BarCell.share(app.amount.hundredths, of: largest.amount.hundredths)
        BarCell(start: 0, length: length).write(to: &page.html)
        page.number(Figures.text(app.beyond))
        page.number(Figures.text(app.amount))
        page.html.markup("</tr>\n")
      }
      page.html.markup("</tbody></table>\n")
      page.more(apps.count)
    }
  }

  mutating func peaks() {
    section("peaks", labels.peaks, labels.peaksLead) { page in
      let labels = page.labels
      let peaks = page.report.peaks.sorted(by: PeakFigures.isNearer)
      guard !peaks.isEmpty else { return page.html.line("p", labels.none) }
      page.html.markup("<table class=\"bars\">")
      page.columns(
        [
          labels.app, labels.account, labels.fee, "", labels.peak, labels.free, labels.steps,
          "\(labels.amount) (\(page.report.currency))",
        ], numbers: [4, 5, 6, 7])
      page.html.markup("<tbody>\n")
      for peak in peaks.prefix(Self.mostRows) { page.row(of: peak) }
      page.html.markup("</tbody></table>\n")
      page.more(peaks.count)
    }
  }

  private mutating func row(of peak: PeakFigures) {
    let standing = peak.standing
    // Each bar has its own width, since fees count different things.
    let largest = max(standing.peak, standing.free)
    html.tag("tr", ["data-app": standing.app.description, "data-item": standing.item])
    html.inline("td", standing.app.description)
    cell(peak.account.text)
    html.inline("td", standing.item)
    var bar = BarCell(start: 0, length: BarCell.share(standing.peak, of: largest))
    bar.mark = BarCell.share(standing.free, of: largest)
    bar.write(to: &html)
    number(Figures.text(standing.peak))
    number(Figures.text(standing.free))
    number(Figures.text(standing.steps))
    number(Figures.text(peak.amount))
    html.markup("</tr>\n")
  }

  mutating func movers() {
    section("movers", labels.movers, labels.moversLead) { page in
      let labels = page.labels
      let apps = page.report.apps.filter { $0.change != 0 }.sorted { left, right in
        (right.change.magnitude, left.app) < (left.change.magnitude, right.app)
      }
      guard let largest = apps.first?.change.magnitude else {
        return page.html.line("p", labels.none)
      }
      page.html.markup("<table class=\"bars\">")
      page.columns(
        [labels.app, labels.account, "", labels.before, labels.month, labels.change],
        numbers: [3, 4, 5])
      page.html.markup("<tbody>\n")
      for app in apps.prefix(Self.mostRows) {
        page.html.tag("tr", ["data-app": app.app.description])
        page.html.inline("td", app.app.description)
        page.cell(app.account?.text ?? labels.nobody)
        let length =
          BarCell.share(Int64(clamping: app.change.magnitude), of: Int64(clamping: largest)) / 2
        let isFall = app.change < 0
        BarCell(
          start: isFall ? 500 - length : 500, length: length, fill: isFall ? .hatched : .plain,
          axis: 500
        ).write(to: &page.html)
        page.number(Figures.text(app.before))
        page.number(Figures.text(app.minutes))
        page.number(Figures.signed(app.change))
        page.html.markup("</tr>\n")
      }
      page.html.markup("</tbody></table>\n")
      page.more(apps.count)
    }
  }

  mutating func records() {
    section("records", labels.records, labels.recordsLead) { page in
      let (labels, records) = (page.labels, page.report.records)
      page.html.markup("<p>")
      page.html.text(
        "\(Figures.text(records.counts.read)) \(labels.read): "
          + "\(Figures.text(records.counts.counted)) \(labels.counted), "
          + "\(Figures.text(records.counts.duplicates)) \(labels.duplicates), "
          + "\(Figures.text(records.counts.conflicts)) \(labels.conflicts), "
          + "\(Figures.text(records.counts.rejected)) \(labels.rejected) "
          + "(\(Figures.text(records.runs)) \(labels.runs), "
          + "\(Figures.text(records.dumps)) \(labels.dumps))")
      page.html.markup("</p>\n")
      guard let largest = records.reasons.first else { return }
      page.html.markup("<table class=\"bars\">")
      page.columns([labels.reason, "", labels.count], numbers: [2])
      page.html.markup("<tbody>\n")
      for entry in records.reasons {
        page.html.tag("tr", ["data-reason": entry.reason])
        page.html.inline("td", entry.reason)
        BarCell(start: 0, length: BarCell.share(entry.count, of: largest.count))
          .write(to: &page.html)
        page.number(Figures.text(entry.count))
        page.html.markup("</tr>\n")
      }
      page.html.markup("</tbody></table>\n")
    }
  }

  /// Says how many rows were left out.
  private mutating func more(_ count: Int) {
    guard count > Self.mostRows else { return }
    html.markup("<p class=\"note\">")
    html.text("+ \(Figures.text(count - Self.mostRows)) \(labels.otherApps)")
    html.markup("</p>\n")
  }
}

extension PeakFigures {
  /// Whether a peak has used up more of what is free than another one.
  fileprivate static func isNearer(_ left: PeakFigures, _ right: PeakFigures) -> Bool {
    let (a, b) = (left.standing, right.standing)
    let shares = (Int128(a.peak) * Int128(b.free), Int128(b.peak) * Int128(a.free))
    return shares.0 != shares.1 ? shares.0 > shares.1 : (a.app, a.item) < (b.app, b.item)
  }
}

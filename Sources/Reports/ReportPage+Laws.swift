import Aggregation
import Exports
import Quantities
import Settlement

/// Something that must be the sum of its parts.
struct ConservedSum {
  let name: String
  let whole: (label: String, value: Fraction)
  let parts: [(label: String, value: Fraction)]

  /// Whether it is; a sum that does not fit is none.
  var holds: Bool {
    var sum = Fraction.zero
    for part in parts {
      guard let next = try? sum.adding(part.value) else { return false }
      sum = next
    }
    return sum == whole.value
  }
}

extension ReportPage {
  /// What must add up, from the figures of the page.
  var laws: [ConservedSum] {
    let (usage, counts) = (report.usage, report.records.counts)
    var laws = report.packages.pools.map { pool in
      ConservedSum(
        name: "\(labels.packageMinutes) \(pool.pool)", whole: (labels.granted, pool.given),
        parts: [
          (labels.drawn, pool.drawn), (labels.expired, pool.expired), (labels.left, pool.left),
        ])
    }
    laws.append(
      ConservedSum(
        name: labels.usageMinutes, whole: (labels.counted, Fraction(usage.total)),
        parts: [
          (labels.covered, usage.covered), (labels.ofBeyond, usage.beyond),
          (labels.waiting, Fraction(usage.waiting)),
        ]))
    laws.append(
      ConservedSum(
        name: labels.records, whole: (labels.read, Fraction(counts.read)),
        parts: [
          (labels.counted, Fraction(counts.counted)),
          (labels.duplicates, Fraction(counts.duplicates)),
          (labels.conflicts, Fraction(counts.conflicts)),
          (labels.rejected, Fraction(counts.rejected)),
        ]))
    laws.append(
      ConservedSum(
        name: labels.invoiced, whole: (labels.total, report.invoices.total.exact),
        parts: report.invoices.kinds.map { (labels.text($0.kind), $0.amount.exact) }))
    return laws
  }

  mutating func conservation() {
    section("laws", labels.conservation, labels.conservationLead) { page in
      page.html.markup("<div class=\"wide\"><table>")
      page.columns(
        [page.labels.law, "", page.labels.parts, page.labels.result], numbers: [])
      page.html.markup("<tbody>\n")
      for law in page.laws {
        page.html.tag("tr", ["class": law.holds ? "holds" : "broken"])
        page.html.inline("td", law.name)
        page.html.markup("<td>")
        page.write(law.whole)
        page.html.markup("</td><td>")
        for (index, part) in law.parts.enumerated() {
          if index > 0 { page.html.text(" + ") }
          page.write(part)
        }
        page.html.markup("</td>")
        page.html.inline(
          "td", law.holds ? "\u{2713} \(page.labels.holds)" : "\u{2717} \(page.labels.broken)")
        page.html.markup("</tr>\n")
      }
      page.html.markup("</tbody></table></div>\n")
    }
  }

  private mutating func write(_ part: (label: String, value: Fraction)) {
    html.markup("<span class=\"part\">")
    html.inline("b", Figures.text(part.value))
    html.text(" \(part.label)")
    html.markup("</span>")
  }
}

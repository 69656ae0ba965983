import Exports
import Quantities

extension ReportPage {
  /// How many rows stand in the page without scripts.
  private static let staticRows = 25

  /// All apps: the largest as rows, and all of them as numbers for the script.
  mutating func allApps() {
    section("apps", labels.allTable, labels.allLead) { page in
      page.searchBox()
      let labels = page.labels
      page.html.markup("<div class=\"wide\"><table id=\"all\">")
      page.columns(
        [
          labels.app, labels.account, labels.month, labels.before, labels.change,
          labels.minutesBeyond, "\(labels.amount) (\(page.report.currency))",
        ], numbers: [2, 3, 4, 5, 6])
      page.html.markup("<tbody>\n")
      let largest = page.report.apps.sorted { left, right in
        (right.amount, right.minutes, left.app) < (left.amount, left.minutes, right.app)
      }
      for app in largest.prefix(Self.staticRows) { page.row(of: app) }
      page.html.markup("</tbody></table></div>\n")
      page.appData()
    }
  }

  /// Hidden until the script is there to serve it.
  private mutating func searchBox() {
    html.markup("<p class=\"find\" hidden><label>")
    html.text("\(labels.search) ")
    html.markup("<input id=\"find\" type=\"search\" autocomplete=\"off\"></label> ")
    html.tag("output", ["id": "found", "data-of": labels.of, "data-shown": labels.shown])
    html.markup("</output></p>\n")
  }

  private mutating func row(of app: AppFigures) {
    html.markup("<tr>")
    html.inline("td", app.app.description)
    cell(app.account?.text ?? labels.nobody)
    number(Figures.text(app.minutes))
    number(Figures.text(app.before))
    number(Figures.signed(app.change))
    number(Figures.text(app.beyond))
    number(Figures.text(app.amount))
    html.markup("</tr>\n")
  }

  /// The numbers of all apps, as few bytes as can still be read by eye.
  ///
  /// The first line has the accounts with a TAB between them. Each other line is an app: its number
  /// less that of the line before, the place of its account or nothing for that of the line before,
  /// minutes of the month and of the month before, minutes beyond packages, hundredths of money;
  /// nothing for 0.
  private mutating func appData() {
    html.markup("<pre id=\"data\" hidden>")
    var names = [labels.nobody]
    var last: AccountID?
    for app in report.apps where app.account != last {
      if let account = app.account { names.append(oneLine(account.text)) }
      last = app.account
    }
    html.text(names.joined(separator: "\t"))
    var (number, place, account): (UInt32, Int, AccountID?) = (0, 0, nil)
    for app in report.apps {
      var fields = [String(Int64(app.app.number) - Int64(number)), ""]
      if app.account != account {
        place += 1
        account = app.account
        fields[1] = String(place)
      }
      number = app.app.number
      fields += [app.minutes, app.before].map { $0 == 0 ? "" : String($0) }
      fields.append(app.beyond.isZero ? "" : app.beyond.description)
      fields.append(app.amount == .zero ? "" : String(app.amount.hundredths))
      while fields.last == "" { fields.removeLast() }
      html.text("\n\(fields.joined(separator: " "))")
    }
    html.markup("</pre>\n")
  }

  /// A name without what parts names and lines.
  private func oneLine(_ name: String) -> String {
    String(
      String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 0x20 ? "\u{FFFD}" : $0 }))
  }
}

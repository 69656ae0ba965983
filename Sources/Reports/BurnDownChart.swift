import Exports
import Quantities

/// What is left of one package from day to day of a month, with the day on which it ran dry and the
/// one on which it ends.
struct BurnDownChart {
  private let history: PackageHistory
  private let month: CalendarMonth
  private let scale: ChartScale

  // In tenths of a unit.
  private static let (left, right, top, bottom) = (60, 2_940, 180, 1_080)

  init(_ history: PackageHistory, in month: CalendarMonth) {
    self.history = history
    self.month = month
    scale = ChartScale(covering: Figures.whole(history.before), mostSteps: 1_000)
  }

  func write(_ labels: ReportLabels, to html: inout HTMLWriter, label: String) {
    html.tag("svg", ["viewBox": "0 0 300 124", "role": "img", "aria-label": label])
    line("base", (Self.left, Self.bottom), (Self.right, Self.bottom), &html)
    let points = points
    if let first = points.first, let last = points.last {
      let outline = points.map { "\(Figures.tenths($0.x)) \(Figures.tenths($0.y))" }
        .joined(separator: "L")
      let bottom = Figures.tenths(Self.bottom)
      html.tag(
        "path",
        [
          "class": "area",
          "d":
            "M\(outline)L\(Figures.tenths(last.x)) \(bottom)L\(Figures.tenths(first.x)) \(bottom)z",
        ])
      html.markup("</path>")
      html.tag("path", ["class": "left", "d": "M\(outline)"])
      html.markup("</path>")
    }
    writeEnd(labels, &html)
    writeDry(labels, &html)
    for day in [1, 10, 20, month.dayCount] {
      text(
        String(day), at: (x(of: month.day(clampedTo: day)) + dayWidth / 2, 1_200), "mid", &html)
    }
    html.markup("</svg>\n")
  }

  private var dayWidth: Int { (Self.right - Self.left) / month.dayCount }

  /// Where a day begins.
  private func x(of day: CalendarDay) -> Int {
    Self.left + month.firstDay.distance(to: day) * dayWidth
  }

  private func y(_ minutes: Fraction) -> Int {
    Self.bottom - scale.place(Figures.whole(minutes), on: Self.bottom - Self.top)
  }

  private var points: [(x: Int, y: Int)] {
    let first = x(of: history.firstDay)
    return [(first, y(history.before))]
      + history.after.enumerated().map { (first + ($0.offset + 1) * dayWidth, y($0.element)) }
  }

  private func writeEnd(_ labels: ReportLabels, _ html: inout HTMLWriter) {
    let end = history.grant.end
    guard end <= month.lastDay.advanced(by: 1) else { return }
    let place = x(of: end)
    line("ends", (place, Self.top - 60), (place, Self.bottom), &html)
    note("\(labels.ends) \(Self.short(end.advanced(by: -1)))", at: (place, 110), &html)
  }

  private func writeDry(_ labels: ReportLabels, _ html: inout HTMLWriter) {
    guard let day = history.runDryDay else { return }
    let place = x(of: day) + dayWidth
    html.tag(
      "circle",
      ["class": "dry", "cx": Figures.tenths(place), "cy": Figures.tenths(Self.bottom), "r": "4"])
    html.markup("</circle>")
    note("\(labels.dry) \(Self.short(day))", at: (place, Self.bottom - 90), &html)
  }

  /// A text beside a place, on the side where there is room.
  private func note(_ words: String, at place: (x: Int, y: Int), _ html: inout HTMLWriter) {
    let isRight = place.x > (Self.left + Self.right) / 2
    text(
      words, at: (place.x + (isRight ? -60 : 60), place.y), isRight ? "note end" : "note", &html)
  }

  /// Month and day, `10-29`.
  static func short(_ day: CalendarDay) -> String { String(day.description.dropFirst(5)) }

  private func text(
    _ words: String, at place: (x: Int, y: Int), _ style: String, _ html: inout HTMLWriter
  ) {
    html.tag(
      "text", ["class": style, "x": Figures.tenths(place.x), "y": Figures.tenths(place.y)])
    html.text(words)
    html.markup("</text>")
  }

  private func line(
    _ style: String, _ from: (x: Int, y: Int), _ to: (x: Int, y: Int), _ html: inout HTMLWriter
  ) {
    html.tag(
      "line",
      [
        "class": style, "x1": Figures.tenths(from.x), "y1": Figures.tenths(from.y),
        "x2": Figures.tenths(to.x), "y2": Figures.tenths(to.y),
      ])
    html.markup("</line>")
  }
}

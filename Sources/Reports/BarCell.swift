import Exports

/// A bar in a cell of a table, in whole thousandths of the widest one.
struct BarCell {
  /// How a bar is filled.
  enum Fill {
    /// With colour only.
    case plain
    /// With a pattern upon it, for what fell.
    case hatched
  }

  /// Where a bar begins and how long it is, of 1000.
  let start: Int
  let length: Int
  var fill = Fill.plain
  /// Where a mark stands, of 1000.
  var mark: Int?
  /// Where the axis stands, of 1000.
  var axis = 0

  /// A bar from 0 that stands for a part of the largest number.
  static func share(_ number: Int64, of largest: Int64) -> Int {
    largest > 0 ? Int(Int128(max(0, number)) * 1000 / Int128(largest)) : 0
  }

  func write(to html: inout HTMLWriter) {
    html.markup("<td class=\"bar\">")
    html.tag("svg", ["aria-hidden": "true"])
    rectangle("class", "s0", &html)
    if fill == .hatched { rectangle("fill", "url(#p1)", &html) }
    line(at: axis, "base", &html)
    if let mark { line(at: mark, "quota", &html) }
    html.markup("</svg></td>")
  }

  private func rectangle(_ key: StaticString, _ value: String, _ html: inout HTMLWriter) {
    // What is more than nothing can be seen.
    let width = length > 0 ? max(length, 3) : 0
    html.tag(
      "rect",
      [
        "x": percent(start), "y": "3", "width": percent(width), "height": "14", key: value,
      ])
    html.markup("</rect>")
  }

  private func line(at place: Int, _ style: String, _ html: inout HTMLWriter) {
    let x = percent(place)
    html.tag("line", ["class": style, "x1": x, "x2": x, "y1": "0", "y2": "20"])
    html.markup("</line>")
  }

  /// Thousandths as a share of the width, so that patterns keep their shape at any width.
  private func percent(_ thousandths: Int) -> String { "\(Figures.tenths(thousandths))%" }
}

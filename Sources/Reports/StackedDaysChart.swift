import Exports
import Quantities

/// Minutes by day, the meters on top of each other, each with a pattern of its own beside its colour.
struct StackedDaysChart {
  /// A layer of the stack.
  struct Layer {
    let name: String
    var minutes: [Int64]
    var total: Int64
  }

  /// How many layers there are at most; smaller ones are put together.
  static let mostLayers = 6

  let layers: [Layer]
  private let days: [CalendarDay]
  private let scale: ChartScale

  // In tenths of a unit.
  private static let (left, right, top, bottom) = (520, 9_600, 100, 2_500)
  private var width: Int { (Self.right - Self.left) / max(1, days.count) }

  /// - Parameter rest: what the layer of all smaller meters is called.
  init(_ meters: [UsageFigures.Meter], days: [CalendarDay], rest: String) {
    let layers = meters.map { Layer(name: $0.name, minutes: $0.minutes, total: $0.total) }
    var shown = layers
    if layers.count > Self.mostLayers {
      let ranks = layers.indices.sorted { (layers[$1].total, $0) < (layers[$0].total, $1) }
      let large = Set(ranks.prefix(Self.mostLayers - 1))
      var small = Layer(
        name: rest, minutes: [Int64](repeating: 0, count: days.count), total: 0)
      for index in layers.indices where !large.contains(index) {
        // They fit, since the sum of all meters does.
        small.total += layers[index].total
        for day in days.indices { small.minutes[day] += layers[index].minutes[day] }
      }
      shown = layers.indices.filter(large.contains).map { layers[$0] } + [small]
    }
    self.layers = shown
    self.days = days
    let sums = days.indices.map { day in shown.reduce(0) { $0 + $1.minutes[day] } }
    scale = ChartScale(covering: sums.max() ?? 0)
  }

  func write(to html: inout HTMLWriter, label: String) {
    html.tag("svg", ["viewBox": "0 0 960 276", "role": "img", "aria-label": label])
    writeAxes(&html)
    for (index, layer) in layers.enumerated() {
      let path = path(of: layer, above: layers[..<index])
      html.tag("path", ["class": "s\(index)", "d": path])
      html.markup("</path>")
      if index > 0 {
        html.tag("path", ["fill": "url(#p\(index))", "d": path])
        html.markup("</path>")
      }
    }
    for (index, day) in days.enumerated() { writeTip(of: day, index, &html) }
    html.markup("</svg>\n")
  }

  /// The key, in the order of the stack from above.
  func writeKey(to html: inout HTMLWriter) {
    html.markup("<ul class=\"key\">")
    for (index, layer) in layers.enumerated().reversed() {
      html.markup("<li>")
      html.tag("svg", ["viewBox": "0 0 16 12", "aria-hidden": "true"])
      html.tag("rect", ["width": "16", "height": "12", "class": "s\(index)"])
      html.markup("</rect>")
      if index > 0 {
        html.tag("rect", ["width": "16", "height": "12", "fill": "url(#p\(index))"])
        html.markup("</rect>")
      }
      html.markup("</svg> ")
      html.text(layer.name)
      html.markup(" <b>")
      html.text(Figures.text(layer.total))
      html.markup("</b></li>")
    }
    html.markup("</ul>\n")
  }

  private func y(_ minutes: Int64) -> Int {
    Self.bottom - scale.place(minutes, on: Self.bottom - Self.top)
  }

  private func x(_ day: Int) -> Int { Self.left + day * width }

  private func path(of layer: Layer, above below: ArraySlice<Layer>) -> String {
    var path = ""
    for day in days.indices where layer.minutes[day] > 0 {
      let base = below.reduce(0) { $0 + $1.minutes[day] }
      let (low, high) = (y(base), y(base + layer.minutes[day]))
      guard low > high else { continue }
      let gap = max(10, width / 8)
      path +=
        "M\(Figures.tenths(x(day) + gap / 2)) \(Figures.tenths(high))"
        + "h\(Figures.tenths(width - gap))v\(Figures.tenths(low - high))"
        + "h\(Figures.tenths(gap - width))z"
    }
    return path
  }

  private func writeAxes(_ html: inout HTMLWriter) {
    for tick in scale.ticks {
      let y = Figures.tenths(y(tick))
      html.tag(
        "line", ["class": tick == 0 ? "base" : "grid", "x1": "52", "x2": "960", "y1": y, "y2": y])
      html.markup("</line>")
      html.tag("text", ["class": "end", "x": "46", "y": Figures.tenths(self.y(tick) + 40)])
      html.text(Figures.tick(tick))
      html.markup("</text>")
    }
    for (index, day) in days.enumerated() where index == 0 || (index + 1) % 5 == 0 {
      html.tag("text", ["class": "mid", "x": Figures.tenths(x(index) + width / 2), "y": "268"])
      html.text(String(day.components.day))
      html.markup("</text>")
    }
  }

  /// What a day came to, shown when it is pointed at.
  private func writeTip(of day: CalendarDay, _ index: Int, _ html: inout HTMLWriter) {
    let parts = layers.reversed().filter { $0.minutes[index] > 0 }
      .map { "\n\($0.name)  \(Figures.text($0.minutes[index]))" }.joined()
    html.tag(
      "rect",
      [
        "class": "tip", "x": Figures.tenths(x(index)), "y": "10", "width": Figures.tenths(width),
        "height": "240",
      ])
    html.inline("title", "\(day)\(parts)")
    html.markup("</rect>")
  }
}

import ByteStreams
public import Exports
import Quantities
import Settlement

/// Writes a month as one HTML document that needs nothing else: drawings inside, light and dark,
/// readable without colour and without scripts; a script of its own searches and sorts the apps.
public struct ReportPage {
  /// How many rows lists of the largest have.
  static let mostRows = 15

  let report: MonthReport
  let labels: ReportLabels
  var html = HTMLWriter()

  /// The page of a month.
  public init(_ report: MonthReport, _ language: InvoiceLanguage) {
    self.report = report
    labels = ReportLabels.of(language)
  }

  /// The bytes of the document: the same for the same report.
  ///
  /// - Complexity: O(n log n) in apps.
  public mutating func bytes() -> [UInt8] {
    html.removeAll()
    html.markup("<!DOCTYPE html>\n")
    html.tag("html", ["lang": labels.tag])
    html.markup("\n")
    head()
    html.markup("<body>\n")
    patterns()
    header()
    html.markup("<main>\n")
    totals()
    usage()
    packages()
    beyond()
    peaks()
    movers()
    calendar()
    records()
    conservation()
    allApps()
    html.markup("</main>\n<footer>")
    html.text("\(labels.certificate): ")
    html.inline("code", report.certificate, attributes: "id=\"certificate\"")
    html.markup("</footer>\n<script>")
    html.markup(Self.script)
    html.markup("</script>\n</body>\n</html>\n")
    return html.bytes
  }

  private var title: String { "\(labels.title) \(report.month)" }

  private mutating func head() {
    let policy =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(Self.scriptHash)'"
    html.markup("<head>\n<meta charset=\"utf-8\">\n")
    html.tag("meta", ["http-equiv": "Content-Security-Policy", "content": policy])
    html.markup("\n<meta name=\"viewport\" content=\"width=device-width\">\n")
    html.markup("<meta name=\"color-scheme\" content=\"light dark\">\n")
    html.line("title", title)
    html.markup("<style>\n")
    html.markup(Self.style)
    html.markup("</style>\n</head>\n")
  }

  /// The hash of the script, by which a browser runs it and nothing else.
  private static let scriptHash: String = {
    var hash = SHA256()
    hash.update(script.withUTF8Buffer { unsafe Array($0) })
    return Base64.text(ofHexadecimal: hash.hexadecimal())
  }()

  /// Patterns that tell layers apart without colour.
  private mutating func patterns() {
    html.markup(
      """
      <svg width="0" height="0" aria-hidden="true" class="defs"><defs>
      <pattern id="p1" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5"/></pattern>
      <pattern id="p2" width="5" height="5" patternUnits="userSpaceOnUse"><circle cx="2.5" cy="2.5" r="1.1"/></pattern>
      <pattern id="p3" width="6" height="5" patternUnits="userSpaceOnUse"><path d="M0 2.5H6"/></pattern>
      <pattern id="p4" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 -1L7 7M-1 5L1 7M5 -1L7 1"/></pattern>
      <pattern id="p5" width="5" height="6" patternUnits="userSpaceOnUse"><path d="M2.5 0V6"/></pattern>
      </defs></svg>

      """)
  }

  private mutating func header() {
    html.markup("<header>\n")
    html.line("h1", title)
    html.markup("<p>")
    if let day = report.settledDay {
      html.text("\(labels.settledThrough) ")
      html.inline("b", day.description)
      if !report.isWhole { html.text(" (\(labels.notWhole))") }
    } else {
      html.text(labels.nothingSettled)
    }
    html.text(" \u{00B7} \(report.isClosed ? labels.closed : labels.open)")
    html.markup("</p>\n<dl class=\"figures\">\n")
    let beyond = report.invoices.kinds.first { $0.kind == .overage }?.amount ?? .zero
    let used = report.apps.count { $0.minutes > 0 }
    figure(
      labels.invoiced, "\(Figures.text(report.invoices.total)) \(report.currency)",
      "\(Figures.text(report.invoices.count)) \(labels.invoices)", "invoiced")
    figure(labels.ofBeyond, "\(Figures.text(beyond)) \(report.currency)", nil, "overage")
    figure(
      labels.usageMinutes, Figures.text(report.usage.total),
      "\(Figures.text(used)) \(labels.apps)", "usage")
    figure(
      labels.drawn, Figures.text(report.packages.drawn),
      "\(Figures.text(report.packages.count)) \(labels.packages)", "drawn")
    html.markup("</dl>\n</header>\n")
  }

  private mutating func figure(_ label: String, _ value: String, _ note: String?, _ name: String) {
    html.markup("<div>")
    html.inline("dt", label)
    html.tag("dd", ["data-figure": name])
    html.text(value)
    html.markup("</dd>")
    if let note {
      html.markup("<dd class=\"note\">")
      html.text(note)
      html.markup("</dd>")
    }
    html.markup("</div>\n")
  }

  // MARK: - Parts that sections share

  /// A section with a title and a sentence.
  mutating func section(
    _ name: String, _ title: String, _ lead: String?, _ body: (inout ReportPage) -> Void
  ) {
    html.tag("section", ["id": name])
    html.markup("\n")
    html.line("h2", title)
    if let lead { html.line("p", lead) }
    body(&self)
    html.markup("</section>\n")
  }

  /// The head of a table: labels, those of numbers flush right.
  mutating func columns(_ labels: [String], numbers: Set<Int>) {
    html.markup("<thead><tr>")
    for (index, label) in labels.enumerated() {
      html.inline("th", label, attributes: numbers.contains(index) ? "class=\"n\"" : "")
    }
    html.markup("</tr></thead>\n")
  }

  /// A cell with a number.
  mutating func number(_ text: String) { html.inline("td", text, attributes: "class=\"n\"") }

  /// A cell with a text from outside, which may run from right to left.
  mutating func cell(_ text: String) { html.inline("td", text, attributes: "dir=\"auto\"") }
}

/// Writes bytes as Base64.
private enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  /// - Parameter digits: two for each byte.
  static func text(ofHexadecimal digits: String) -> String {
    let values = digits.compactMap { $0.hexDigitValue }
    var bits = (0, 0)
    var text = ""
    for value in values {
      bits = (bits.0 << 4 | value, bits.1 + 4)
      while bits.1 >= 6 {
        text.append(letters[bits.0 >> (bits.1 - 6) & 63])
        bits = (bits.0 & 63, bits.1 - 6)
      }
    }
    if bits.1 > 0 { text.append(letters[bits.0 << (6 - bits.1) & 63]) }
    return text + String(repeating: "=", count: (4 - text.count % 4) % 4)
  }
}

import Book
import Quantities
import Settlement

/// Writes invoices as one HTML document that needs nothing else: printable on A4, an invoice a page
/// where it fits, readable without colour, without scripts.
struct InvoicePage {
  private let labels: InvoiceLabels
  private let currency: String
  private let stamp: InvoiceStamp
  private var html = HTMLWriter()

  init(_ language: InvoiceLanguage, currency: String, _ stamp: InvoiceStamp) {
    labels = InvoiceLabels.of(language)
    self.currency = currency
    self.stamp = stamp
  }

  /// What was written since it was last taken.
  mutating func take() -> [UInt8] {
    defer { html.removeAll() }
    return html.bytes
  }

  mutating func begin() {
    html.markup("<!DOCTYPE html>\n")
    // The language is one of the program's words.
    html.markup(labels.tag == "en" ? "<html lang=\"en\">\n" : "<html lang=\"zh-CN\">\n")
    let title = labels.invoice
    html.block("head") { html in
      html.markup(
        """
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width">

        """)
      html.line("title", title)
      html.markup("<style>\n")
      html.markup(Self.style)
      html.markup("</style>\n")
    }
    html.markup("<body>\n")
  }

  mutating func end(isEmpty: Bool) {
    if isEmpty { html.line("p", labels.noInvoices) }
    html.markup("</body>\n</html>\n")
  }

  mutating func append(_ sheet: InvoiceSheet, name: String?, plans: [String?], sha256: String) {
    html.markup("<article>\n")
    head(sheet.invoice, name)
    orders(sheet.orders, plans)
    packages(sheet.packages, in: sheet.invoice.month)
    overage(sheet.overage)
    fees(sheet.fees)
    adjustments(sheet.adjustments)
    uncharged(sheet.invoice.uncharged)
    totals(sheet.invoice)
    foot(sheet.invoice, sha256)
    html.markup("</article>\n")
  }

  // MARK: - Sections

  private mutating func head(_ invoice: Invoice, _ name: String?) {
    let status = invoice.status == .closed ? labels.closed : labels.open
    var facts = [(labels.number, invoice.number), (labels.account, invoice.account.text)]
    if let name { facts.append((labels.name, name)) }
    facts += [
      (labels.month, invoice.month.description), (labels.currency, currency),
      (labels.status, status),
    ]
    let title = labels.invoice
    html.block("header") { html in
      html.line("h1", title)
      Self.list(facts, &html)
    }
  }

  private mutating func orders(_ orders: [OrderLine], _ plans: [String?]) {
    table(
      labels.orders,
      [
        .code(labels.day), .text(labels.kind), .text(labels.order), .text(labels.plan),
        .code(labels.app), .number(labels.months), .number(labels.amount),
      ],
      zip(orders, plans).map { order, plan in
        [
          order.day.description, labels.text(InvoiceLine.Kind(order.kind)), order.id.text,
          plan ?? "", app(order.app), String(order.months), order.amount.description,
        ]
      })
  }

  private mutating func packages(_ packages: [InvoiceSheet.Package], in month: CalendarMonth) {
    table(
      labels.packages,
      [
        .text(labels.package), .code(labels.pool), .text(labels.plan), .code(labels.app),
        .code(labels.validFrom), .code(labels.validThrough), .number(labels.packageMinutes),
        .number(labels.before), .number(labels.drawn), .number(labels.left),
      ],
      packages.map { package in
        let grant = package.grant
        return [
          grant.id.text, grant.pool.text, grant.plan?.text ?? "", app(grant.app),
          grant.start.description, grant.end.advanced(by: -1).description, String(grant.minutes),
          package.before.description, package.drawn.description,
          remaining(package, in: month),
        ]
      })
    let draws = packages.flatMap { package in package.draws.map { (package.grant.id, $0) } }
    table(
      nil,
      [
        .text(labels.package), .code(labels.meter), .number(labels.usageMinutes),
        .number(labels.ratio), .number(labels.drawn),
      ],
      draws.map { grant, draw in
        [
          grant.text, draw.meter, draw.usageMinutes.description, draw.ratio.description,
          draw.packageMinutes.description,
        ]
      })
  }

  private mutating func overage(_ overage: [InvoiceSheet.Overage]) {
    table(
      labels.overage,
      [
        .code(labels.meter), .number(labels.usageLines), .number(labels.overageMinutes),
        .number(labels.pricePerThousand), .number(labels.amount),
      ],
      overage.map { entry in
        [
          entry.meter, String(entry.lines), entry.minutes.description,
          perThousand(entry.unitPrice), entry.amount.description,
        ]
      })
  }

  private mutating func fees(_ fees: [InvoiceLine]) {
    table(
      labels.fees,
      [
        .code(labels.fee), .code(labels.app), .code(labels.period), .number(labels.steps),
        .number(labels.amount),
      ], fees.map(row))
  }

  private mutating func adjustments(_ adjustments: [InvoiceLine]) {
    table(
      labels.adjustments,
      [
        .code(labels.meter), .code(labels.app), .code(labels.originalPeriod),
        .number(labels.quantity), .number(labels.amount),
      ], adjustments.map(row))
  }

  private func row(_ line: InvoiceLine) -> [String] {
    [
      line.subject.text, app(line.app), line.period?.description ?? "",
      line.quantity.description, line.amount.description,
    ]
  }

  private mutating func uncharged(_ uncharged: [Invoice.Uncharged]) {
    table(
      labels.uncharged, [.code(labels.meter), .number(labels.overageMinutes)],
      uncharged.map { [$0.meter, $0.minutes.description] })
  }

  private mutating func totals(_ invoice: Invoice) {
    var rows = invoice.totals.map { [labels.text($0.kind), $0.amount.description] }
    rows.append([labels.total, invoice.total.description])
    table(
      labels.totals, [.code(labels.kind), .number("\(labels.amount) (\(currency))")], rows,
      endsInSum: true)
  }

  private mutating func foot(_ invoice: Invoice, _ sha256: String) {
    var facts = [
      (labels.rounding, invoice.rounding.description), (labels.invoiceHash, sha256),
    ]
    if let day = stamp.settledDay { facts.append((labels.settledThrough, day.description)) }
    if let hash = stamp.certificate { facts.append((labels.certificate, hash)) }
    html.block("footer") { html in Self.list(facts, &html) }
  }

  // MARK: - Parts

  /// What the month left of a grant, with a word where that has ended since.
  private func remaining(_ package: InvoiceSheet.Package, in month: CalendarMonth) -> String {
    let last = min(month.lastDay, stamp.settledDay ?? month.lastDay)
    guard package.after > .zero, package.grant.end <= last.advanced(by: 1) else {
      return package.after.description
    }
    return "\(package.after) (\(labels.expired))"
  }

  private func app(_ app: AppID?) -> String { app?.description ?? labels.allApps }

  /// A price for a minute as the price list has it; one that does not fit stays for a minute.
  private func perThousand(_ price: Fraction) -> String {
    guard let price = try? price.multiplied(by: Fraction(1000)) else { return "\(price) x 1000" }
    return price.text(leastDecimals: 2)
  }

  private static func list(_ facts: [(String, String)], _ html: inout HTMLWriter) {
    html.block("dl") { html in
      for (label, value) in facts {
        html.markup("<div>")
        html.inline("dt", label)
        html.inline("dd", value)
        html.markup("</div>\n")
      }
    }
  }

  /// A column of a table, by its label.
  private enum Column {
    /// Text from outside, which may be long.
    case text(String)
    /// Days, apps and names of the catalog, which stay on one line.
    case code(String)
    /// Minutes and money.
    case number(String)
  }

  /// A table under a title; one without rows is left out.
  private mutating func table(
    _ title: String?, _ columns: [Column], _ rows: [[String]], endsInSum: Bool = false
  ) {
    guard !rows.isEmpty else { return }
    if let title { html.line("h2", title) }
    html.block("table") { html in
      html.block("thead") { html in
        html.markup("<tr>")
        for column in columns {
          switch column {
          case .text(let label), .code(let label):
            html.inline("th", label, attributes: "scope=\"col\"")
          case .number(let label): html.inline("th", label, attributes: "scope=\"col\" class=\"n\"")
          }
        }
        html.markup("</tr>\n")
      }
      html.block("tbody") { html in
        for (index, row) in rows.enumerated() {
          html.markup(endsInSum && index == rows.count - 1 ? "<tr class=\"sum\">" : "<tr>")
          for (column, cell) in zip(columns, row) {
            switch column {
            // Ids from outside may run from right to left, which must not turn their neighbours.
            case .text: html.inline("td", cell, attributes: "dir=\"auto\"")
            case .code: html.inline("td", cell, attributes: "class=\"c\"")
            case .number: html.inline("td", cell, attributes: "class=\"n\"")
            }
          }
          html.markup("</tr>\n")
        }
      }
    }
  }

  private static let style: StaticString = """
    @page { size: A4; margin: 12mm; @bottom-right { content: counter(page) " / " counter(pages) } }
    body { margin: 0 auto; max-width: 186mm; padding: 4mm; color: #000; background: #fff;
      font: 9pt/1.35 "Helvetica Neue", Arial, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei",
        "DejaVu Sans", sans-serif }
    article { break-after: page; margin-bottom: 12mm }
    article:last-of-type { break-after: auto; margin-bottom: 0 }
    h1 { font-size: 18pt; margin: 0 0 3mm }
    h2 { font-size: 11pt; margin: 5mm 0 1.5mm; break-after: avoid }
    dl { margin: 0; display: flex; flex-wrap: wrap }
    dl div { width: 50%; display: flex; margin: 0.3mm 0 }
    dt { width: 34mm; flex: none }
    dd { margin: 0; font-weight: bold; overflow-wrap: anywhere }
    table { width: 100%; border-collapse: collapse; margin: 0 0 2mm }
    thead { display: table-header-group }
    tr { break-inside: avoid }
    th, td { text-align: left; vertical-align: top; padding: 0.5mm 1mm; font-size: 8pt;
      border-bottom: 0.2mm solid #777; overflow-wrap: anywhere; min-width: 14mm }
    th { border-bottom: 0.4mm solid #000; vertical-align: bottom; overflow-wrap: normal }
    td.c, td.n { white-space: nowrap; min-width: 0 }
    td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; min-width: 0 }
    tr.sum td { font-weight: bold; border-top: 0.4mm solid #000; border-bottom: 0.8mm double #000 }
    footer { margin-top: 5mm; border-top: 0.4mm solid #000; padding-top: 1.5mm; font-size: 7.5pt }
    footer dl div { width: 100% }
    footer dt { width: 52mm }
    @media print { body { padding: 0; max-width: none } }

    """
}

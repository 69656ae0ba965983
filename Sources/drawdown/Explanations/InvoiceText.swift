import Book
import Catalog
import Explanation
import Quantities
import Settlement

extension ExplanationText {
  /// Adds an invoice, line by line.
  mutating func add(_ explanation: InvoiceExplanation) {
    let invoice = explanation.invoice
    page.line(
      "invoice \(TextPage.shown(invoice.number)), \(invoice.status.rawValue), total "
        + "\(invoice.total)")
    for total in invoice.totals {
      page.line("\(total.kind.rawValue): \(total.amount)", indent: 2)
    }
    page.line("rounding: \(invoice.rounding), part of the total", indent: 2)
    if explanation.isPart {
      page.line(
        "\(explanation.lines.count) of \(TextPage.count(invoice.lines.count, "line")) explained",
        indent: 2)
    }
    for line in explanation.lines {
      page.gap()
      add(line)
    }
  }

  private mutating func add(_ explained: InvoiceExplanation.Line) {
    let line = explained.line
    let parts = [
      "\(line.kind.rawValue) \(TextPage.shown(line.subject.text))", line.app.map { "app \($0)" },
      line.period?.description,
    ].compactMap { $0 }
    let amount = explained.isInvoiced ? "\(line.amount)" : "no line of the invoice"
    page.line("\(parts.joined(separator: ", ")): \(amount)")
    switch explained.detail {
    case .order(let order): addBody(order, of: line)
    case .usage(let usage): addBody(usage)
    case .fee(let fee): addBody(fee)
    }
  }

  private mutating func addBody(_ order: OrderExplanation, of line: InvoiceLine) {
    let reason =
      switch order.amountSource {
      case .event: "as the event says"
      case .list(let monthly, let plan):
        "= \(line.quantity) x \(monthly), the price of \(plan) on that day"
      case .rule:
        line.kind == .refund
          ? "what is given back by the rule of that day" : "by the prices and the rule of that day"
      }
    page.line("amount    \(line.amount) \(reason)", indent: 2)
    page.line("book", indent: 2)
    add(order.events, indent: 4)
  }

  // MARK: - Monthly fees

  /// Adds what follows the headline of a monthly fee.
  mutating func addBody(_ fee: FeeExplanation) {
    var rows = [["invoice_month", "kind", "quantity", "unit_price", "exact_amount", "amount"]]
    for charge in fee.charges {
      rows.append([
        "\(charge.invoiceMonth)", charge.kind.rawValue, "\(charge.quantity)",
        charge.unitPrice?.text(leastDecimals: 2) ?? "", charge.exactAmount?.description ?? "",
        charge.amount?.description ?? "",
      ])
    }
    page.line("charged", indent: 2)
    page.table(rows, numbers: [2, 3, 4, 5], indent: 4)
    switch fee.basis {
    case .peak(let peak): add(peak, of: fee)
    case .plan(let plans, let events):
      for plan in plans {
        page.line(
          "full price of order \(TextPage.shown(plan.order.text)) beside the plan of "
            + "\(plan.day): \(plan.price)", indent: 2)
      }
      page.line("book", indent: 2)
      add(events, indent: 4)
    case .unknown:
      page.line("neither the catalog nor the book knows this fee today", indent: 2)
    }
  }

  private mutating func add(_ peak: PeakBasis, of fee: FeeExplanation) {
    let peakDays = peak.days.filter { $0.isUnderTerm && $0.count == peak.peak }
      .map { "\($0.day)" }.joined(separator: ", ")
    page.line("because", indent: 2)
    page.table(
      [
        [
          "peak", "\(peak.peak)",
          "\(peak.meter), reached on \(peakDays.isEmpty ? "no day" : peakDays)",
        ],
        ["free", "\(peak.free)", peak.terms.map(term).joined(separator: ", ")],
        ["steps", "\(peak.steps)", "started ones of \(peak.step) above what is free"],
        [
          "price", peak.price?.description ?? "none",
          "of a step for a whole month, \(since(peak.priceSince))",
        ],
        ["share", "\(peak.share)", "of the month outside suspensions of \(peak.product)"],
      ], numbers: [1], indent: 4)
    for suspension in peak.suspensions {
      page.line(
        "suspended from \(time(suspension.start)) to "
          + "\(suspension.end.map(time) ?? "no end yet")", indent: 4)
    }
    page.line("days of the month", indent: 2)
    page.table(
      peak.days.map { day in
        ["\(day.day)", "\(day.count)", day.isUnderTerm ? "" : "no plan with free counts"]
      }, numbers: [1], indent: 4)
    if let line = peak.peakLine {
      page.margin += 2
      add(line)
      page.margin -= 2
    }
  }

  private func term(_ term: QuotaTerm) -> String {
    "\(term.plan) of order \(TextPage.shown(term.order.text)), [\(term.start), \(term.end))"
  }
}

import Book
import Catalog
import Ledger
public import Quantities
public import Settlement
import StrictJSON

/// An invoice, line by line.
public struct InvoiceExplanation: Sendable {
  /// One line with what it follows from.
  public struct Line: Sendable {
    /// What a line follows from.
    public enum Detail: Sendable {
      /// A purchase, or what changed it.
      case order(OrderExplanation)
      /// A usage line.
      case usage(UsageLineExplanation)
      /// A fee of a month.
      case fee(FeeExplanation)
    }

    /// The line as the invoice has it.
    public let line: InvoiceLine
    /// Whether the invoice has it: overage without postpaid or without a rate makes no line.
    public let isInvoiced: Bool
    /// What it follows from.
    public var detail: Detail
  }

  /// The invoice.
  public let invoice: Invoice
  /// The lines that were asked for, in the order of the invoice.
  public var lines: [Line]
  /// Whether lines were asked for and not the whole invoice.
  public let isPart: Bool
}

/// Why an order costs what it costs.
public struct OrderExplanation: Sendable {
  /// Where the amount comes from.
  public enum AmountSource: Hashable, Sendable {
    /// The event says what was paid.
    case event
    /// Months at the price of the day.
    case list(monthly: Money, plan: PlanID)
    /// The rule for upgrades, or for refunds.
    case rule
  }

  /// What was bought, then what changed it.
  public let events: [EventFact]
  /// Where the amount comes from.
  public let amountSource: AmountSource
}

extension Explainer {
  /// Explains an invoice, or some of its lines.
  func invoice(_ question: InvoiceQuestion) throws -> InvoiceExplanation {
    let (view, invoice) = try find(question.number)
    let all = try lines(of: invoice, in: view)
    let wanted = all.filter { $0.line.matches(question) }
    guard !wanted.isEmpty || (all.isEmpty && question.isWhole) else {
      throw UnknownName(
        "line", question.filter, known: all.map(\.line.name),
        in: " of invoice \(question.number)")
    }
    return InvoiceExplanation(
      invoice: invoice, lines: try wanted.map { try explain($0, in: view) },
      isPart: !question.isWhole)
  }

  private func find(_ number: String) throws -> (AccountView, Invoice) {
    let monthText = String(number.suffix(7))
    if number.utf8.count > 8, let month = CalendarMonth(monthText), number.dropLast(7).last == "-" {
      let account = AccountID(String(number.dropLast(8)))
      if accounts.contains(account) {
        let invoices = try invoices(of: account)
        if let invoice = invoices.first(where: { $0.month == month }) {
          return (try view(of: account), invoice)
        }
        throw UnknownName(
          "invoice", number, known: invoices.map(\.number), in: " of account \(account)")
      }
    }
    // Only a wrong name costs a look at all accounts.
    var known: [String] = []
    for account in accounts { known += try invoices(of: account).map(\.number) }
    throw UnknownName("invoice", number, known: known)
  }

  private func invoices(of account: AccountID) throws -> [Invoice] {
    try Invoice.gather(
      account: account, orders: ledger.orders(of: account, catalog: catalog),
      charges: ledger.charges(of: account, catalog: catalog), catalog: catalog,
      lastClosedMonth: lastClosed)
  }

  /// A line that is not explained yet.
  private struct OpenLine {
    enum Origin {
      case order(OrderLine)
      case charge(Charge)
    }

    let line: InvoiceLine
    let origin: Origin
  }

  /// The lines of an invoice, and what would be lines if it were charged.
  private func lines(of invoice: Invoice, in view: AccountView) throws -> [OpenLine] {
    let orders = view.orders.filter { $0.day.month == invoice.month }
      .map { OpenLine(line: InvoiceLine(order: $0), origin: .order($0)) }
    let charges = view.charges.filter { $0.invoiceMonth == invoice.month }
      .map { OpenLine(line: InvoiceLine(charge: $0, catalog), origin: .charge($0)) }
    return (orders + charges).sorted { InvoiceLine.invoiceOrder($0.line, $1.line) }
  }

  private func explain(
    _ open: OpenLine, in view: AccountView
  ) throws -> InvoiceExplanation.Line {
    switch open.origin {
    case .order(let order):
      InvoiceExplanation.Line(
        line: open.line, isInvoiced: true, detail: .order(explain(order)))
    case .charge(let charge):
      InvoiceExplanation.Line(
        line: open.line, isInvoiced: charge.isInvoiced, detail: try detail(of: charge, in: view))
    }
  }

  private func detail(
    of charge: Charge, in view: AccountView
  ) throws -> InvoiceExplanation.Line.Detail {
    switch (charge.period, charge.item) {
    case (.day(let day), .meter(let meter)):
      let name = LineName(app: charge.app, day: day, meter: meter)
      // Usage is only ever added, so a charge without it is damage that `verify` names.
      let line =
        view.line(name)
        ?? UsageLine(app: charge.app, day: day, meter: meter, records: 0, quantity: 0)
      return .usage(try explain(line, in: view))
    case (.month(let month), .fee(let item)):
      return .fee(try fee(item, app: charge.app, month: month, in: view))
    case (.day(let day), .fee(let item)):
      return .fee(try fee(item, app: charge.app, month: day.month, in: view))
    case (.month(let month), .meter(let meter)):
      return .fee(try fee(catalog[meter].name, app: charge.app, month: month, in: view))
    }
  }

  /// Explains a prepaid line.
  private func explain(_ order: OrderLine) -> OrderExplanation {
    let events = events.events(of: order.id)
    return OrderExplanation(
      events: events, amountSource: amountSource(of: order, events))
  }

  private func amountSource(
    of order: OrderLine, _ events: [EventFact]
  ) -> OrderExplanation.AmountSource {
    if events.last?.content["paid"] != nil { return .event }
    guard order.kind == .order || order.kind == .renewal,
      let plan = events.first?.content["plan"]?.string.flatMap({ catalog.plan(PlanID($0)) }),
      let monthly = catalog.price(of: plan, on: order.day),
      let sum = try? monthly.multiplied(by: order.months), sum == order.amount
    else { return .rule }
    return .list(monthly: monthly, plan: plan.id)
  }
}

extension InvoiceQuestion {
  /// Whether all lines are wanted.
  var isWhole: Bool { item == nil && app == nil && period == nil }

  /// What is asked for, in words.
  fileprivate var filter: String {
    [item, app.map { "app \($0)" }, period].compactMap { $0 }.joined(separator: ", ")
  }
}

extension InvoiceLine {
  /// The line of an order.
  init(order: OrderLine) {
    let kind: Kind =
      switch order.kind {
      case .order: .order
      case .renewal: .renewal
      case .upgrade: .upgrade
      case .refund: .refund
      }
    self.init(
      kind: kind, subject: .order(order.id), app: order.app, period: nil,
      quantity: Fraction(order.months), amount: order.amount)
  }

  /// The line of a charge, also of one that is not invoiced.
  init(charge: Charge, _ catalog: Catalog) {
    let kind: Kind =
      switch charge.kind {
      case .overage: .overage
      case .monthly: .monthly
      case .adjustment: .adjustment
      }
    self.init(
      kind: kind, subject: .item(charge.item.name(in: catalog)), app: charge.app,
      period: charge.period, quantity: charge.quantity, amount: charge.amount ?? .zero)
  }

  fileprivate func matches(_ question: InvoiceQuestion) -> Bool {
    (question.item.map { subject.text.utf8.elementsEqual($0.utf8) } ?? true)
      && (question.app.map { app == $0 } ?? true)
      && (question.period.map { period?.description == $0 } ?? true)
  }

  /// The line in words: `audio, app 1400000001, 2025-10-01`.
  fileprivate var name: String {
    [subject.text, app.map { "app \($0)" }, period?.description].compactMap { $0 }
      .joined(separator: ", ")
  }
}

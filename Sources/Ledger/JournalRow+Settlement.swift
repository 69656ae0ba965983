import Book
import Catalog
import Quantities
import Settlement

extension SettledDeduction: JournalRow {
  static let journal = JournalTable(
    kind: 1, name: "deduction",
    columns: [
      .init("app", "INTEGER NOT NULL"), .init("day", "INTEGER NOT NULL"),
      .init("meter", "INTEGER NOT NULL REFERENCES item"), .init("grant_id", "TEXT NOT NULL"),
      .init("usage_minutes", "TEXT NOT NULL"), .init("ratio", "TEXT NOT NULL"),
      .init("package_minutes", "TEXT NOT NULL"), .init("left_after", "TEXT NOT NULL"),
      .init("invoice_month", "INTEGER NOT NULL"),
    ], itemColumn: "meter")

  func bind(to columns: inout ColumnBinder) throws {
    columns.bind(app)
    columns.bind(day)
    columns.bind(try columns.items.number(of: meter))
    columns.bind(grant.text)
    columns.bind(usageMinutes)
    columns.bind(ratio)
    columns.bind(packageMinutes)
    columns.bind(leftAfter)
    columns.bind(invoiceMonth)
  }

  init(from columns: inout ColumnReader) throws {
    self.init(
      app: try columns.app(), day: try columns.day(),
      meter: try columns.items.meter(columns.integer()), grant: GrantID(columns.text()),
      usageMinutes: try columns.fraction(), ratio: try columns.fraction(),
      packageMinutes: try columns.fraction(), leftAfter: try columns.fraction(),
      invoiceMonth: try columns.month())
  }
}

extension Charge: JournalRow {
  static let journal = JournalTable(
    kind: 2, name: "charge",
    columns: [
      .init("app", "INTEGER NOT NULL"), .init("period", "INTEGER NOT NULL"),
      .init("item", "INTEGER NOT NULL REFERENCES item"), .init("kind", "TEXT NOT NULL"),
      .init("quantity", "TEXT NOT NULL"), .init("unit_price", "TEXT"),
      .init("exact_amount", "TEXT"), .init("amount", "INTEGER"),
      .init("postpaid", "INTEGER NOT NULL"), .init("invoice_month", "INTEGER NOT NULL"),
    ], itemColumn: "item")

  func bind(to columns: inout ColumnBinder) throws {
    columns.bind(app)
    columns.bind(period.packed)
    switch item {
    case .meter(let meter): columns.bind(try columns.items.number(of: meter))
    case .fee(let name): columns.bind(try columns.items.number(of: name))
    }
    columns.bind(kind.rawValue)
    columns.bind(quantity)
    columns.bind(unitPrice)
    columns.bind(exactAmount)
    columns.bind(amount)
    columns.bind(isPostpaid ? 1 : 0)
    columns.bind(invoiceMonth)
  }

  init(from columns: inout ColumnReader) throws {
    let app = try columns.app()
    let period = try columns.period()
    let number = columns.integer()
    // What is charged by the day is usage of a meter, what is charged by the month is a fee.
    let item: Item =
      switch period {
      case .day: .meter(try columns.items.meter(number))
      case .month: .fee(try columns.items.name(number))
      }
    self.init(
      app: app, period: period, item: item, kind: try columns.choice(Kind.self),
      quantity: try columns.fraction(), unitPrice: try columns.optionalFraction(),
      exactAmount: try columns.optionalFraction(), amount: columns.optionalMoney(),
      isPostpaid: columns.integer() != 0, invoiceMonth: try columns.month())
  }
}

extension Charge.Period {
  /// The digits of `YYYYMMDD` or `YYYYMM`.
  fileprivate var packed: Int64 {
    switch self {
    case .day(let day): day.packed
    case .month(let month): month.packed
    }
  }
}

extension ColumnReader {
  fileprivate mutating func period() throws -> Charge.Period {
    let packed = integer()
    if let month = CalendarMonth(packed: packed) { return .month(month) }
    if let day = CalendarDay(packed: packed) { return .day(day) }
    throw damage("\(packed) is neither a day nor a month")
  }
}

extension GrantBalance: JournalRow {
  static let journal = JournalTable(
    kind: 3, name: "grant",
    columns: [
      .init("grant_id", "TEXT NOT NULL"), .init("app", "INTEGER"),
      .init("pool", "TEXT NOT NULL"), .init("plan", "TEXT"),
      .init("start_day", "INTEGER NOT NULL"), .init("end_day", "INTEGER NOT NULL"),
      .init("minutes", "INTEGER NOT NULL"), .init("order_time", "INTEGER NOT NULL"),
      .init("drawn_first", "INTEGER NOT NULL"), .init("flat_ratio", "TEXT"),
      .init("refunded", "INTEGER NOT NULL"),
      .init("drawn", "TEXT NOT NULL"), .init("expired", "TEXT NOT NULL"),
      .init("left_over", "TEXT NOT NULL"), .init("status", "TEXT NOT NULL"),
    ])

  func bind(to columns: inout ColumnBinder) throws {
    columns.bind(grant.id.text)
    columns.bind(grant.app)
    columns.bind(grant.pool.text)
    columns.bind(grant.plan?.text)
    columns.bind(grant.start)
    columns.bind(grant.end)
    columns.bind(grant.minutes)
    columns.bind(grant.orderTime.epochSeconds)
    columns.bind(grant.isDrawnFirst ? 1 : 0)
    columns.bind(grant.flatRatio)
    columns.bind(grant.isRefunded ? 1 : 0)
    columns.bind(drawn)
    columns.bind(expired)
    columns.bind(left)
    columns.bind(status.rawValue)
  }

  init(from columns: inout ColumnReader) throws {
    let grant = Grant(
      id: GrantID(columns.text()), account: columns.account, app: try columns.optionalApp(),
      pool: PoolID(columns.text()), plan: columns.optionalText().map { PlanID($0) },
      start: try columns.day(), end: try columns.day(), minutes: columns.integer(),
      orderTime: Timestamp(epochSeconds: columns.integer()),
      isDrawnFirst: columns.integer() != 0, flatRatio: try columns.optionalFraction(),
      isRefunded: columns.integer() != 0)
    self.init(
      grant: grant, drawn: try columns.fraction(), expired: try columns.fraction(),
      left: try columns.fraction(), status: try columns.choice(Status.self))
  }
}

extension OrderLine: JournalRow {
  static let journal = JournalTable(
    kind: 4, name: "order",
    columns: [
      .init("kind", "TEXT NOT NULL"), .init("order_id", "TEXT NOT NULL"),
      .init("app", "INTEGER"), .init("time", "INTEGER NOT NULL"), .init("day", "INTEGER NOT NULL"),
      .init("months", "INTEGER NOT NULL"), .init("amount", "INTEGER NOT NULL"),
    ])

  func bind(to columns: inout ColumnBinder) throws {
    columns.bind(kind.rawValue)
    columns.bind(id.text)
    columns.bind(app)
    columns.bind(time.epochSeconds)
    columns.bind(day)
    columns.bind(months)
    columns.bind(amount)
  }

  init(from columns: inout ColumnReader) throws {
    self.init(
      kind: try columns.choice(Kind.self), id: OrderID(columns.text()),
      app: try columns.optionalApp(), time: Timestamp(epochSeconds: columns.integer()),
      day: try columns.day(), months: columns.integer(),
      amount: Money(hundredths: columns.integer()))
  }
}

import Book
import Catalog
import Ledger
import Quantities

/// The ledger's book as it is, with what might happen, and with each package bought.
struct ForecastBooks {
  /// What an account has agreed to by the two days that a forecast settles through.
  struct Commitments {
    let atMonthEnd: AccountCommitments
    let atHorizon: AccountCommitments
  }

  /// One package bought by several accounts.
  struct Trial {
    let plan: Plan
    let price: Money
    /// Up to the horizon, of the buyers.
    let commitments: [AccountID: AccountCommitments]
  }

  /// The order id of a purchase that might be made.
  static let order = OrderID("what-if")

  /// As the book is; events of days to come count.
  let plain: [AccountID: Commitments]
  /// With what might happen; `nil` when nothing does.
  let changed: [AccountID: Commitments]?

  private let known: [KnownEvent]
  private let catalog: Catalog
  private let lastClosed: CalendarMonth?
  private let today: CalendarDay
  private let month: CalendarMonth
  private let horizon: CalendarDay

  /// - Parameter today: the first day that is not settled, on which packages are bought.
  init(
    _ ledger: LedgerReader, _ catalog: Catalog, _ options: ForecastOptions,
    accounts: [AccountID], today: CalendarDay, month: CalendarMonth, horizon: CalendarDay
  ) throws {
    known = try ledger.knownEvents()
    lastClosed = try ledger.lastClosedMonth()
    self.catalog = catalog
    self.today = today
    self.month = month
    self.horizon = horizon
    plain = try Self.commitments(
      of: Self.book(known, adding: [], catalog, lastClosed), month, horizon)
    guard !options.events.isEmpty else {
      changed = nil
      return
    }
    let lines = try options.events.enumerated().map { index, event in
      switch event {
      case .file(let path):
        return String(decoding: try Inputs.bytes(of: path, "what-if"), as: UTF8.self)
      case .purchase(let plan, let day):
        return try Self.purchase(
          Self.order(index), of: plan, on: day ?? today, options, among: accounts, catalog)
      }
    }
    changed = Self.commitments(
      of: try Self.book(known, adding: lines, catalog, lastClosed), month, horizon)
  }

  /// Buys each package on sale for some accounts: those for all apps, and those for one app for the
  /// one that is given.
  func trials(_ buyers: [AccountID: AppID]) throws -> [Trial] {
    try catalog.plans.compactMap { plan in
      guard plan.isMinutePackage, catalog.isOnSale(plan, on: today),
        let price = catalog.price(of: plan, on: today), .zero < price
      else { return nil }
      let lines = buyers.sorted { $0.key < $1.key }.enumerated().map { index, buyer in
        Book.purchaseLine(
          Self.order(index), of: plan.id,
          account: buyer.key, app: plan.isAppBound ? buyer.value : nil,
          at: catalog.zone.start(of: today))
      }
      let book = try Self.book(known, adding: lines, catalog, lastClosed)
      let commitments = book.commitments(through: horizon).filter { buyers[$0.account] != nil }
      return Trial(
        plan: plan, price: price,
        commitments: Dictionary(uniqueKeysWithValues: commitments.map { ($0.account, $0) }))
    }
  }

  /// Order ids of several purchases.
  private static func order(_ index: Int) -> OrderID {
    OrderID(index == 0 ? order.text : "\(order) \(index + 1)")
  }

  private static func purchase(
    _ order: OrderID, of plan: PlanID, on day: CalendarDay, _ options: ForecastOptions,
    among accounts: [AccountID],
    _ catalog: Catalog
  ) throws(RequestFailure) -> String {
    guard accounts.count == 1, let account = accounts.first else {
      throw RequestFailure(
        "--what-if purchase:\(plan) needs to know who buys: name one with --account")
    }
    guard let known = catalog.plan(plan) else {
      throw RequestFailure("there is no plan \(plan); `drawdown catalog` lists them")
    }
    if known.isAppBound, options.app == nil {
      throw RequestFailure("\(plan) is bought for one app: name it with --app")
    }
    return Book.purchaseLine(
      order, of: plan, account: account, app: known.isAppBound ? options.app : nil,
      at: catalog.zone.start(of: day))
  }

  /// The ledger's book with further lines, checked as a book is.
  private static func book(
    _ known: [KnownEvent], adding lines: [String], _ catalog: Catalog, _ lastClosed: CalendarMonth?
  ) throws(BookFailure) -> Book {
    let text = (known.map(\.canonical) + lines).joined(separator: "\n")
    return try Book.read(
      Array(text.utf8), source: "the ledger's book with what might happen", catalog: catalog,
      closedThrough: lastClosed, known: known)
  }

  private static func commitments(
    of book: Book, _ month: CalendarMonth, _ horizon: CalendarDay
  ) -> [AccountID: Commitments] {
    let pairs = zip(
      book.commitments(through: month.lastDay), book.commitments(through: horizon))
    return Dictionary(
      uniqueKeysWithValues: pairs.map {
        ($0.account, Commitments(atMonthEnd: $0, atHorizon: $1))
      })
  }
}

extension Plan {
  /// Whether it is bought for the minutes that it gives.
  fileprivate var isMinutePackage: Bool {
    switch kind {
    case .monthly, .pack: !gifts.isEmpty
    default: false
    }
  }
}

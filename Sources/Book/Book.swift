public import Catalog
public import Quantities

/// The commercial events of all accounts, checked.
///
/// A book is taken whole or not at all. It holds no amounts that follow from others: `commitments`
/// works those out, up to a day.
public struct Book: Sendable {
  /// The events by time, then plans, value-added plans and the rest, then by id and line.
  public let events: [BookEvent]
  let catalog: Catalog
  private let owners: [AppID: AccountID]

  /// Events that were checked and sorted.
  init(events: [BookEvent], catalog: Catalog) {
    self.events = events
    self.catalog = catalog
    self.owners = Dictionary(
      events.compactMap { $0.ownedApp.map { ($0.app, $0.account) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Reads a book: NDJSON, one event a line, in any order.
  ///
  /// - Parameters:
  ///   - bytes: the file; a byte order mark in front and blank lines are passed over.
  ///   - source: what messages call the file.
  ///   - catalog: plans, pools, prices and the time zone.
  ///   - closedThrough: the last closed month; no event may newly fall in it or before it, accounts
  ///     and apps excepted.
  ///   - known: the events that the ledger holds, which the book must hold unchanged.
  /// - Returns: the book.
  /// - Throws: `BookFailure` with every broken rule, not only the first.
  public static func read(
    _ bytes: [UInt8], source: String, catalog: Catalog, closedThrough: CalendarMonth? = nil,
    known: [KnownEvent] = []
  ) throws(BookFailure) -> Book {
    var reader = BookReader(zone: catalog.zone)
    reader.read(bytes)
    var problems = reader.problems
    problems += reader.problems(beside: known)
    let events = reader.events.sorted(by: BookOrder(catalog).isBefore)
    var checker = BookChecker(catalog: catalog, events: events, broken: reader.brokenKeys)
    problems += checker.check(events)
    problems += closedMonthProblems(events, closedThrough, known)
    guard problems.isEmpty else {
      let sorted = problems.enumerated().sorted { left, right in
        (left.element.line ?? .max, left.offset) < (right.element.line ?? .max, right.offset)
      }
      throw BookFailure(source: source, problems: sorted.map(\.element))
    }
    return Book(events: events, catalog: catalog)
  }

  private static func closedMonthProblems(
    _ events: [BookEvent], _ closedThrough: CalendarMonth?, _ known: [KnownEvent]
  ) -> [BookProblem] {
    guard let closedThrough else { return [] }
    let knownKeys = Set(known.map(\.key))
    return events.compactMap { event in
      guard let day = event.effectiveDay, day.month <= closedThrough,
        !knownKeys.contains(event.key)
      else { return nil }
      return BookProblem(
        line: event.line, id: event.id, rule: .closedMonth,
        what: "\(day) lies in a closed month, the last of which is \(closedThrough)",
        fix: "date it in an open month")
    }
  }

  /// The book with some of its events only.
  ///
  /// - Precondition: they are a book by themselves, as those of an earlier edition are.
  public func keeping(_ belongs: (BookEvent) -> Bool) -> Book {
    Book(events: events.filter(belongs), catalog: catalog)
  }

  /// How many accounts there are.
  public var accountCount: Int {
    events.count { if case .account = $0.content { true } else { false } }
  }

  /// The day of the first event, `nil` without events.
  public var firstEventDay: CalendarDay? { events.first?.day }

  /// The day of the last event, `nil` without events.
  public var lastEventDay: CalendarDay? { events.last?.day }

  /// Who owns an app; an `app` event counts whatever its time.
  public func owner(of app: AppID) -> AccountID? { owners[app] }
}

extension BookEvent {
  /// The app and who owns it, where the event says so.
  public var ownedApp: (app: AppID, account: AccountID)? {
    if case .app(let app) = content { (app.app, app.account) } else { nil }
  }
}

/// The order of events: by time, then purchases of plans, purchases of value-added plans and the
/// rest, then by id and line.
struct BookOrder {
  private let valueAdded: Set<PlanID>

  init(_ catalog: Catalog) {
    self.valueAdded = Set(
      catalog.plans.compactMap { plan in
        if case .valueAdded = plan.kind { plan.id } else { nil }
      })
  }

  func isBefore(_ left: BookEvent, _ right: BookEvent) -> Bool {
    if left.time != right.time { return left.time < right.time }
    let ranks = (rank(left), rank(right))
    if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
    let ids = (EventKey(left.id), EventKey(right.id))
    return ids.0 != ids.1 ? ids.0 < ids.1 : left.line < right.line
  }

  private func rank(_ event: BookEvent) -> Int {
    guard case .purchase(let purchase) = event.content else { return 2 }
    return valueAdded.contains(purchase.plan) ? 1 : 0
  }
}

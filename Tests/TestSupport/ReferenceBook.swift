public import Catalog
public import Quantities
import StrictJSON

/// What follows from a `RandomBook`, worked out the slow way: every purchase by itself, month after
/// month and day after day, from the lines as they stand.
///
/// Shares the catalog with the real one, and nothing else.
public struct ReferenceBook {
  /// One line of the book.
  struct Event {
    let json: JSONValue
    let line: Int
    let time: Int64
    let day: CalendarDay

    func text(_ key: String) -> String? { json[key]?.string }
    func number(_ key: String) -> Int64? { json[key]?.integer }
    var id: String { text("order_id") ?? text("grant_id") ?? "" }
    var type: String { text("type") ?? "" }
    var months: Int { Int(number("months") ?? 1) }
  }

  let catalog: Catalog
  /// In the order of the contract, up to the settled day.
  let events: [Event]

  /// The events of a whole book, up to a day.
  public init(_ text: String, catalog: Catalog, through settledDay: CalendarDay?) {
    self.catalog = catalog
    var events: [Event] = []
    for (index, line) in text.split(separator: "\n").enumerated() {
      guard let json = try? JSONValue(parsing: Array(line.utf8)), let time = json["time"]?.integer
      else { preconditionFailure("line \(index + 1) of a whole book") }
      let day = catalog.zone.day(of: Timestamp(epochSeconds: time))
      if let settledDay, day > settledDay { continue }
      events.append(Event(json: json, line: index + 1, time: time, day: day))
    }
    self.events = events.sorted { left, right in
      let ranks = (Self.rank(left, catalog), Self.rank(right, catalog))
      if left.time != right.time { return left.time < right.time }
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      let (leftID, rightID) = (Array(left.id.utf8), Array(right.id.utf8))
      return leftID != rightID
        ? leftID.lexicographicallyPrecedes(rightID) : left.line < right.line
    }
  }

  private static func rank(_ event: Event, _ catalog: Catalog) -> Int {
    guard event.type == "purchase" else { return 2 }
    let isExtension = ["im.a", "im.g", "im.h"].contains {
      event.text("plan")?.hasPrefix($0) == true
    }
    return isExtension ? 1 : 0
  }

  // MARK: Terms

  /// One month of a half.
  struct Cycle {
    let order: Event
    let number: Int
    let start: CalendarDay
    let end: CalendarDay
    /// What it was given for.
    let plan: Plan
  }

  /// A half of a purchase: its months, and from which day on it is which plan.
  struct Half {
    var cycles: [Cycle] = []
    var plans: [(plan: Plan, from: CalendarDay)] = []
    /// Each upgrade with what it found.
    var upgrades: [(order: Event, old: Plan, new: Plan, cycles: [Cycle])] = []

    func plan(on day: CalendarDay) -> Plan? {
      guard cycles.contains(where: { $0.start <= day && day < $0.end }) else { return nil }
      return plans.last { $0.from <= day }?.plan
    }
  }

  func plan(_ event: Event) -> Plan {
    guard let plan = catalog.plan(PlanID(event.text("plan") ?? "")) else {
      preconditionFailure("a whole book names plans")
    }
    return plan
  }

  /// The day of the month of a purchase, some months later, by the length of the months.
  private func boundary(_ start: CalendarDay, after months: Int) -> CalendarDay {
    var (year, month, day) = start.components
    for _ in 0..<months { (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1) }
    let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
    let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    while day > length { day -= 1 }
    guard let result = CalendarDay(year: year, month: month, day: day) else {
      preconditionFailure("a day of the calendar")
    }
    return result
  }

  /// The halves of a purchase, by what stands in front of a place of the events.
  func halves(of purchase: Event, before place: Int) -> [Half] {
    let bought = plan(purchase)
    var ids = [bought.id]
    switch bought.kind {
    case .bundle(let halves): ids = halves
    case .monthly: break
    default: return []
    }
    return ids.map { id in
      guard let first = catalog.plan(id) else { preconditionFailure("halves exist") }
      var half = Half()
      half.plans = [(first, purchase.day)]
      for event in events[..<place] { follow(event, of: purchase, first.product, &half) }
      return half
    }
  }

  private func follow(_ event: Event, of purchase: Event, _ product: String?, _ half: inout Half) {
    let current = half.plans[half.plans.count - 1].plan
    let isOwn = event.type == "purchase" && event.id.utf8.elementsEqual(purchase.id.utf8)
    let isRenewal =
      names(event, "renews", purchase) && (event.text("half") ?? product ?? "") == product
    if isOwn || isRenewal {
      for number in 1...event.months {
        let count = half.cycles.count
        half.cycles.append(
          Cycle(
            order: event, number: number, start: boundary(purchase.day, after: count),
            end: boundary(purchase.day, after: count + 1), plan: current))
      }
    } else if names(event, "upgrades", purchase), plan(event).product == product {
      let cycles = half.cycles.filter { $0.end > event.day }
      half.upgrades.append((event, current, plan(event), cycles))
      half.plans.append((plan(event), event.day))
    }
  }

  func names(_ event: Event, _ key: String, _ purchase: Event) -> Bool {
    event.text(key)?.utf8.elementsEqual(purchase.id.utf8) ?? false
  }

  func refund(of purchase: Event, before place: Int) -> Event? {
    events[..<place].first { names($0, "refunds", purchase) }
  }
}

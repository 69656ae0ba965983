import Catalog
import Quantities

/// A monthly plan that an account holds by itself or as a half of a bundle.
///
/// It runs from the day of the purchase without a gap: whoever lets it end buys anew.
struct HeldHalf {
  /// The plan of the running and all later cycles.
  private(set) var plan: Plan
  /// The months that are paid for.
  private(set) var term: MonthlyTerm
  /// The plan before each upgrade, up to the day of it.
  private var earlier: [(plan: Plan, end: CalendarDay)] = []

  init(_ plan: Plan, term: MonthlyTerm) {
    self.plan = plan
    self.term = term
  }

  /// Whether a name is that of its product, byte for byte; `nil` names every half.
  func isNamed(_ product: String?) -> Bool {
    guard let product else { return true }
    return plan.product.map { $0.utf8.elementsEqual(product.utf8) } ?? false
  }

  /// What it is on a day, `nil` when it does not run.
  func plan(on day: CalendarDay) -> Plan? {
    terms.first { $0.days.contains(day) }?.plan
  }

  /// Adds months at the end and returns them as cycles.
  mutating func extend(by months: Int) -> [Range<CalendarDay>] { term.extend(by: months) }

  /// Makes it another plan from a day on.
  mutating func change(to plan: Plan, from day: CalendarDay) {
    earlier.append((self.plan, day))
    self.plan = plan
  }

  /// Days on which it is a plan, plan by plan.
  var terms: [(plan: Plan, days: Range<CalendarDay>)] {
    var start = term.start
    var terms: [(plan: Plan, days: Range<CalendarDay>)] = []
    for (plan, end) in earlier + [(plan, term.end)] {
      // Nothing is left of a plan that was upgraded on its first day.
      if start < end { terms.append((plan, start..<end)) }
      start = max(start, end)
    }
    return terms
  }
}

import Deduction
import Quantities
import TestSupport

/// A row of `Tables/draws.txt`, read.
struct DrawCase {
  var grants: [Grant]
  var demands: [(minutes: Fraction, ratio: Fraction?, day: CalendarDay, app: AppID)]
  var draws: String
  var uncovered: String

  init(_ row: TextTable.Row) {
    grants = row[1].split(separator: ",").map { Grant(brief: $0.trimmed) }
    demands = row[2].split(separator: ";").map { Self.demand($0.trimmed) }
    draws = row[3]
    uncovered = row[4]
  }

  /// The draws of all demands in the table's own words, and what they leave uncovered together.
  func run(grants: [Grant], order: DrawOrder) throws -> (draws: String, uncovered: String) {
    var engine = DrawdownEngine(grants.map { Allotment($0) }, order: order)
    var draws: [Draw] = []
    var uncovered = Fraction.zero
    for demand in demands {
      guard let pool = engine.pool(PoolID("av")) else {
        uncovered = try uncovered.adding(demand.minutes)
        continue
      }
      let rest = try engine.cover(
        Demand(
          app: demand.app, day: demand.day, pool: pool, minutes: demand.minutes,
          ratio: demand.ratio), draws: &draws)
      uncovered = try uncovered.adding(rest)
    }
    let texts = draws.map { "\(grants[$0.grantIndex].id):\($0.packageMinutes)>\($0.leftAfter)" }
    return (texts.joined(separator: ", "), uncovered.description)
  }

  private static func demand(
    _ text: String
  ) -> (minutes: Fraction, ratio: Fraction?, day: CalendarDay, app: AppID) {
    let words = text.split(separator: " ")
    let amounts = words[0].split(separator: "x")
    guard let minutes = Fraction(amounts[0]), let day = Int32(words[2]) else {
      preconditionFailure("no demand: \(text)")
    }
    let app = words.count > 4 ? UInt32(words[4]) ?? 0 : 1
    return (minutes, Fraction(amounts[1]), CalendarDay(number: day), AppID(app))
  }
}

extension Grant {
  /// A grant written as `ID:MINUTES@START-END` and marks, see `Tables/draws.txt`.
  init(brief text: String) {
    let marks: Set<Character> = ["!", "~", "*", "=", "x"]
    let id = text.prefix { $0 != ":" }
    let rest = text.dropFirst(id.count + 1)
    let core = rest.prefix { !marks.contains($0) }
    let numbers = core.split { "@-".contains($0) }
    guard numbers.count == 3, let minutes = Int64(numbers[0]), let start = Int32(numbers[1]),
      let end = Int32(numbers[2])
    else { preconditionFailure("no grant: \(text)") }
    let suffix = rest.dropFirst(core.count)
    func mark(_ mark: Character) -> Substring? {
      guard let place = suffix.firstIndex(of: mark) else { return nil }
      return suffix[suffix.index(after: place)...].prefix { !marks.contains($0) }
    }
    self.init(
      id: GrantID(String(id)), account: AccountID("acct-1"),
      app: mark("!").flatMap { UInt32($0) }.map { AppID($0) }, pool: PoolID("av"), plan: nil,
      start: CalendarDay(number: start), end: CalendarDay(number: end), minutes: minutes,
      orderTime: Timestamp(epochSeconds: mark("~").flatMap { Int64($0) } ?? 0),
      isDrawnFirst: mark("*") != nil, flatRatio: mark("=").flatMap { Fraction($0) },
      isRefunded: mark("x") != nil)
  }
}

extension Substring {
  var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

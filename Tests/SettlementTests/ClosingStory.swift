import Book
import Quantities
import Settlement
import TestSupport

/// A seeded world that is settled day after day, while records come late and months are closed.
///
/// Each usage line arrives in up to three parts, at the first settlement after its day or at any
/// later one; some apps are told who owns them only on the way. Events are those of the book up to
/// the settled day, so that none is new in a closed month.
struct ClosingStory: CustomStringConvertible {
  /// One settlement of all accounts.
  struct Step {
    let settledDay: CalendarDay
    let accounts: [Account]
    /// The month up to which everything is closed afterwards; `nil` leaves it as it is.
    let closes: CalendarMonth?
  }

  /// What is known of an account at a step.
  struct Account {
    let commitments: AccountCommitments
    /// The same by the reference book.
    let reference: AccountCommitments
    let usage: [UsageLine]
  }

  let world: BookWorld
  let steps: [Step]

  var description: String { "\(world)" }

  init(seed: UInt64) throws {
    let world = BookWorld(seed: seed)
    var random = SplitMix64(seed: ~seed)
    let book = try world.book()
    let first = world.events.map(\.time).min() ?? 0
    var day = max(
      BookWorld.catalog.zone.day(of: Timestamp(epochSeconds: first)),
      world.usage.map(\.day).min() ?? CalendarDay(number: 0))
    // A day on which a purchase of the month before can be closed and is given back later.
    let betweenDays = Self.daysBeforeLateRefunds(in: world)
    var days = (0..<random.pick(3...7)).map { _ in
      day = day.advanced(by: random.pick(1...35))
      return day
    }
    days = Set(days + betweenDays).sorted()
    let arrivals = Arrivals(world.usage, days: days, random: &random)
    var closed: CalendarMonth?
    self.world = world
    self.steps = days.indices.map { index in
      let day = days[index]
      let known = book.commitments(through: day)
      let reference = ReferenceBook(world.events, through: day).commitments()
      let accounts = zip(known, reference).map { account, reference in
        Account(
          commitments: account, reference: reference,
          usage: arrivals.lines(by: index).filter { account.apps.contains($0.app) })
      }
      let ended = day == day.month.lastDay ? day.month : day.month.advanced(by: -1)
      var closes: CalendarMonth?
      if random.oneIn(2) || betweenDays.contains(day), closed.map({ $0 < ended }) ?? true {
        // The next month only, or all that have ended.
        let isNextOnly = random.oneIn(3) && !betweenDays.contains(day)
        closes = isNextOnly ? closed.map { $0.advanced(by: 1) } ?? ended : ended
        closed = closes
      }
      return Step(settledDay: day, accounts: accounts, closes: closes)
    }
  }

  /// Last days of months in which something was bought that was given back in the next month.
  private static func daysBeforeLateRefunds(in world: BookWorld) -> [CalendarDay] {
    func day(_ event: ReferenceEvent) -> CalendarDay {
      BookWorld.catalog.zone.day(of: Timestamp(epochSeconds: event.time))
    }
    return world.events.filter { $0.type == "refund" }.compactMap { refund in
      let purchase = world.events.first { $0.id == refund.purchase }
      return purchase.map(day).flatMap { $0.month < day(refund).month ? $0.month.lastDay : nil }
    }
  }
}

/// When which part of a usage line becomes known.
private struct Arrivals {
  private var parts: [(step: Int, line: UsageLine)] = []

  init(_ lines: [UsageLine], days: [CalendarDay], random: inout SplitMix64) {
    let apps = Set(lines.map(\.app)).sorted()
    let owned = Dictionary(
      uniqueKeysWithValues: apps.map { ($0, random.oneIn(4) ? random.pick(0...days.count) : 0) })
    for line in lines {
      let due = days.firstIndex { line.day <= $0 } ?? days.count
      var rest = line.quantity
      for part in 0...random.pick(0...2) {
        let isLast = part == 2 || random.oneIn(2)
        var line = line
        line.quantity = isLast ? rest : Int64(random.pick(0...Int(rest)))
        rest -= line.quantity
        let step = random.oneIn(3) ? random.pick(0...days.count) : due
        parts.append((max(step, owned[line.app] ?? 0), line))
        if isLast { break }
      }
    }
  }

  /// What is known at a step: seconds add up, of counts the highest stands.
  func lines(by step: Int) -> [UsageLine] {
    var lines: [UsageLine] = []
    for part in parts where part.step <= step {
      let line = part.line
      let place = lines.firstIndex {
        $0.app == line.app && $0.day == line.day && $0.meter == line.meter
      }
      guard let place else {
        lines.append(line)
        continue
      }
      let isSum = BookWorld.catalog[line.meter].kind == .sum
      lines[place].quantity =
        isSum ? lines[place].quantity + line.quantity : max(lines[place].quantity, line.quantity)
    }
    return lines
  }
}

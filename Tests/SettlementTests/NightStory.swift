import Book
import Quantities
import Settlement
import TestSupport

/// A seeded world that is settled every few days.
///
/// Usage comes when its day is settled, now and then later; months are closed on the way.
struct NightStory: CustomStringConvertible {
  /// One settlement of all accounts.
  struct Step {
    let nights: [Night]
    /// The month up to which everything is closed afterwards; `nil` leaves it as it is.
    let closes: CalendarMonth?
  }

  let world: BookWorld
  let steps: [Step]

  var description: String { "\(world)" }

  init(seed: UInt64) throws {
    let world = BookWorld(seed: seed)
    var random = SplitMix64(seed: seed &* 3)
    let book = try world.book()
    // Of some worlds every line comes in time.
    let isPunctual = random.oneIn(2)
    let latest = world.settledDay
    var day = latest.advanced(by: -random.pick(10...100))
    var closed: CalendarMonth?
    var lateBy: [UsageLine: Int32] = [:]
    for line in world.usage where !isPunctual && random.oneIn(12) {
      lateBy[line] = Int32(random.pick(1...20))
    }
    var steps: [Step] = []
    while day < latest {
      day = min(day.advanced(by: random.pick([1, 1, 1, 2, 5, 9])), latest)
      let known = world.usage.filter { $0.day.number + lateBy[$0, default: 0] <= day.number }
      let ended = day == day.month.lastDay ? day.month : day.month.advanced(by: -1)
      let closes = random.oneIn(4) && closed.map { $0 < ended } ?? true ? ended : nil
      steps.append(
        Step(
          nights: book.commitments(through: day).map { account in
            Night(account, known.filter { account.apps.contains($0.app) }, through: day)
          }, closes: closes))
      closed = closes ?? closed
    }
    self.world = world
    self.steps = steps
  }
}

/// What is known of an account when it is settled.
struct Night {
  let commitments: AccountCommitments
  let usage: [UsageLine]
  let settledDay: CalendarDay

  init(_ commitments: AccountCommitments, _ usage: [UsageLine], through day: CalendarDay) {
    self.commitments = commitments
    self.usage = usage.sorted(by: UsageLine.settlementOrder)
    settledDay = day
  }

  /// The lines of days up to one, in order.
  func usage(through day: CalendarDay) -> [UsageLine] { usage.filter { $0.day <= day } }
}

/// A settlement of all days, and what is closed after it.
struct Settled {
  let night: Night
  let settlement: AccountSettlement
  let orders: [OrderLine]
  private(set) var closed: ClosedMonths?

  init(_ night: Night, closed: ClosedMonths?) throws {
    self.night = night
    settlement = try settle(
      night.commitments, usage: night.usage, closed: closed, catalog: BookWorld.catalog,
      through: night.settledDay)
    orders = closed?.orders(with: night.commitments) ?? night.commitments.orders
    self.closed = closed
  }

  mutating func close(_ month: CalendarMonth?) {
    guard let month else { return }
    closed = settlement.closing(month, orders: orders)
  }

  /// What stands of it, as far as it has to be known to go on.
  func standing(_ closed: ClosedMonths?) -> StandingSettlement {
    StandingSettlement(
      through: night.settledDay, grants: settlement.grants,
      monthlyCharges: settlement.charges.filter { !$0.isDaily }, lastClosed: closed?.last)
  }
}

extension Charge {
  /// Whether it is for a single day.
  var isDaily: Bool { if case .day = period { true } else { false } }
}

import Book
import Quantities
import Settlement
import TestSupport
import Testing

/// Settling days on top of what stands must be what settling all days anew would be.
@Suite("Settling on from what stands")
struct SettleOnTests {
  @Test(
    "night after night comes to what all nights at once come to",
    arguments: 1...150 as ClosedRange<UInt64>)
  func nights(seed: UInt64) throws {
    _ = try follow(NightStory(seed: seed))
  }

  @Test("800 more worlds, in which it happens and in which it must not")
  func many() throws {
    var counts = NightCounts()
    for seed in 1001...1800 as ClosedRange<UInt64> {
      counts.add(try follow(NightStory(seed: seed)))
    }
    #expect(counts.all.allSatisfy { $0 > 30 }, "\(counts)")
  }

  @Test(
    "late records and closes in between change nothing about it",
    arguments: 1...300 as ClosedRange<UInt64>)
  func closes(seed: UInt64) throws {
    let story = try ClosingStory(seed: seed)
    var last: [AccountID: Settled] = [:]
    for step in story.steps {
      for account in step.accounts {
        let id = account.commitments.account
        let night = Night(account.commitments, account.usage, through: step.settledDay)
        var settled = try Settled(night, closed: last[id]?.closed)
        if let last = last[id] {
          _ = try compare(night, settled, goingOnFrom: last, last.closed, "\(story)")
        }
        settled.close(step.closes)
        last[id] = settled
      }
    }
  }

  /// How often what happened.
  private struct NightCounts: CustomStringConvertible {
    var goingOn = 0
    var notGoingOn = 0
    var draws = 0
    var overage = 0
    var risenPeaks = 0
    var monthChanges = 0
    var expiries = 0
    var afterClose = 0

    var all: [Int] {
      [goingOn, notGoingOn, draws, overage, risenPeaks, monthChanges, expiries, afterClose]
    }

    var description: String { "\(all)" }

    mutating func add(_ other: NightCounts) {
      goingOn += other.goingOn
      notGoingOn += other.notGoingOn
      draws += other.draws
      overage += other.overage
      risenPeaks += other.risenPeaks
      monthChanges += other.monthChanges
      expiries += other.expiries
      afterClose += other.afterClose
    }

    init() {}

    init(_ added: SettlementExtension, after standing: StandingSettlement, _ day: CalendarDay) {
      goingOn = 1
      draws = added.deductions.count
      overage = added.dailyCharges.count
      risenPeaks = added.monthlyCharges.count { charge in
        standing.monthlyCharges.contains {
          $0.app == charge.app && $0.item == charge.item && $0.period == charge.period
            && $0.quantity < charge.quantity
        }
      }
      monthChanges = standing.day.month < day.month ? 1 : 0
      expiries = zip(added.grants, standing.grants).count {
        $0.status == .expired && $1.status == .active
      }
      afterClose = standing.lastClosed == nil ? 0 : 1
    }
  }

  private func follow(_ story: NightStory) throws -> NightCounts {
    var counts = NightCounts()
    var last: [AccountID: Settled] = [:]
    for step in story.steps {
      for night in step.nights {
        let id = night.commitments.account
        var settled = try Settled(night, closed: last[id]?.closed)
        if let last = last[id] {
          if let (added, standing) = try compare(
            night, settled, goingOnFrom: last, last.closed, "\(story)")
          {
            counts.add(NightCounts(added, after: standing, night.settledDay))
          } else {
            counts.notGoingOn += 1
          }
        }
        settled.close(step.closes)
        last[id] = settled
      }
    }
    return counts
  }

  /// Settles the days since an earlier settlement where that is enough, and compares what then
  /// stands with a settlement of all days.
  private func compare(
    _ night: Night, _ settled: Settled, goingOnFrom last: Settled, _ closed: ClosedMonths?,
    _ story: Comment
  ) throws -> (SettlementExtension, StandingSettlement)? {
    let standing = last.standing(closed)
    let isLate = night.usage(through: standing.day) != last.night.usage(through: standing.day)
    guard !isLate,
      night.commitments.goOn(
        from: last.night.commitments, settledThrough: standing.day, to: night.settledDay)
    else { return nil }
    #expect(standing.fits(night.commitments), story)
    let added = try settle(
      night.commitments, after: standing, usage: night.usage, catalog: BookWorld.catalog,
      through: night.settledDay)
    let whole = settled.settlement
    #expect(added.grants == whole.grants, story)
    expectSame(last.settlement.deductions + added.deductions, whole.deductions, story)
    expectSame(
      last.settlement.charges.filter(\.isDaily) + added.dailyCharges + added.monthlyCharges,
      whole.charges, story)
    #expect(Set(whole.usedRefunds) == Set(last.settlement.usedRefunds), story)
    let violations = try ConservationCheck.violations(
      in: added, after: standing, orders: settled.orders, usage: night.usage,
      catalog: BookWorld.catalog, through: night.settledDay)
    #expect(violations.isEmpty, story)
    return (added, standing)
  }

  private func expectSame<Row: Hashable>(_ found: [Row], _ wanted: [Row], _ story: Comment) {
    func counted(_ rows: [Row]) -> [Row: Int] { rows.reduce(into: [:]) { $0[$1, default: 0] += 1 } }
    #expect(counted(found) == counted(wanted), story)
  }
}

@Suite("The laws of further days")
struct SettleOnLawTests {
  private static let standing = StandingSettlement(
    through: AccountBuilder.day("2022-06-02"),
    grants: [
      GrantBalance(
        grant: account().commitments.grants[0], drawn: Fraction(100), expired: .zero,
        left: Fraction(400), status: .active)
    ], monthlyCharges: [], lastClosed: nil)

  private static func account() -> AccountBuilder {
    var account = AccountBuilder()
    account.grant("a", 500, from: "2022-06-01", to: "2022-06-05")
    account.use("audio", minutes: 7, on: "2022-06-02")
    account.use("audio", minutes: 30, on: "2022-06-03")
    account.use("audio", minutes: 10, on: "2022-06-06")
    return account
  }

  private func laws(
    _ change: (inout SettlementExtension, inout [UsageLine]) -> Void
  ) throws -> [String] {
    let account = Self.account()
    let day = AccountBuilder.day("2022-06-30")
    var usage = account.usage
    var added = try settle(
      account.commitments, after: Self.standing, usage: usage, catalog: account.catalog,
      through: day)
    change(&added, &usage)
    return try ConservationCheck.violations(
      in: added, after: Self.standing, orders: [], usage: usage, catalog: account.catalog,
      through: day
    ).map(\.description)
  }

  @Test("as settled they hold, and the days before are not asked for")
  func asMade() throws {
    #expect(try laws { _, usage in usage.removeFirst() }.isEmpty)
  }

  @Test("a draw too many is found by the grant and by the line")
  func draws() throws {
    #expect(
      try laws { added, _ in added.deductions.removeLast() } == [
        "grant_draws of a: 100 expected, 130 found",
        "usage_minutes of audio of app 1400000001 on 2022-06-03: 30 expected, 0 found",
      ])
  }

  @Test("overage that is lost is found by the line")
  func overage() throws {
    #expect(
      try laws { added, _ in added.dailyCharges.removeAll() } == [
        "usage_minutes of audio of app 1400000001 on 2022-06-06: 10 expected, 0 found"
      ])
  }

  @Test("minutes that a grant had before and has no more are found")
  func grants() throws {
    #expect(
      try laws { added, _ in
        let balance = added.grants[0]
        added.grants[0] = GrantBalance(
          grant: balance.grant, drawn: Fraction(30), expired: Fraction(470), left: .zero,
          status: .expired)
      } == ["grant_draws of a: 130 expected, 30 found"])
  }

  @Test("what stands fits only the commitments that led to it")
  func fits() {
    let account = Self.account()
    #expect(Self.standing.fits(account.commitments))
    var more = account
    more.grant("b", 1, from: "2022-06-02", to: "2022-06-03")
    #expect(!Self.standing.fits(more.commitments))
    var later = account
    later.grant("b", 1, from: "2022-06-03", to: "2022-06-04")
    #expect(Self.standing.fits(later.commitments))
    let overdrawn = GrantBalance(
      grant: account.commitments.grants[0], drawn: Fraction(501), expired: .zero,
      left: Fraction(-1), status: .active)
    let forged = StandingSettlement(
      through: Self.standing.day, grants: [overdrawn], monthlyCharges: [], lastClosed: nil)
    #expect(!forged.fits(account.commitments))
  }
}

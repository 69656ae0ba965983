import Deduction
import Quantities
import TestSupport
import Testing

@Suite("Drawing down")
struct DrawdownEngineTests {
  static let order = DrawOrder(DrawKey.allCases)

  @Test("draws as the table says", arguments: TextTable.rows("draws", columns: 5))
  func draws(row: TextTable.Row) throws {
    let drawCase = DrawCase(row)
    let result = try drawCase.run(grants: drawCase.grants, order: Self.order)
    #expect(result.draws == drawCase.draws)
    #expect(result.uncovered == drawCase.uncovered)
  }

  @Test(
    "every order of the grants gives the same draws", arguments: TextTable.rows("draws", columns: 5)
  )
  func ignoresOrderOfGrants(row: TextTable.Row) throws {
    let drawCase = DrawCase(row)
    for grants in permutations(of: drawCase.grants) {
      #expect(try drawCase.run(grants: grants, order: Self.order).draws == drawCase.draws)
    }
  }

  @Test(
    "every permutation of four grants that differ in one key alone is drawn by that key",
    arguments: [
      ["a:2@1-9*", "b:2@1-9", "c:2@1-9", "d:2@1-9"],
      ["a:2@1-6", "b:2@1-7", "c:2@1-8", "d:2@1-9"],
      ["a:2@1-9!1", "b:2@1-9!1", "c:2@1-9", "d:2@1-9"],
      ["a:2@1-9~1", "b:2@1-9~2", "c:2@1-9~3", "d:2@1-9~4"],
      ["a:2@1-9", "b:2@1-9", "c:2@1-9", "d:2@1-9"],
    ])
  func permutationsOfFour(brief: [String]) throws {
    let row = TextTable("four | \(brief.joined(separator: ", ")) | 7x1 on 5 | |", columns: 5)
    let drawCase = DrawCase(row.rows[0])
    let all = permutations(of: drawCase.grants)
    #expect(all.count == 24)
    for grants in all {
      let result = try drawCase.run(grants: grants, order: Self.order)
      #expect(result.draws == "a:2>0, b:2>0, c:2>0, d:1>1")
      #expect(result.uncovered == "0")
    }
  }

  @Test("each draw is from the first grant that can pay, and nothing is lost", arguments: 1...300)
  func drawsTheFirst(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let grants = (0..<random.pick(1...12)).map { number in
      let start = random.pick(1...20)
      let app = random.oneIn(2) ? "!\(random.pick(1...3))" : ""
      let mark = random.oneIn(6) ? "*=1" : random.oneIn(8) ? "x" : ""
      return Grant(
        brief:
          "g\(number):\(random.pick(1...300))@\(start)-\(start + random.pick(1...15))\(app)\(mark)")
    }
    let order = DrawOrder(random.shuffled(Array(DrawKey.allCases.dropLast())) + [.grantID])
    var engine = DrawdownEngine(grants.map { Allotment($0) }, order: order)
    var left = grants.map { Fraction($0.minutes) }
    let pool = engine.pool(PoolID("av"))
    // Days come in any order: late usage is settled before newer days are.
    for _ in 0..<(pool == nil ? 0 : 30) {
      let demand = Demand(
        app: AppID(UInt32(random.pick(1...3))),
        day: CalendarDay(number: Int32(random.pick(1...36))), pool: try #require(pool),
        minutes: Fraction(random.pick(0...40)),
        ratio: random.oneIn(9) ? nil : Fraction(random.pick([1, 2, 4, 9, 16, 36])))
      func first() -> Int? {
        grants.indices.filter {
          !grants[$0].isRefunded && grants[$0].isValid(on: demand.day)
            && grants[$0].covers(demand.app) && !left[$0].isZero
            && (grants[$0].flatRatio ?? demand.ratio) != nil
        }.min { order.draws(grants[$0], before: grants[$1]) }
      }
      var draws: [Draw] = []
      let uncovered = try engine.cover(demand, draws: &draws)
      var covered = Fraction.zero
      for draw in draws {
        #expect(draw.grantIndex == first(), "seed \(seed)")
        #expect(draw.ratio == grants[draw.grantIndex].flatRatio ?? demand.ratio, "seed \(seed)")
        #expect(try draw.usageMinutes.multiplied(by: draw.ratio) == draw.packageMinutes)
        #expect(draw.packageMinutes > .zero && draw.leftAfter >= .zero, "seed \(seed)")
        left[draw.grantIndex] = try left[draw.grantIndex].subtracting(draw.packageMinutes)
        #expect(left[draw.grantIndex] == draw.leftAfter, "seed \(seed)")
        covered = try covered.adding(draw.usageMinutes)
      }
      #expect(try covered.adding(uncovered) == demand.minutes, "seed \(seed)")
      #expect(uncovered.isZero || first() == nil, "seed \(seed)")
    }
    #expect(engine.allotments.map(\.left) == left, "seed \(seed)")
  }

  @Test("a cost that does not fit is an error and not a trap")
  func overflows() throws {
    var engine = DrawdownEngine(
      [Allotment(Grant(brief: "a:9@1-9"))], order: Self.order)
    let pool = try #require(engine.pool(PoolID("av")))
    let demand = Demand(
      app: AppID(1), day: CalendarDay(number: 5), pool: pool, minutes: Fraction(Int128.max),
      ratio: Fraction(2))
    var draws: [Draw] = []
    #expect(throws: QuantityOverflow.self) { try engine.cover(demand, draws: &draws) }
  }

  @Test("only pools of grants are known")
  func knowsPools() {
    let engine = DrawdownEngine([Allotment(Grant(brief: "a:9@1-9"))], order: Self.order)
    #expect(engine.pool(PoolID("av")) != nil)
    #expect(engine.pool(PoolID("rectrans")) == nil)
  }

  @Test("a grant may begin with what an earlier settlement has left")
  func startsFromWhatIsLeft() throws {
    let grant = Grant(brief: "a:9@1-9")
    var engine = DrawdownEngine(
      [Allotment(grant, left: Fraction(1, over: 9))], order: Self.order)
    let pool = try #require(engine.pool(PoolID("av")))
    var draws: [Draw] = []
    let demand = Demand(
      app: AppID(1), day: CalendarDay(number: 5), pool: pool, minutes: Fraction(1),
      ratio: Fraction(1))
    #expect(try engine.cover(demand, draws: &draws) == Fraction(8, over: 9))
  }

  @Test("more than a grant holds cannot be left")
  func refusesMoreThanAll() async {
    await #expect(processExitsWith: .failure) {
      _ = Allotment(Grant(brief: "a:9@1-9"), left: Fraction(10))
    }
  }
}

/// Every order of the elements.
func permutations<Element>(of elements: [Element]) -> [[Element]] {
  guard elements.count > 1 else { return [elements] }
  return elements.indices.flatMap { index -> [[Element]] in
    var rest = elements
    let first = rest.remove(at: index)
    return permutations(of: rest).map { [first] + $0 }
  }
}

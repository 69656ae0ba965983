import Catalog
import Deduction
import Explanation
import Quantities
import TestSupport
import Testing

@Suite("Why one grant is drawn before another")
struct PrecedenceTests {
  /// Asks the questions of a draw order one after the other, in plain words.
  private static func decisive(_ first: Grant, _ second: Grant, _ keys: [DrawKey]) -> DrawKey? {
    for key in keys {
      let answers: (String, String) =
        switch key {
        case .drawnFirst: ("\(first.isDrawnFirst)", "\(second.isDrawnFirst)")
        case .end: ("\(first.end)", "\(second.end)")
        case .scope: ("\(first.app == nil)", "\(second.app == nil)")
        case .orderTime: ("\(first.orderTime)", "\(second.orderTime)")
        case .grantID: ("\(Array(first.id.text.utf8))", "\(Array(second.id.text.utf8))")
        }
      if answers.0 != answers.1 { return key }
    }
    return nil
  }

  @Test("the key that is named is the first that differs", arguments: World.each(1...120))
  func named(world: World) throws {
    try WorldLedger(world).explain { explainer, ledger in
      for account in world.accounts.map(\.commitments) {
        for line in try ledger.usage(of: account.apps, catalog: world.catalog) {
          let name = world.catalog[line.meter].name
          let explained = try #require(try explainer.line(line.app, line.day, name))
          for settlement in explained.settlements { check(settlement, world) }
        }
      }
    }
  }

  private func check(_ settlement: LineSettlement, _ world: World) {
    let order = DrawOrder(world.catalog.drawOrder)
    let spare = settlement.undrawn.first { $0.reason == .notNeeded }?.grant
    for (place, draw) in settlement.draws.enumerated() {
      let isLast = place + 1 == settlement.draws.count
      let next = isLast ? spare : settlement.draws[place + 1].grant
      #expect(draw.precedence?.second == next, "\(world)")
      guard let precedence = draw.precedence else { continue }
      #expect(precedence.first == draw.grant, "\(world)")
      #expect(order.draws(precedence.first, before: precedence.second), "\(world)")
      #expect(
        precedence.key
          == Self.decisive(precedence.first, precedence.second, world.catalog.drawOrder),
        "\(world)")
      // Whatever is followed by another draw was emptied first.
      if !isLast { #expect(draw.deduction.leftAfter.isZero, "\(world)") }
    }
  }

  @Test("the worlds decide by every key")
  func allKeys() throws {
    var met: Set<DrawKey> = []
    for world in World.each(1...120) {
      try WorldLedger(world).explain { explainer, ledger in
        for account in world.accounts.map(\.commitments) {
          for line in try ledger.usage(of: account.apps, catalog: world.catalog) {
            let name = world.catalog[line.meter].name
            let explained = try explainer.line(line.app, line.day, name)
            let draws = explained?.settlements.flatMap(\.draws) ?? []
            met.formUnion(draws.compactMap(\.precedence?.key))
          }
        }
      }
    }
    #expect(met == Set(DrawKey.allCases))
  }
}

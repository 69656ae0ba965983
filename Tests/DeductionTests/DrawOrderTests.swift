import Deduction
import Quantities
import TestSupport
import Testing

@Suite("Draw order")
struct DrawOrderTests {
  /// Grants that agree and differ in every combination of keys.
  private static let grants: [Grant] = ["", "*"].flatMap { first in
    ["7", "8"].flatMap { end in
      ["", "!1"].flatMap { app in
        ["~1", "~2"].flatMap { time in
          ["a", "b"].map {
            Grant(brief: "\($0)\(first)\(end)\(app)\(time):9@1-\(end)\(first)\(app)\(time)")
          }
        }
      }
    }
  }

  @Test(
    "every order of the keys is strict, total and transitive",
    arguments: permutations(of: Array(DrawKey.allCases.dropLast())))
  func isTotal(keys: [DrawKey]) {
    let order = DrawOrder(keys + [.grantID])
    for left in Self.grants {
      #expect(!order.draws(left, before: left))
      for right in Self.grants where left.id != right.id {
        #expect(order.draws(left, before: right) != order.draws(right, before: left))
        for third in Self.grants
        where order.draws(left, before: right) && order.draws(right, before: third) {
          #expect(order.draws(left, before: third))
        }
      }
    }
  }

  @Test("the weightiest key that tells two grants apart decides")
  func weighs() {
    let bound = Grant(brief: "b:9@1-20!1")
    let early = Grant(brief: "a:9@1-10")
    #expect(DrawOrder([.end, .scope, .grantID]).draws(early, before: bound))
    #expect(DrawOrder([.scope, .end, .grantID]).draws(bound, before: early))
  }

  @Test("ids are compared by bytes and not by letters")
  func comparesBytes() {
    // The same letter twice for a reader, two ids for a ledger.
    let composed = Grant(brief: "\u{E9}:9@1-9")
    let combined = Grant(brief: "e\u{301}:9@1-9")
    let order = DrawOrder([.grantID])
    #expect(order.draws(combined, before: composed))
    #expect(!order.draws(composed, before: combined))
  }

  @Test("an order without its unique key is a mistake of the program")
  func refusesPartialOrders() async {
    await #expect(processExitsWith: .failure) { _ = DrawOrder([.end, .scope]) }
    await #expect(processExitsWith: .failure) { _ = DrawOrder([]) }
  }
}

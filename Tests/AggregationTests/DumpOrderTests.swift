import Quantities
import TestSupport
import Testing

@testable import Aggregation

@Suite("The order of dumps is kept as far as it decides anything")
struct DumpOrderTests {
  private static func claims(_ claims: [(dump: Int32, content: UInt64)]) -> [IdentityClaim] {
    claims.map { dump, content in
      IdentityClaim(
        identity: Fingerprint(high: 1, low: 2),
        content: ContentFingerprint(high: content, low: 0), dump: dump,
        contribution: Contribution(
          app: 1, time: 1, quantity: 1, meter: 0, width: 0, height: 0), records: 1)
    }
  }

  private static func order(_ identities: [[(dump: Int32, content: UInt64)]], _ ranks: [Int])
    -> [Int]
  {
    var order = DumpOrder()
    for identity in identities { order.add(claims(identity)[...]) }
    return order.firstOrder(of: ranks)
  }

  @Test("nothing decides: the order of ranks")
  func free() {
    #expect(Self.order([], [2, 0, 1]) == [2, 0, 1])
    #expect(Self.order([], []) == [])
  }

  @Test("who contradicts stays behind; who agrees is free")
  func table() {
    #expect(Self.order([[(0, 1), (1, 2)]], [1, 0]) == [0, 1])
    #expect(Self.order([[(2, 1), (0, 1), (1, 2)]], [0, 1, 2]) == [0, 2, 1])
    #expect(Self.order([[(2, 1), (2, 2), (0, 1)]], [0, 1, 2]) == [1, 2, 0])
    #expect(Self.order([[(2, 1), (1, 2)], [(1, 1), (0, 2)]], [0, 1, 2]) == [2, 1, 0])
  }

  @Test("it is the first order by ranks of those that keep what contradicts", arguments: 0..<300)
  func first(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = random.pick(1...6)
    let identities = (0..<random.pick(0...4)).map { _ -> [(dump: Int32, content: UInt64)] in
      (0..<Int32(count)).flatMap { dump -> [(dump: Int32, content: UInt64)] in
        let contents: [UInt64] = random.pick([[], [1], [1], [2], [2], [1, 2], [2, 1]])
        return contents.map { (dump, $0) }
      }
    }
    let ranks = random.shuffled(Array(0..<count))
    let found = Self.order(identities, ranks)
    // Of all orders the first one in which dumps with other contents stay as they were.
    func keeps(_ order: [Int]) -> Bool {
      identities.allSatisfy { claims in
        let contents = Dictionary(grouping: claims, by: \.dump)
          .mapValues { $0.map(\.content).sorted() }
        return contents.allSatisfy { first, said in
          contents.allSatisfy { then, other in
            guard first < then, said != other || said.count > 1 else { return true }
            return (order.firstIndex(of: Int(first)) ?? 0) < (order.firstIndex(of: Int(then)) ?? 0)
          }
        }
      }
    }
    let expected = permutations(ranks).first(where: keeps)
    #expect(found == expected, "seed \(seed)")
  }

  /// All orders, the first elements first.
  private func permutations(_ elements: [Int]) -> [[Int]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index in
      var rest = elements
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }
}

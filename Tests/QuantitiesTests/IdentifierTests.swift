import Quantities
import Testing

@Suite("Identifiers")
struct IdentifierTests {
  @Test("two spellings of one letter are two ids")
  func comparesBytes() {
    let composed = OrderID("caf\u{E9}")
    let combined = OrderID("cafe\u{301}")
    #expect(composed.text == combined.text)
    #expect(composed != combined)
    #expect(Set([composed, combined]).count == 2)
    #expect(combined < composed)
    #expect(!(composed < combined))
  }

  @Test("order is that of bytes")
  func ordersBytes() {
    let sorted = [
      "", "A", "O1", "O10", "O2", "O2/1/av", "a", "z", "\u{E9}", "\u{FF5E}", "\u{1F600}",
    ]
    #expect(sorted.reversed().map { OrderID($0) }.sorted().map(\.text) == sorted)
  }

  @Test("equal ids have equal hashes, wherever their bytes lie")
  func hashes() {
    let text = "order-with-a-name-too-long-to-be-kept-inline"
    let slice = String("x\(text)y".dropFirst().dropLast())
    #expect(OrderID(text) == OrderID(slice))
    #expect(OrderID(text).hashValue == OrderID(slice).hashValue)
    #expect(Set([OrderID(text), OrderID(slice)]).count == 1)
  }

  @Test("apps are ordered by number")
  func apps() {
    #expect([AppID(10), AppID(9), AppID(1)].sorted().map(\.description) == ["1", "9", "10"])
  }
}

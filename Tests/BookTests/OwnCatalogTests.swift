import Book
import Catalog
import Quantities
import Testing

/// A catalog with prices that come and go, and what a book in it says.
private struct OwnWorld {
  let catalog: Catalog

  init(plans: String, more: String = "") throws {
    let text = """
      {"schema":"drawdown-catalog/1","name":"n","currency":"USD","zone":"Z","pools":["p","q"],
      "products":["a","b"],"meters":[],"draw_order":["grant_id"],"plans":[\(plans)]\(more)}
      """
    catalog = try Catalog.read(Array(text.utf8), named: "own.json")
  }

  private func book(_ lines: [String]) throws(BookFailure) -> Book {
    let heads = """
      {"type":"account","account_id":"acct-1","time":1577836800}
      {"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":1577836800}

      """
    let text = heads + lines.joined(separator: "\n")
    return try Book.read(Array(text.utf8), source: "b", catalog: catalog)
  }

  func commitments(_ lines: [String]) throws -> AccountCommitments {
    try #require(try book(lines).commitments(through: nil).first)
  }

  func rules(_ lines: [String]) -> [BookRule] {
    do throws(BookFailure) {
      _ = try book(lines)
      return []
    } catch {
      return error.problems.map(\.rule)
    }
  }
}

@Suite("Sales by a user's own catalog")
struct OwnCatalogTests {
  private static let fading = """
    {"id":"fading","kind":"monthly","product":"a",
    "price":[{"value":"1.00"},{"from":"2024-02-01","value":null}],
    "on_sale":[{"value":true},{"from":"2024-02-01","value":false}]}
    """

  @Test(
    "a renewal without a price of its day says what was paid",
    arguments: [
      ("2024-01-31T23:59:59Z", "", [] as [BookRule]),
      ("2024-02-01T00:00:00Z", "", [.noPrice]),
      ("2024-02-01T00:00:00Z", #","paid":"3.00""#, []),
    ])
  func noPrice(time: String, more: String, rules: [BookRule]) throws {
    let world = try OwnWorld(plans: Self.fading)
    let lines = [
      purchase("fading", at: "2024-01-15T00:00:00Z"), renewal("O1", at: time, more),
    ]
    #expect(world.rules(lines) == rules)
  }
}

import Book
import Catalog
import Quantities
import TestSupport
import Testing

@Suite("Random books, compared with a slow reference")
struct ReferenceBookTests {
  /// Made once: throwing the dice costs more than reading them.
  private static let books = RandomBook.each(1...200)

  private func commitments(
    _ text: String, through day: CalendarDay? = nil
  ) throws -> AccountCommitments {
    let book = try Book.read(Array(text.utf8), source: "random", catalog: .builtIn)
    return try #require(book.commitments(through: day).first)
  }

  @Test("the same grants, orders, terms, fees, claims and suspensions, up to any day")
  func agrees() throws {
    for book in Self.books {
      let days = try Book.read(Array(book.text.utf8), source: "random", catalog: .builtIn)
        .events.map(\.day)
      for day in [nil, days.last, days[days.count / 2], days[days.count * 3 / 4]] {
        let expected = ReferenceBook(book.text, catalog: .builtIn, through: day).rows()
        let found = try commitments(book.text, through: day).referenceRows()
        let difference = found.difference(from: expected)
        #expect(difference.isEmpty, "\(book) through \(day?.description ?? "all"): \(difference)")
      }
    }
  }

  @Test("the random books hold everything that can become of a purchase")
  func areRich() throws {
    var counts: [String: Int] = [:]
    for book in Self.books {
      for row in try commitments(book.text).referenceRows() {
        counts[String(row.prefix { $0 != " " }), default: 0] += 1
        if row.hasSuffix(" void") { counts["void", default: 0] += 1 }
      }
    }
    let kinds = [
      "grant", "order", "renewal", "upgrade", "refund", "term", "claim", "fee", "suspension",
      "void",
    ]
    for kind in kinds { #expect(counts[kind, default: 0] >= 20, "\(kind): \(counts)") }
  }

  @Test("no two grants of an account have one name, and each lasts a day at least")
  func grants() throws {
    for book in Self.books {
      let grants = try commitments(book.text).grants
      #expect(Set(grants.map(\.id)).count == grants.count, "\(book)")
      #expect(grants.allSatisfy { $0.start < $0.end && $0.minutes > 0 }, "\(book)")
    }
  }
}

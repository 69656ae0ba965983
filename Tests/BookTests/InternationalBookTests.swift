import Book
import Catalog
import Quantities
import Settlement
import TestSupport
import Testing

/// A book and usage settled with a catalog that no line of Swift knows.
@Suite("A catalog of another vendor settles")
struct InternationalBookTests {
  private let catalog: Catalog
  private let app = AppID(1_400_000_001)

  init() throws {
    catalog = try Catalog.read(
      try Fixtures.bytes("catalogs/international.json"), named: "international.json")
  }

  private func usage(_ day: String, _ minutes: [(String, Int64)]) throws -> [UsageLine] {
    try minutes.map { meter, minutes in
      UsageLine(
        app: app, day: BookTests.day(day), meter: try #require(catalog.ordinal(ofMeter: meter)),
        records: 1, quantity: minutes * 60)
    }
  }

  private func settle(_ lines: [String], _ usage: [UsageLine]) throws -> AccountSettlement {
    let heads = [
      #"{"type":"account","account_id":"acct-1","time":1577836800}"#,
      #"{"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":1577836800}"#,
    ]
    let text = (heads + lines).joined(separator: "\n")
    let book = try Book.read(Array(text.utf8), source: "book.ndjson", catalog: catalog)
    let account = try #require(book.commitments(through: nil).first)
    return try Settlement.settle(
      account, usage: usage, catalog: catalog, through: day("2024-12-31"))
  }

  /// Minutes by meter and the amounts of their charges.
  static let vectors: [(String, [(String, Int64)], [String])] = [
    (
      "V30", [("audio", 60), ("video.hd", 60), ("video.2k", 240)],
      ["297/5000", "1197/5000", "4797/1250"]
    ),
    ("V31", [("audio", 60), ("video.hd", 300)], ["297/5000", "1197/1000"]),
    (
      "V32",
      [("recording.audio", 250), ("recording.hd", 59), ("recording.fhd", 30), ("recording.4k", 9)],
      ["149/400", "35341/100000", "4047/10000", "48591/100000"]
    ),
  ]

  @Test("usage costs its rate in USD (V30, V31, V32)", arguments: vectors)
  func overage(name: String, minutes: [(String, Int64)], amounts: [String]) throws {
    let settled = try settle([], try usage("2024-05-01", minutes))
    let exact = try amounts.map { try #require(Fraction($0)) }
    #expect(settled.charges.map(\.exactAmount) == exact, "\(name)")
  }

  private let free =
    #"{"type":"purchase","order_id":"F","time":"2024-05-01T00:00:00Z","account_id":"acct-1","#
    + #""plan":"rtc.free","months":2}"#

  private func grant(_ id: String, app: Int?, _ minutes: Int, end: String) -> String {
    let app = app.map { #","sdk_app_id":\#($0)"# } ?? ""
    return #"{"type":"grant","grant_id":"\#(id)","time":"2024-05-01T00:00:00Z","#
      + #""account_id":"acct-1"\#(app),"pool":"av","minutes":\#(minutes),"#
      + #""start":"2024-05-01","end":"\#(end)"}"#
  }

  @Test("free minutes go first and one for one, then the narrower scope before the earlier end")
  func order() throws {
    let lines = [
      free, grant("wide", app: nil, 900, end: "2024-06-01"),
      grant("own", app: 1_400_000_001, 450, end: "2024-07-01"),
    ]
    let settled = try settle(lines, try usage("2024-05-31", [("video.fhd", 10_200)]))
    #expect(
      settled.deductions.map {
        "\($0.grant) \($0.usageMinutes) * \($0.ratio) = \($0.packageMinutes)"
      }
        == ["F/1/av 10000 * 1 = 10000", "own 50 * 9 = 450", "wide 100 * 9 = 900"])
    #expect(settled.charges.map(\.quantity) == [Fraction(50)])
    #expect(settled.charges.map(\.amount?.description) == ["0.45"])
  }

  @Test("a month of free minutes ends in the catalog's zone, and nothing rolls over")
  func months() throws {
    let days = try usage("2024-05-31", [("audio", 1)]) + usage("2024-06-01", [("audio", 10_001)])
    let settled = try settle([free], days)
    #expect(
      settled.deductions.map { "\($0.grant) \($0.packageMinutes)" } == [
        "F/1/av 1", "F/2/av 10000",
      ])
    #expect(settled.grants.map { "\($0.drawn) \($0.expired)" } == ["1 9999", "10000 0"])
    #expect(settled.charges.map(\.quantity) == [Fraction(1)])
  }

  @Test("a second set of free minutes is refused")
  func once() {
    let lines = [free, free.replacing(#""F""#, with: #""G""#)]
    #expect(throws: BookFailure.self) { try settle(lines, []) }
  }
}

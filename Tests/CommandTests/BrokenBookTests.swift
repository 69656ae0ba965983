import Book
import TestSupport
import Testing

/// A book that breaks one rule; see `Tables/broken-books.txt`.
struct BrokenBook: CustomTestStringConvertible {
  static let base = [
    #"{"type":"account","account_id":"acct-1","time":"2025-09-01T00:00:00Z"}"#,
    #"{"type":"account","account_id":"acct-2","time":"2025-09-01T00:00:00Z"}"#,
    #"{"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2025-09-01T00:00:00Z"}"#,
  ]
  static let all = TextTable.rows("broken-books", columns: 4).map { BrokenBook($0) } + [unpriced]

  /// The built-in catalog prices all that can be renewed, so this needs one of its own.
  private static let unpriced = BrokenBook(
    "no_price", "R1",
    [
      #"{"type":"purchase","order_id":"O1","time":"2023-03-06T12:00:00Z","account_id":"acct-1","#
        + #""sdk_app_id":1400000001,"plan":"trtc.advanced"}"#,
      #"{"type":"renewal","order_id":"R1","time":"2023-03-20T12:00:00Z","renews":"O1"}"#,
    ], catalog: BrokenBook.fadingCatalog)

  let rule: String
  let id: String
  let events: [String]
  /// A catalog of its own; `nil` for the built-in one.
  let catalog: String?
  let testDescription: String

  private init(_ rule: String, _ id: String, _ events: [String], catalog: String) {
    (self.rule, self.id, self.events, self.catalog) = (rule, id, events, catalog)
    testDescription = rule
  }

  private init(_ row: TextTable.Row) {
    rule = row[1]
    id = row[2]
    events = row[3].components(by: ";;")
    catalog = nil
    testDescription = "\(row)"
  }

  private static let builtInCatalog: String = {
    guard let result = try? ToolDirectory().drawdown("catalog"), result.exitCode == 0 else {
      preconditionFailure("`drawdown catalog` prints the built-in catalog")
    }
    return result.output
  }()

  /// The built-in catalog, but a plan has no price any more once it is not sold.
  private static var fadingCatalog: String {
    builtInCatalog.replacing(
      #""id": "trtc.advanced", "kind": "monthly", "product": "trtc", "price": "1000.00""#,
      with: #""id": "trtc.advanced", "kind": "monthly", "product": "trtc", "#
        + #""price": [{"value": "1000.00"}, {"from": "2023-03-07", "value": null}]"#)
  }

  /// Writes the catalog; gives the words that name it.
  func catalogWords(in directory: ToolDirectory) throws -> [String] {
    guard let catalog else { return [] }
    try directory.files.write(catalog, to: "catalog.json")
    return ["--catalog", "catalog.json"]
  }

  /// The line that breaks the rule.
  var line: Int { Self.base.count + events.count }

  /// Whether a message names file, line, id and rule.
  func isNamed(by message: String) -> Bool {
    message.hasPrefix("drawdown: book.ndjson: line \(line): ")
      && message.contains("\(id): \(rule): ")
  }
}

@Suite("Books that break a rule")
struct BrokenBookTests {
  private static let usage = lines([
    "record_id,time,sdk_app_id,meter,quantity", "r1,1759248000,1400000001,audio,60",
  ])

  @Test(
    "a broken book is refused with line, id and rule, and no ledger is made",
    arguments: BrokenBook.all)
  func newLedger(book: BrokenBook) throws {
    let directory = try ToolDirectory()
    try directory.files.write(lines(BrokenBook.base + book.events), to: "book.ndjson")
    try directory.files.write(Self.usage, to: "usage.csv")
    let run =
      try ["run", "--ledger", "l.db", "--book", "book.ndjson", "usage.csv"]
      + book.catalogWords(in: directory)
    let before = try directory.snapshot()
    let result = try directory.drawdown(run)
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(result.output == "")
    #expect(book.isNamed(by: result.errorOutput), "\(result.told)")
    #expect(result.errorOutput.filter { $0 == "\n" }.count == 1, "\(result.told)")
    #expect(try directory.snapshot() == before)
  }

  @Test("a broken book leaves a ledger as it was", arguments: BrokenBook.all)
  func oldLedger(book: BrokenBook) throws {
    let directory = try ToolDirectory()
    try directory.files.write(lines(BrokenBook.base), to: "book.ndjson")
    try directory.files.write(Self.usage, to: "usage.csv")
    let run =
      try ["run", "--ledger", "l.db", "--book", "book.ndjson"]
      + book.catalogWords(in: directory)
    #expect(try directory.drawdown(run + ["usage.csv"]).exitCode == 0)
    try directory.files.write(lines(BrokenBook.base + book.events), to: "book.ndjson")
    let before = try directory.snapshot()
    let result = try directory.drawdown(run)
    #expect(result.exitCode == 3, "\(result.told)")
    #expect(book.isNamed(by: result.errorOutput), "\(result.told)")
    #expect(try directory.snapshot() == before)
  }

  @Test("every rule is broken by a book of the table, or by a test of its own")
  func everyRule() {
    let broken = Set(BrokenBook.all.map(\.rule))
    // These need a ledger; `missingEvent` and `closedMonth` break them.
    let rest = Set(BookRule.allCases.map(\.rawValue)).subtracting(broken)
    #expect(rest == ["left_out", "closed_month"])
  }

  @Test("an event of a closed month is refused, an account or an app is not")
  func closedMonth() throws {
    let directory = try FixtureWorld.settledDirectory()
    for month in ["2025-09", "2025-10"] {
      #expect(
        try directory.drawdown("close", month, "--ledger", FixtureWorld.ledger).exitCode == 0)
    }
    let book = try directory.files.text(of: FixtureWorld.book)
    let apps = lines([
      #"{"type":"account","account_id":"acct-4","time":"2025-10-01T00:00:00+08:00"}"#,
      #"{"type":"app","sdk_app_id":1400000009,"account_id":"acct-4","time":"2025-10-01T00:00:00Z"}"#,
    ])
    let pack =
      #""account_id":"acct-4","plan":"pack.general_25k","time":"2025-10-31T23:59:59+08:00"}"#
    try directory.files.write(
      book + apps + #"{"type":"purchase","order_id":"O-401","# + pack, to: FixtureWorld.book)
    try expectRefusal(directory, "drawdown: book.ndjson: line 23: O-401: closed_month: ")
    try directory.files.write(book + apps, to: FixtureWorld.book)
    let result = try directory.drawdown(FixtureWorld.run)
    #expect(result.exitCode == 0, "\(result.told)")
  }

  @Test("every broken rule is told at once, each with its line")
  func manyRules() throws {
    let directory = try ToolDirectory()
    let events = [
      #"{"type":"app","sdk_app_id":1400000009,"account_id":"acct-9","time":1759248000}"#,
      "",
      #"{"type":"grant","grant_id":"g1","time":"now","account_id":"acct-1","pool":"av"}"#,
    ]
    try directory.files.write(lines(BrokenBook.base + events), to: "book.ndjson")
    let result = try directory.drawdown("run", "--ledger", "l.db", "--book", "book.ndjson")
    #expect(result.exitCode == 3)
    for part in [
      "line 4: 1400000009: unknown_account", "line 6: g1: time", "line 6: g1: missing_field",
    ] {
      #expect(result.errorOutput.contains("book.ndjson: \(part)"), "\(result.told)")
    }
    #expect(directory.files.names == ["book.ndjson"])
  }

  @Test("an event of the ledger that the book tells otherwise is refused")
  func changedEvent() throws {
    let directory = try FixtureWorld.settledDirectory()
    let book = try directory.files.text(of: FixtureWorld.book)
    try directory.files.write(
      book.replacing(#""paid":"2500.00""#, with: #""paid":"2400.00""#), to: FixtureWorld.book)
    try expectRefusal(
      directory, "drawdown: book.ndjson: line 17: O-301: other_content: the ledger holds it")
  }

  @Test("an event of the ledger that the book leaves out is refused")
  func missingEvent() throws {
    let directory = try FixtureWorld.settledDirectory()
    let book = try directory.files.text(of: FixtureWorld.book).split(separator: "\n")
    let rest = book.filter { !$0.contains("O-301") }.map { String($0) }
    try directory.files.write(lines(rest), to: FixtureWorld.book)
    try expectRefusal(directory, "drawdown: book.ndjson: order/O-301: left_out: the ledger holds")
  }

  private func expectRefusal(_ directory: ToolDirectory, _ message: String) throws {
    let before = try directory.snapshot()
    for command in ["run", "settle"] {
      let result = try directory.drawdown(
        command, "--ledger", FixtureWorld.ledger, "--book", FixtureWorld.book)
      #expect(result.exitCode == 3)
      #expect(result.errorOutput.hasPrefix(message), "\(result.told)")
    }
    #expect(try directory.snapshot() == before)
  }

  @Test("a book in another order, twice over, or written otherwise is the same book")
  func sameBook() throws {
    let directory = try FixtureWorld.settledDirectory()
    let book = try directory.files.text(of: FixtureWorld.book).split(separator: "\n")
      .map { String($0).replacing("T00:00:00+08:00", with: " 00:00:00.5+08:00") }
    try directory.files.write(lines(book.reversed() + ["", book[0]]), to: "other.ndjson")
    let result = try directory.drawdown(
      "run", "--ledger", FixtureWorld.ledger, "--book", "other.ndjson")
    #expect(result.exitCode == 0, "\(result.told)")
    let expected = try FixtureWorld.expectedFigures()
    #expect(try directory.exports(of: FixtureWorld.ledger) == expected)
  }
}

extension String {
  /// The parts between separators.
  func components(by separator: String) -> [String] {
    split(separator: separator).map { String($0) }
  }
}

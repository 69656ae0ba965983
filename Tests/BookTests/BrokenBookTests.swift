import Book
import Quantities
import Testing

/// Lines that break one rule, or one rule in two ways, behind the heads.
struct BrokenBook: Sendable, CustomTestStringConvertible {
  let rule: BookRule
  let id: String?
  let line: Int?
  let lines: String
  let what: String
  /// The plans of a catalog of its own; `nil` for the built-in catalog.
  var ownPlans: String?
  /// Lines that the ledger holds, which is closed through a month.
  var ledger: (lines: String, closedThrough: CalendarMonth?)?

  init(_ rule: BookRule, _ id: String?, line: Int? = 6, _ lines: String, _ what: String) {
    self.rule = rule
    self.id = id
    self.line = line
    self.lines = lines
    self.what = what
  }

  var testDescription: String { "\(rule.rawValue): \(what)" }

  /// What is wrong with it.
  func problems() throws -> [BookProblem] {
    let catalog = try ownPlans.map { try ownCatalog(plans: $0) } ?? .builtIn
    let known = try ledger.map { ledger in
      try read(heads + ledger.lines, catalog: catalog).events
        .map { KnownEvent(key: $0.key, canonical: $0.canonical) }
    }
    return BookTests.problems(
      lines, catalog: catalog, closedThrough: ledger?.closedThrough, known: known ?? [])
  }
}

/// Fields that a grant has, so that a table can break one.
private func grant(
  id: String = #""G1""#, time: String = #""2020-05-01T00:00:00+08:00""#,
  account: String = #""acct-1""#, pool: String = #""av""#, minutes: String = "5",
  start: String = #""2020-05-01""#, end: String = #""2020-06-01""#, _ more: String = ""
) -> String {
  #"{"type":"grant","grant_id":\#(id),"time":\#(time),"account_id":\#(account),"#
    + #""pool":\#(pool),"minutes":\#(minutes),"start":\#(start),"end":\#(end)\#(more)}"#
}

private let may2020 = "2020-05-01T12:00:00+08:00"

private let formTable = [
  BrokenBook(.syntax, nil, "nonsense", "byte 2 of the line"),
  BrokenBook(.syntax, nil, "[]", "an array"),
  BrokenBook(.syntax, nil, "{}{}", "byte 3 of the line"),
  BrokenBook(.syntax, nil, #"{"type":"account","name":"\ud800"}"#, "half of a surrogate pair"),
  BrokenBook(.syntax, nil, line: 8, "\n \t\n{", "ends too early"),
  BrokenBook(
    .repeatedKey, "G1", grant(#","minutes":6"#), "key `minutes` stands twice"),
  BrokenBook(.repeatedKey, "G1", grant(#","type":"grant""#), "key `type` stands twice"),
  BrokenBook(.unknownType, nil, #"{"type":"gift"}"#, "type `gift` is unknown"),
  BrokenBook(.missingField, nil, #"{"order_id":"O1"}"#, "`type` is missing"),
  BrokenBook(.missingField, nil, #"{"type":null}"#, "`type` is missing"),
  BrokenBook(.fieldType, nil, #"{"type":5}"#, "`type` is a number"),
  BrokenBook(.unknownKey, "G1", grant(#","note":null"#), "key `note` is none of `grant`"),
  BrokenBook(
    .unknownKey, "O1", purchase("trtc.basic", at: may2020, #","half":"im""#), "key `half`"),
  BrokenBook(.missingField, "G1", grant(pool: "null"), "`pool` is missing"),
  BrokenBook(
    .missingField, "acct-1",
    #"{"type":"account_change","account_id":"acct-1","time":"2020-05-01T00:00:00Z"}"#,
    "`postpaid` is missing"),
  BrokenBook(
    .missingField, "acct-9", #"{"type":"account","account_id":"acct-9"}"#, "`time` is missing"),
  BrokenBook(.fieldType, "5", grant(id: "5"), "`grant_id` is a number"),
  BrokenBook(.fieldType, "G1", grant(minutes: "5.0"), "`minutes` is 5.0"),
  BrokenBook(.fieldType, "G1", grant(minutes: "5e0"), "`minutes` is 5e0"),
  BrokenBook(.fieldType, "G1", grant(minutes: #""05""#), "`minutes` is `05`"),
  BrokenBook(.fieldType, "G1", grant(minutes: #""+5""#), "`minutes` is `+5`"),
  BrokenBook(.fieldType, "G1", grant(minutes: "true"), "`minutes` is true"),
  BrokenBook(
    .fieldType, "acct-1",
    #"{"type":"account_change","account_id":"acct-1","time":1588262400,"postpaid":"true"}"#,
    "`postpaid` is a string"),
  BrokenBook(
    .fieldType, "O1", purchase("trtc.basic", at: may2020, #","paid":500"#), "`paid` is a number"),
  BrokenBook(.identifier, "", grant(id: #""""#), "`grant_id` is empty"),
  BrokenBook(.identifier, "G/1", grant(id: #""G/1""#), "`grant_id` is `G/1`"),
  BrokenBook(
    .identifier, String(repeating: "é", count: 33),
    grant(id: "\"\(String(repeating: "é", count: 33))\""), "`grant_id` is `é"),
  BrokenBook(.range, "G1", grant(minutes: "0"), "`minutes` is 0"),
  BrokenBook(.range, "G1", grant(minutes: "9007199254740993"), "`minutes` is 9007199254740993"),
  BrokenBook(.range, "G1", grant(#","sdk_app_id":0"#), "`sdk_app_id` is 0"),
  BrokenBook(.range, "G1", grant(#","sdk_app_id":4294967296"#), "`sdk_app_id` is 4294967296"),
  BrokenBook(
    .range, "O1", purchase("trtc.basic", at: may2020, #","months":0"#), "`months` is 0"),
  BrokenBook(
    .range, "O1", purchase("trtc.basic", at: may2020, #","months":121"#), "`months` is 121"),
  BrokenBook(.day, "G1", grant(start: #""2021-02-29""#), "`start` is `2021-02-29`"),
  BrokenBook(.day, "G1", grant(end: #""2020-6-1""#), "`end` is `2020-6-1`"),
  BrokenBook(.validity, "G1", grant(end: #""2020-05-01""#), "it ends on 2020-05-01"),
]

private let timeTable = [
  "2020-05-01T00:00:00", "2020-05-01T00:00:60+08:00", "2020-05-01T24:00:00+08:00",
  "2020-05-01T00:60:00+08:00", "2020-05-01T00:00:00+0800", "2020-05-01T00:00:00z",
  "2020-05-01T00:00:00.+08:00", "2020-05-01T00:00+08:00", "2020-05-01_00:00:00+08:00",
  "2020-02-30T00:00:00+08:00", "2020-05-01T00:00:00+24:00", "2020-05-01T00:00:00.5",
  "2020-05-01", "", "+1588262400", "01588262400", "1588262400.0",
  // The edges of the years in the catalog's zone, and numbers that no day belongs to.
  "2009-12-31T23:59:59+08:00", "2100-01-01T00:00:00+08:00", "1262275199", "4102416000",
  "9223372036854775807", "-9223372036854775808", "99999999999999999999",
].map { BrokenBook(.time, "G1", grant(time: "\"\($0)\""), "`time` is `\($0)`") }

private let moneyTable = ["500", "500.0", "500.000", "-1.00", "0500.00", "5e2", "10000000000.00"]
  .map { text in
    BrokenBook(
      .money, "O1", purchase("trtc.basic", at: may2020, #","paid":"\#(text)""#),
      "`paid` is `\(text)`")
  }

private let relationTable = [
  BrokenBook(
    .otherContent, "G1", line: 7, grant() + "\n" + grant(minutes: "6"), "stands on line 6"),
  BrokenBook(
    .otherContent, "O1", line: 7,
    purchase("trtc.basic", at: may2020) + "\n" + trial("O1"), "stands on line 6"),
  BrokenBook(
    .otherContent, "1400000001",
    #"{"type":"app","sdk_app_id":1400000001,"account_id":"acct-2","time":1577808000}"#,
    "stands on line 3"),
  BrokenBook(
    .otherContent, "acct-1", line: 7,
    #"{"type":"account_change","account_id":"acct-1","time":1588262400,"postpaid":true}"# + "\n"
      + #"{"type":"account_change","account_id":"acct-1","time":1588262400,"postpaid":false}"#,
    "stands on line 6"),
  BrokenBook(.unknownAccount, "G1", grant(account: #""acct-9""#), "no account `acct-9`"),
  BrokenBook(
    .unknownAccount, "acct-9",
    #"{"type":"account_change","account_id":"acct-9","time":1588262400,"postpaid":true}"#,
    "no account `acct-9`"),
  BrokenBook(
    .unknownAccount, "1400000009",
    #"{"type":"app","sdk_app_id":1400000009,"account_id":"acct-9","time":1588262400}"#,
    "no account `acct-9`"),
  BrokenBook(.appOwner, "G1", grant(#","sdk_app_id":1400000003"#), "belongs to `acct-2`"),
  BrokenBook(.appOwner, "G1", grant(#","sdk_app_id":77"#), "no account owns app 77"),
  BrokenBook(.appOwner, "T1", trial("T1", app: 1_400_000_003), "belongs to `acct-2`"),
  BrokenBook(
    .appOwner, "O1", purchase("trtc.basic", at: may2020, app: 77), "no account owns app 77"),
  BrokenBook(.unknownPool, "G1", grant(pool: #""video""#), "no pool `video`"),
]

private let saleTable = [
  BrokenBook(.unknownPlan, "O1", purchase("trtc.huge", at: may2020), "no plan `trtc.huge`"),
  BrokenBook(.unknownPlan, "T1", trial("T1", plan: "trial"), "no plan `trial`"),
  BrokenBook(
    .planEvent, "O1", purchase("pack.trial_10k", at: may2020, app: nil), "is not bought"),
  BrokenBook(.planEvent, "O1", purchase("trtc.trial", at: may2020), "is not bought"),
  BrokenBook(.planEvent, "T1", trial("T1", plan: "pack.general_25k"), "is no trial"),
  BrokenBook(
    .planEvent, "T1", trial("T1", app: 1_400_000_001, plan: "trtc.basic"), "is no trial"),
  BrokenBook(
    .notOnSale, "O1", purchase("trtc.advanced", at: "2023-03-07T00:00:00+08:00"),
    "not sold on 2023-03-07"),
  BrokenBook(
    .appMissing, "O1", purchase("trtc.basic", at: may2020, app: nil), "serves one app"),
  BrokenBook(
    .appUnwanted, "O1", purchase("pack.general_25k", at: may2020), "serves the whole account"),
  BrokenBook(
    .packMonths, "O1",
    purchase("pack.general_25k", at: may2020, app: nil, #","months":2"#), "2 months of a pack"),
  BrokenBook(.appMissing, "T1", trial("T1", plan: "trtc.trial"), "serves one app"),
  BrokenBook(
    .trialLimit, "T2", line: 7,
    trial("T1", app: 1_400_000_001, plan: "trtc.trial") + "\n"
      + trial("T2", app: 1_400_000_001, plan: "im.trial"), "trial 2 of app 1400000001"),
  BrokenBook(
    .planLimit, "T2", line: 7, trial("T1") + "\n" + trial("T2"),
    "more often than it may"),
]

private let serviceTable = [
  BrokenBook(
    .unknownAccount, "acct-9",
    #"{"type":"suspend","time":1588262400,"account_id":"acct-9","product":"im"}"#,
    "no account `acct-9`"),
  BrokenBook(
    .missingField, "acct-1", #"{"type":"resume","time":1588262400,"account_id":"acct-1"}"#,
    "`product` is missing"),
  BrokenBook(.unknownProduct, "acct-1", service("suspend", "rtc", at: may2020), "no product `rtc`"),
  BrokenBook(
    .suspension, "acct-1", service("resume", "im", at: may2020), "`im` is not suspended"),
  BrokenBook(
    .suspension, "acct-1", line: 7,
    service("suspend", "im", at: may2020) + "\n"
      + service("suspend", "im", at: "2020-05-01T12:00:01+08:00"),
    "`im` stands still since 2020-05-01T12:00:00+08:00"),
  // In one second the lines decide.
  BrokenBook(
    .suspension, "acct-1", line: 7,
    service("suspend", "im", at: may2020) + "\n" + service("resume", "trtc", at: may2020),
    "`trtc` is not suspended"),
]

/// Books that break a rule in another catalog, or beside what a ledger holds.
private let elsewhereTable: [BrokenBook] = {
  var unpriced = BrokenBook(
    .noPrice, "R1", line: 7,
    purchase("fading", at: "2024-01-15T00:00:00Z") + "\n"
      + renewal("O1", at: "2024-02-01T00:00:00Z"), "`fading` has no price on 2024-02-01")
  unpriced.ownPlans = fadingPlan
  var unpricedOld = BrokenBook(
    .noPrice, "U1", line: 7,
    purchase("fading", at: "2024-01-15T00:00:00Z") + "\n"
      + upgrade("O1", to: "dear", at: "2024-02-01T00:00:00Z"), "`fading` has no price on 2024-02-01"
  )
  unpricedOld.ownPlans =
    fadingPlan + #",{"id":"dear","kind":"monthly","product":"a","price":"5.00"}"#
  var leftOut = BrokenBook(.leftOut, "order/O1", line: nil, "", "the ledger holds")
  leftOut.ledger = (purchase("trtc.basic", at: may2020), nil)
  var closed = BrokenBook(.closedMonth, "O1", purchase("trtc.basic", at: may2020), "2020-05")
  closed.ledger = ("", CalendarMonth(year: 2020, month: 5))
  return [unpriced, unpricedOld, leftOut, closed]
}()

@Suite("A book is taken whole or not at all")
struct BrokenBookTests {
  private static let all =
    formTable + timeTable + moneyTable + relationTable + saleTable + purchaseTable + serviceTable
    + elsewhereTable

  @Test(
    "each broken rule is named, with line and id",
    arguments: all)
  func rules(_ broken: BrokenBook) throws {
    let problems = try broken.problems()
    #expect(problems.count == 1, "\(problems)")
    let problem = try #require(problems.first)
    #expect(problem.rule == broken.rule)
    #expect(problem.id == broken.id)
    #expect(problem.line == broken.line)
    #expect(problem.what.contains(broken.what), "\(problem.what)")
    #expect(!problem.fix.isEmpty)
  }

  @Test("the tables break every rule")
  func everyRule() {
    #expect(Set(Self.all.map(\.rule)) == Set(BookRule.allCases))
  }

  @Test("the line before a boundary is not broken")
  func boundaries() {
    let lines = [
      grant(minutes: "9007199254740992", #","sdk_app_id":1400000001"#),
      grant(id: "\"\(String(repeating: "é", count: 32))\"", minutes: #""1""#),
      grant(id: #""G3""#, time: #""2010-01-01T00:00:00+08:00""#),
      grant(id: #""G4""#, time: #""2099-12-31T23:59:59+08:00""#),
      purchase("trtc.advanced", at: "2023-03-06T23:59:59+08:00", #","months":"120""#),
      purchase("trtc.basic", at: may2020, id: "O2", #","paid":"9999999999.99""#),
      purchase("trtc.basic", at: may2020, id: "O3", #","paid":"0.00","months":null"#),
    ]
    #expect(problems(lines.joined(separator: "\r\n")).isEmpty)
  }

  @Test("all problems come at once, by line")
  func allAtOnce() {
    let lines = [
      grant(minutes: "0", start: #""x""#), "{", grant(id: #""G2""#, account: #""acct-9""#),
      purchase("trtc.huge", at: may2020),
    ]
    let found = problems(lines.joined(separator: "\n"))
    #expect(found.map(\.line) == [6, 6, 7, 8, 9])
    #expect(found.map(\.rule) == [.range, .day, .syntax, .unknownAccount, .unknownPlan])
    #expect(found.last?.description.hasPrefix("line 9: O1: unknown_plan: no plan") == true)
  }

  @Test("what names a broken account or app is no second problem")
  func noCascade() {
    let lines = [
      #"{"type":"account","account_id":"acct-9","time":"soon"}"#,
      #"{"type":"app","sdk_app_id":1400000009,"account_id":"acct-9","time":"soon"}"#,
      grant(account: #""acct-9""#, #","sdk_app_id":1400000009"#),
    ]
    #expect(problems(lines.joined(separator: "\n")).map(\.line) == [6, 7])
  }

  @Test("messages name the file, the line, the id and the rule")
  func message() {
    let failure = #expect(throws: BookFailure.self) { try read("{}\n") }
    #expect(
      failure?.description.hasPrefix("book.ndjson: line 1: missing_field: `type` is missing; ")
        == true)
    // An empty id has no name to be told by; its field has.
    let empty = problems(grant(id: #""""#))
    #expect(
      empty.first?.description.hasPrefix("line 6: identifier: `grant_id` is empty; ") == true,
      "\(empty)")
  }
}

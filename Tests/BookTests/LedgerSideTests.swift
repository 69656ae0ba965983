import Book
import Quantities
import Testing

private let lines = [
  purchase("trtc.basic", at: "2020-05-01T12:00:00+08:00"),
  #"{"type":"grant","grant_id":"G1","time":"2020-05-01T12:00:00+08:00","account_id":"acct-1","#
    + #""pool":"av","minutes":5,"start":"2020-06-01","end":"2020-07-01"}"#,
  #"{"type":"account_change","account_id":"acct-1","time":1588262400,"postpaid":false}"#,
  #"{"type":"trial","order_id":"T1","time":1588262400,"account_id":"acct-2","#
    + #""plan":"pack.trial_10k"}"#,
].joined(separator: "\n")

private func known(_ text: String) throws -> [KnownEvent] {
  try read(text).events.map { KnownEvent(key: $0.key, canonical: $0.canonical) }
}

@Suite("A book beside what a ledger holds")
struct LedgerSideTests {
  @Test("the same and an extended book are taken again")
  func again() throws {
    let known = try known(heads + lines)
    #expect(known.count == 9)
    #expect(problems(lines, known: known).isEmpty)
    let more = lines + "\n" + purchase("trtc.basic", at: "2020-05-02T12:00:00+08:00", id: "O2")
    #expect(problems(more, known: known).isEmpty)
  }

  @Test("an event left out is a problem without a line")
  func leftOut() throws {
    let found = problems(
      lines,
      known: try known(
        heads + lines + "\n"
          + purchase(
            "im.ultimate", at: "2020-05-01T12:00:00+08:00", id: "O2")))
    #expect(found.map(\.rule) == [.leftOut])
    #expect(found.first?.id == "order/O2")
    #expect(found.first?.line == nil)
  }

  @Test("a broken line does not leave its event out as well")
  func brokenLine() throws {
    let known = try known(heads + lines)
    let broken = lines.replacing("\"minutes\":5", with: "\"minutes\":0")
    #expect(problems(broken, known: known).map(\.rule) == [.range])
    #expect(problems("nonsense", known: known).map(\.rule) == [.syntax])
  }

  @Test("an event with other content is a problem on its line")
  func changed() throws {
    let changed = lines.replacing("\"minutes\":5", with: "\"minutes\":6")
    let found = problems(changed, known: try known(heads + lines))
    #expect(found.map(\.rule) == [.otherContent])
    #expect(found.first?.line == 7)
  }

  @Test("default and given price are not the same content")
  func paid() throws {
    let changed = lines.replacing(
      "\"plan\":\"trtc.basic\"", with: "\"plan\":\"trtc.basic\",\"paid\":\"500.00\"")
    #expect(problems(changed, known: try known(heads + lines)).map(\.rule) == [.otherContent])
  }

  @Test("nothing new happens in a closed month, accounts and apps excepted")
  func closedMonth() throws {
    let may = CalendarMonth(year: 2020, month: 5)
    let found = problems(lines, closedThrough: may)
    #expect(found.map(\.rule) == [.closedMonth, .closedMonth, .closedMonth])
    #expect(found.map(\.line) == [6, 8, 9])
    // A grant goes by its start.
    let june = problems(lines, closedThrough: may.advanced(by: 1))
    #expect(june.map(\.line) == [6, 7, 8, 9])
    #expect(problems(lines, closedThrough: may.advanced(by: -1)).isEmpty)
    #expect(problems(lines, closedThrough: may, known: try known(heads + lines)).isEmpty)
  }

  @Test(
    "the month of an event is that of the catalog's zone",
    arguments: [("2020-05-31T15:59:59Z", true), ("2020-05-31T16:00:00Z", false)])
  func zone(time: String, isClosed: Bool) {
    let line = purchase("trtc.basic", at: time)
    let found = problems(line, closedThrough: CalendarMonth(year: 2020, month: 5))
    #expect(found.isEmpty == !isClosed)
  }
}

@Suite("Events have one form")
struct CanonicalEventTests {
  static let spellings: [(String, [String])] = [
    (
      #"{"type":"purchase","order_id":"O1","time":1588305600,"account_id":"acct-1","#
        + #""sdk_app_id":1400000001,"plan":"trtc.basic","months":1}"#,
      [
        purchase("trtc.basic", at: "2020-05-01T12:00:00+08:00"),
        purchase("trtc.basic", at: "2020-05-01 04:00:00Z", #","months":null,"paid":null"#),
        #" {"plan":"\u0074rtc.basic", "months":"1", "sdk_app_id":"1400000001","#
          + #""account_id":"acct-1", "time":"1588305600", "order_id":"O1", "type":"purchase"} "#,
      ]
    ),
    (
      #"{"type":"account","account_id":"acct-9","time":0,"postpaid":true}"#
        .replacing(":0,", with: ":1577808000,"),
      [
        #"{"type":"account","account_id":"acct-9","time":"2020-01-01t00:00:00.999999999+08:00"}"#,
        #"{"type":"account","account_id":"acct-9","time":1577808000,"name":null,"postpaid":true}"#,
      ]
    ),
    (
      #"{"type":"account","account_id":"acct-9","time":1577808000,"name":"a/\"b","postpaid":false}"#,
      [
        #"{"postpaid":false,"type":"account","account_id":"acct-9","time":1577808000,"#
          + #""name":"a\/\u0022b"}"#
      ]
    ),
    (
      #"{"type":"app","sdk_app_id":1400000009,"account_id":"acct-1","time":1577808000}"#,
      [#"{"type":"app","time":"1577808000","account_id":"acct-1","sdk_app_id":"1400000009"}"#]
    ),
    (
      #"{"type":"account_change","account_id":"acct-1","time":1577808000,"postpaid":false}"#,
      [
        #"{"type":"account_change","postpaid":false,"account_id":"acct-1","#
          + #""time":"2019-12-31T12:00:00-04:00"}"#
      ]
    ),
    (
      #"{"type":"trial","order_id":"T1","time":1577808000,"account_id":"acct-1","#
        + #""plan":"pack.trial_10k"}"#,
      [
        #"{"type":"trial","order_id":"T1","time":"1577808000","account_id":"acct-1","#
          + #""sdk_app_id":null,"plan":"pack.trial_10k"}"#
      ]
    ),
    (
      #"{"type":"grant","grant_id":"G1","time":1577808000,"account_id":"acct-1","#
        + #""sdk_app_id":1400000001,"pool":"av","minutes":5,"start":"2020-05-01","#
        + #""end":"2020-06-01"}"#,
      [
        #"{"type":"grant","grant_id":"G1","time":1577808000,"account_id":"acct-1","pool":"av","#
          + #""minutes":"5","start":"2020-05-01","end":"2020-06-01","sdk_app_id":1400000001}"#
      ]
    ),
  ]

  @Test("spellings of one event agree, and its form is a line of a book", arguments: spellings)
  func oneForm(canonical: String, spellings: [String]) throws {
    for spelling in [canonical] + spellings {
      let last = try #require(try read(heads + spelling).events.first { $0.line == 6 })
      #expect(last.canonical == canonical)
    }
    // Repeating an event in another spelling is harmless.
    let all = heads + ([canonical] + spellings).joined(separator: "\n")
    #expect(try read(all).events.count == 6)
  }

  @Test("a book written from its events is the same book")
  func rewritten() throws {
    let book = try read(heads + lines)
    let written = try read(book.events.map(\.canonical).joined(separator: "\n"))
    #expect(written.events.map(\.key) == book.events.map(\.key))
    #expect(written.events.map(\.canonical) == book.events.map(\.canonical))
    #expect(written.commitments(through: nil) == book.commitments(through: nil))
  }

  @Test("a byte order mark, blank lines and CRLF are passed over")
  func lineEnds() throws {
    let text = "\u{FEFF}\r\n" + heads.replacing("\n", with: "\r\n") + " \t \r\n"
    #expect(try read(text).events.map(\.line).sorted() == [2, 3, 4, 5, 6])
    #expect(try read("").events.isEmpty)
    #expect(try read("").lastEventDay == nil)
  }

  @Test("events sort by time, then plans, then the rest, then by id")
  func order() throws {
    let time = "2020-05-01T12:00:00+08:00"
    let text = [
      #"{"type":"grant","grant_id":"A","time":"\#(time)","account_id":"acct-1","pool":"av","#
        + #""minutes":1,"start":"2020-05-01","end":"2020-05-02"}"#,
      purchase("trtc.basic", at: time, id: "b"), purchase("trtc.basic", at: time, id: "B"),
      purchase("trtc.basic", at: "2020-05-01T11:59:59+08:00", id: "z"),
    ].joined(separator: "\n")
    let events = try read(heads + text).events
    #expect(events.map(\.id).suffix(4) == ["z", "B", "b", "A"])
    #expect(try read(heads + text).firstEventDay == day("2020-01-01"))
    #expect(try read(heads + text).lastEventDay == day("2020-05-01"))
  }
}

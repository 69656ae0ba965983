import Book
import Quantities
import Testing

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
    (
      #"{"type":"renewal","order_id":"R1","time":1577808000,"renews":"P1","half":"im","months":2,"#
        + #""paid":"1.00"}"#,
      [
        #"{"type":"renewal","renews":"P1","paid":"1.00","order_id":"R1","months":"2","half":"im","#
          + #""time":"2019-12-31T16:00:00Z"}"#
      ]
    ),
    (
      #"{"type":"renewal","order_id":"R1","time":1577808000,"renews":"P1","months":1}"#,
      [
        #"{"type":"renewal","order_id":"R1","time":1577808000,"renews":"P1","half":null,"#
          + #""paid":null}"#
      ]
    ),
    (
      #"{"type":"upgrade","order_id":"U1","time":1577808000,"upgrades":"P2","plan":"im.ultimate"}"#,
      [
        #"{"type":"upgrade","plan":"im.ultimate","upgrades":"P2","order_id":"U1","paid":null,"#
          + #""time":"1577808000"}"#
      ]
    ),
    (
      #"{"type":"upgrade","order_id":"U1","time":1577808000,"upgrades":"P2","plan":"im.ultimate","#
        + #""paid":"0.00"}"#, []
    ),
    (
      #"{"type":"refund","order_id":"B1","time":1577808000,"refunds":"P1"}"#,
      [#"{"refunds":"P1","order_id":"B1","time":"2020-01-01 00:00:00+08:00","type":"refund"}"#]
    ),
    (
      #"{"type":"suspend","account_id":"acct-1","time":1577808000,"product":"im"}"#,
      [#"{"product":"im","time":"1577808000","account_id":"acct-1","type":"suspend"}"#]
    ),
    (
      #"{"type":"resume","account_id":"acct-1","time":1577808000,"product":"trtc"}"#,
      [#"{"product":"\u0074rtc","time":"1577808000","account_id":"acct-1","type":"resume"}"#]
    ),
  ]

  /// What the events of the table name: purchases that stand behind them and come before.
  private static let context = [
    purchase("tuicallkit.1v1", at: "2019-12-31T12:00:00+08:00", id: "P1"),
    purchase("tuiroomkit.basic", at: "2019-12-31T12:00:00+08:00", id: "P2"),
    service("suspend", "trtc", at: "2019-12-31T12:00:00+08:00"),
  ]

  @Test("spellings of one event agree, and its form is a line of a book", arguments: spellings)
  func oneForm(canonical: String, spellings: [String]) throws {
    let context = Self.context.joined(separator: "\n")
    for spelling in [canonical] + spellings {
      let book = try read(heads + spelling + "\n" + context)
      #expect(book.events.first { $0.line == 6 }?.canonical == canonical)
    }
    // Repeating an event in another spelling is harmless.
    let all = heads + ([canonical] + spellings + [context]).joined(separator: "\n")
    #expect(try read(all).events.count == 9)
  }

  @Test("a book written from its events is the same book")
  func rewritten() throws {
    let book = try read(heads + everything)
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

  @Test("events sort by time, then plans, then their extensions, then the rest, then by id")
  func order() throws {
    let time = "2020-05-01T12:00:00+08:00"
    let text = [
      renewal("z", at: time, id: "0"), purchase("im.group_members", at: time, id: "1"),
      purchase("im.ultimate", at: time, id: "c"),
      #"{"type":"grant","grant_id":"A","time":"\#(time)","account_id":"acct-1","pool":"av","#
        + #""minutes":1,"start":"2020-05-01","end":"2020-05-02"}"#,
      purchase("trtc.basic", at: time, id: "b"), purchase("trtc.basic", at: time, id: "B"),
      purchase("trtc.basic", at: "2020-05-01T11:59:59+08:00", id: "z"),
    ].joined(separator: "\n")
    let events = try read(heads + text).events
    #expect(events.map(\.id).suffix(7) == ["z", "B", "b", "c", "1", "0", "A"])
    #expect(try read(heads + text).firstEventDay == day("2020-01-01"))
    #expect(try read(heads + text).lastEventDay == day("2020-05-01"))
  }
}

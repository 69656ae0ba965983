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

  @Test(
    "every event of a closed month is refused, accounts and apps excepted")
  func everyType() throws {
    let events = try read(heads + everything).events
    let closed = problems(everything, closedThrough: CalendarMonth(year: 2099, month: 12))
    let refused = Set(closed.map(\.line))
    #expect(closed.allSatisfy { $0.rule == .closedMonth })
    for event in events {
      let isFree = event.key.text.hasPrefix("account/") || event.key.text.hasPrefix("app/")
      #expect(refused.contains(event.line) == !isFree, "\(event.canonical)")
    }
  }
}

import Book
import Quantities
import TestSupport
import Testing

@testable import Ledger

@Suite("The book in a ledger")
struct BookTests {
  private let ledger: Ledger

  init() throws {
    ledger = try TestServer.newLedger()
  }

  private func event(_ key: String, _ canonical: String = "{}") -> KnownEvent {
    KnownEvent(key: EventKey(key), canonical: canonical)
  }

  private func store(_ events: [KnownEvent]) throws {
    try ledger.write(command: "run") { try $0.store(events) }
  }

  @Test("events are kept in order, and again or extended they are added once")
  func events() throws {
    try store([event("b"), event("a", "{\"x\":1}")])
    try store([event("b"), event("c"), event("a", "{\"x\":1}")])
    #expect(
      try ledger.read { try $0.knownEvents() } == [event("b"), event("a", "{\"x\":1}"), event("c")])
  }

  @Test("keys are told apart by bytes")
  func bytes() throws {
    try store([event("e\u{301}"), event("\u{e9}", "{\"x\":1}")])
    #expect(try ledger.read { try $0.knownEvents() }.count == 2)
  }

  @Test("an event with other content contradicts what is stored")
  func contradiction() throws {
    try store([event("a")])
    let failure = #expect(throws: LedgerFailure.self) {
      try store([event("b"), event("a", "{\"x\":1}")])
    }
    #expect(failure?.code == .contradiction)
    #expect(try ledger.read { try $0.knownEvents() } == [event("a")])
  }

  @Test("an app has one owner for ever")
  func owner() throws {
    try ledger.write(command: "run") { (run) throws in
      try run.setOwner(of: [AppID(1)], to: AccountID("acct-1"))
      try run.setOwner(of: [AppID(1), AppID(2)], to: AccountID("acct-1"))
    }
    let failure = #expect(throws: LedgerFailure.self) {
      try ledger.write(command: "run") {
        try $0.setOwner(of: [AppID(3), AppID(2)], to: AccountID("acct-2"))
      }
    }
    #expect(failure?.code == .contradiction)
    #expect(failure?.detail == "app 2 is owned by another account than acct-2")
  }

  @Test("accounts come by bytes, whatever they are called")
  func accounts() throws {
    let names = ["z", "=1+1", "\u{e9}", "e\u{301}", "a", "A", "a b", "-", "\u{1F600}"]
    try ledger.write(command: "run") { (run) throws in
      for (number, name) in names.enumerated() {
        try run.setOwner(of: [AppID(UInt32(number + 1))], to: AccountID(name))
      }
    }
    let sorted = names.map { AccountID($0) }.sorted()
    #expect(try ledger.read { try $0.accounts() } == sorted)
  }

  @Test("the same catalog again changes nothing")
  func catalog() throws {
    for _ in 1...2 {
      try ledger.write(command: "run") { try $0.set(sampleCatalog()) }
    }
    let count = try ledger.read { try $0.database.integer("SELECT count(*) FROM catalog") }
    #expect(count == 1)
  }

  @Test("reject lines come back by source, line as a number, then the rest")
  func rejects() throws {
    func line(_ source: String, _ number: Int, _ reason: String = "time") -> String {
      "{\"source\":\"\(source)\",\"line\":\(number),\"frame\":null,\"offset\":0,"
        + "\"reason\":\"\(reason)\",\"record\":\"\"}"
    }
    let lines = [line("b", 1), line("a", 10), line("a", 9), line("a", 9, "conflict")]
    try ledger.write(command: "run") { (run) throws in
      try run.append(rejects: lines.prefix(2).map { Array($0.utf8) })
      try run.append(rejects: lines.suffix(2).map { Array($0.utf8) })
    }
    var found: [String] = []
    try ledger.read {
      try $0.forEachReject { found.append(String(decoding: $0, as: UTF8.self)) }
    }
    #expect(found == [line("a", 9, "conflict"), line("a", 9), line("a", 10), line("b", 1)])
  }
}

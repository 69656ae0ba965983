import Book
import Quantities
import Settlement
import TestSupport
import Testing

@testable import Ledger

@Suite("Posting to the journal")
struct PostingTests {
  private let catalog = sampleCatalog()
  private let sample = SampleSettlement(catalog: sampleCatalog())
  private let account = AccountID("acct-1")
  private let ledger: Ledger

  init() throws {
    ledger = try TestServer.newLedger()
  }

  @discardableResult
  private func post(
    _ settlement: AccountSettlement, _ orders: [OrderLine] = []
  ) throws -> PostedEntries {
    try ledger.write(command: "settle") {
      try $0.post(settlement, orders: orders, catalog: catalog)
    }
  }

  private func settlement() throws -> AccountSettlement {
    try ledger.read { try $0.settlement(of: account, catalog: catalog) }
  }

  private func count(_ sql: String) throws -> Int64 {
    try ledger.read { try $0.database.integer(sql) } ?? 0
  }

  @Test("a settlement comes back as it was posted, with every kind of value")
  func roundTrip() throws {
    let orders = [sample.order(), sample.order("o-2", "-0.01")]
    let counts = try post(sample.settlement, orders)
    #expect(counts.posted == 9 && counts.reversed == 0)
    #expect(try settlement() == sample.settlement)
    #expect(try ledger.read { try $0.orders(of: account, catalog: catalog) } == orders)
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }

  @Test("the same settlement again posts nothing")
  func again() throws {
    try post(sample.settlement, [sample.order()])
    #expect(try post(sample.settlement, [sample.order()]).isEmpty)
    #expect(try count("SELECT count(*) FROM deduction_entry") == 2)
  }

  @Test("the same rows in another order post nothing")
  func otherOrder() throws {
    try post(sample.settlement)
    var shuffled = sample.settlement
    shuffled.deductions.reverse()
    shuffled.charges.reverse()
    shuffled.grants.reverse()
    #expect(try post(shuffled).isEmpty)
  }

  @Test("a row that changes is reversed and posted anew; the journal keeps all three")
  func reversal() throws {
    try post(sample.settlement)
    var later = sample.settlement
    later.charges[0] = sample.charge("2025-10-02", quantity: "3", amount: "0.02")
    let counts = try post(later)
    #expect(counts.posted == 1 && counts.reversed == 1)
    #expect(Set(try settlement().charges) == Set(later.charges))
    #expect(
      try count("SELECT count(*) FROM charge_entry WHERE period = 20251002") == 3)
    #expect(try count("SELECT sum(sign * amount) FROM charge_entry") == 200_002)
    #expect(
      try count(
        "SELECT count(*) FROM charge_entry WHERE sign = -1 AND run = 2 AND reverses = 1") == 1)
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }

  @Test("equal rows stand as often as they were posted")
  func equalRows() throws {
    var settlement = AccountSettlement(account: account)
    settlement.charges = Array(repeating: sample.fee, count: 3)
    try post(settlement)
    settlement.charges.removeLast()
    let counts = try post(settlement)
    #expect(counts.posted == 0 && counts.reversed == 1)
    #expect(try self.settlement().charges == [sample.fee, sample.fee])
  }

  @Test("a settlement of nothing takes everything back, or is not even noticed")
  func empty() throws {
    #expect(try post(AccountSettlement(account: account)).isEmpty)
    #expect(try ledger.read { try $0.accounts() }.isEmpty)
    try post(sample.settlement)
    #expect(try post(AccountSettlement(account: account)).reversed == 7)
    #expect(try settlement() == AccountSettlement(account: account))
    #expect(try count("SELECT sum(sign) FROM grant_entry") == 0)
  }

  @Test("accounts do not touch each other")
  func accounts() throws {
    try post(sample.settlement)
    var other = AccountSettlement(account: AccountID("acct-2"))
    other.charges = [sample.fee]
    #expect(try post(other).posted == 1)
    #expect(try settlement() == sample.settlement)
    #expect(try ledger.read { try $0.accounts() } == [account, AccountID("acct-2")])
  }

  @Test("a difference names the rows that stand and should not, and those that should")
  func difference() throws {
    try post(sample.settlement, [sample.order()])
    var other = sample.settlement
    other.grants[1] = sample.balance("o-1/2/av", drawn: "1", status: .active)
    let none = try ledger.read {
      try $0.difference(from: sample.settlement, orders: [sample.order()], catalog: catalog)
    }
    #expect(none.isEmpty)
    let some = try ledger.read { try $0.difference(from: other, orders: [], catalog: catalog) }
    #expect(some.grants.surplus == [sample.settlement.grants[1]])
    #expect(some.grants.missing == [other.grants[1]])
    #expect(some.orders.surplus == [sample.order()] && some.orders.missing.isEmpty)
    #expect(some.charges.isEmpty && some.deductions.isEmpty)
  }

  @Test("the views give names and stand for what stands")
  func views() throws {
    try post(sample.settlement, [sample.order()])
    try post(AccountSettlement(account: account), [sample.order()])
    #expect(try count("SELECT count(*) FROM standing_charge") == 0)
    #expect(
      try count(
        "SELECT amount FROM standing_order WHERE account_id = 'acct-1' AND order_id = 'o-1'")
        == 62_500)
    try ledger.write(command: "run") {
      try $0.add([catalog.line(5, day("2025-10-01"), "audio", quantity: 7)], catalog: catalog)
    }
    #expect(
      try count(
        "SELECT quantity FROM usage_line WHERE account_id = '' AND meter = 'audio'") == 7)
  }

  @Test(
    "seeded sequences of settlements end where the last one says",
    arguments: [
      1, 2, 3, 4, 5, 6,
    ] as [UInt64])
  func sequences(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<12 {
      var settlement = AccountSettlement(account: account)
      for _ in 0..<(random.next() % 6) {
        settlement.charges.append(
          sample.charge("2025-10-0\(random.next() % 3 + 1)", quantity: "\(random.next() % 3)"))
        settlement.grants.append(sample.balance("o-\(random.next() % 4)", drawn: "7/9"))
      }
      try post(settlement)
      let standing = try self.settlement()
      #expect(
        counted(standing.charges) == counted(settlement.charges)
          && counted(standing.grants) == counted(settlement.grants), "seed \(seed)")
      #expect(try post(settlement).isEmpty, "seed \(seed)")
    }
    #expect(try ledger.read { try $0.audit() }.isEmpty, "seed \(seed)")
  }

  private func counted<Row: Hashable>(_ rows: [Row]) -> [Row: Int] {
    rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test(
    "content that cannot be is told as damage",
    arguments: [
      "UPDATE deduction_entry SET ratio = 'much'", "UPDATE deduction_entry SET day = 20251301",
      "UPDATE charge_entry SET period = 7", "UPDATE charge_entry SET kind = 'gift'",
      "UPDATE deduction_entry SET app = 4294967296",
      "UPDATE charge_entry SET invoice_month = 202513",
    ])
  func damage(_ sql: String) throws {
    try post(sample.settlement)
    try ledger.write(command: "run") { try $0.database.execute(sql) }
    let failure = #expect(throws: LedgerFailure.self) { try settlement() }
    #expect(failure?.code == .database(.implausible))
    #expect(failure?.detail.contains("in the journal of account acct-1") == true)
  }
}

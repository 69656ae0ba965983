import Aggregation
import Quantities
import TestSupport
import Testing

@testable import Ledger

@Suite("Usage in a ledger")
struct UsageTests {
  private let catalog = sampleCatalog()
  private let ledger: Ledger
  private let first = day("2025-10-01")
  private let second = day("2025-10-02")

  init() throws {
    ledger = try TestServer.newLedger()
  }

  private func add(_ lines: [UsageLine], users: [UserEntry] = []) throws {
    try ledger.write(command: "run") { (run) throws in
      try run.insert(users, catalog: catalog)
      try run.add(lines, catalog: catalog)
    }
  }

  private func usage(_ apps: UInt32...) throws -> [UsageLine] {
    try ledger.read { try $0.usage(of: apps.map { AppID($0) }, catalog: catalog) }
  }

  @Test("seconds and records of a sum meter add up")
  func sums() throws {
    try add([catalog.line(1, first, "audio", records: 2, quantity: 61)])
    try add([catalog.line(1, first, "audio", records: 3, quantity: 9)])
    #expect(try usage(1) == [catalog.line(1, first, "audio", records: 5, quantity: 70)])
  }

  @Test("a line of no seconds is a line")
  func zero() throws {
    try add([catalog.line(1, first, "audio", quantity: 0)])
    #expect(try usage(1) == [catalog.line(1, first, "audio", quantity: 0)])
  }

  @Test("the highest count of a peak meter stands", arguments: [[5, 9], [9, 5], [9, 9]])
  func peaks(_ peaks: [Int64]) throws {
    for peak in peaks { try add([catalog.line(1, first, "groups", quantity: peak)]) }
    #expect(try usage(1) == [catalog.line(1, first, "groups", records: 2, quantity: 9)])
  }

  @Test("a unique meter counts users once, over runs, apps, days and meters apart")
  func users() throws {
    let catalog = sampleCatalog(["login", "visitors"])
    try ledger.write(command: "run") { (run) throws in
      try run.insert(
        [
          catalog.user(2, 1, first), catalog.user(1, 1, first), catalog.user(2, 1, first),
          catalog.user(1, 1, second), catalog.user(1, 1, first, "visitors"),
        ], catalog: catalog)
      try run.add(
        [
          catalog.line(1, first, "login", records: 3, quantity: 99),
          catalog.line(1, second, "login", quantity: 1),
          catalog.line(1, first, "visitors", quantity: 1),
        ], catalog: catalog)
    }
    try ledger.write(command: "run") { (run) throws in
      try run.insert([catalog.user(2, 1, first), catalog.user(3, 1, first)], catalog: catalog)
      try run.add([catalog.line(1, first, "login", records: 2, quantity: 2)], catalog: catalog)
    }
    let lines = try ledger.read { try $0.usage(of: [AppID(1)], catalog: catalog) }
    #expect(
      lines == [
        catalog.line(1, first, "login", records: 5, quantity: 3),
        catalog.line(1, first, "visitors", quantity: 1),
        catalog.line(1, second, "login", quantity: 1),
      ])
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }

  @Test("lines of some apps come by day, app and place of the meter in the catalog")
  func order() throws {
    let lines = [
      catalog.line(7, first, "audio", quantity: 1), catalog.line(7, first, "groups", quantity: 2),
      catalog.line(8, first, "video.hd", quantity: 3),
      catalog.line(7, second, "audio", quantity: 4),
    ]
    try add(lines.reversed() + [catalog.line(9, first, "audio", quantity: 5)])
    #expect(try usage(8, 7) == lines)
    #expect(try usage().isEmpty)
    #expect(try usage(10).isEmpty)
  }

  @Test("several additions in one run are one entry")
  func oneEntry() throws {
    try ledger.write(command: "run") { (run) throws in
      for _ in 1...3 {
        try run.add([catalog.line(1, first, "audio", quantity: 20)], catalog: catalog)
      }
      #expect(try run.database.integer("SELECT quantity FROM usage_entry") == 60)
      #expect(try run.database.integer("SELECT count(*) FROM usage_entry") == 1)
    }
  }

  @Test(
    "a sum that does not fit is named and posts nothing",
    arguments: [
      (Int64.max, Int64(1), "seconds of app 1 on 2025-10-01, meter audio,"),
      (Int64(0), Int64.max, "records of app 1 on 2025-10-01, meter audio,"),
    ])
  func overflow(quantity: Int64, records: Int64, name: String) throws {
    try add([catalog.line(1, first, "audio", quantity: 1)])
    let failure = #expect(throws: QuantityOverflow.self) {
      try add([
        catalog.line(1, first, "audio", records: records, quantity: quantity)
      ])
    }
    #expect(failure?.quantity == name)
    #expect(try usage(1) == [catalog.line(1, first, "audio", quantity: 1)])
    #expect(try ledger.read { try $0.runs() }.count == 1)
  }

  @Test("the first and last day of usage are remembered")
  func days() throws {
    for text in ["2025-10-05", "2025-10-01", "2025-10-03"] {
      try add([catalog.line(1, day(text), "audio", quantity: 1)])
    }
    try ledger.write(command: "settle") { _ in }
    try ledger.read { (ledger) throws in
      #expect(try ledger.firstUsageDay() == first)
      #expect(try ledger.lastUsageDay() == day("2025-10-05"))
    }
  }

  @Test("apps of this run are touched, apps that nobody owns are listed")
  func apps() throws {
    try add([catalog.line(1, first, "audio", quantity: 1)])
    try ledger.write(command: "run") { (run) throws in
      #expect(try run.touchedApps().isEmpty)
      try run.add(
        [
          catalog.line(4_294_967_295, first, "audio", quantity: 1),
          catalog.line(3, first, "audio", quantity: 1),
          catalog.line(3, second, "audio", quantity: 1),
        ], catalog: catalog)
      #expect(try run.touchedApps() == [AppID(3), AppID(4_294_967_295)])
      #expect(try run.unownedApps() == [AppID(1), AppID(3), AppID(4_294_967_295)])
      try run.setOwner(of: [AppID(3), AppID(2)], to: AccountID("acct-1"))
      #expect(try run.unownedApps() == [AppID(1), AppID(4_294_967_295)])
      #expect(try run.apps(of: AccountID("acct-1")) == [AppID(2), AppID(3)])
      #expect(try run.owner(of: AppID(2)) == AccountID("acct-1"))
      #expect(try run.owner(of: AppID(1)) == nil)
    }
  }

  @Test("usage follows its meter's name when a catalog with another order replaces the first")
  func replacedCatalog() throws {
    try ledger.write(command: "run") { try $0.set(catalog) }
    try add([
      catalog.line(1, first, "audio", quantity: 1), catalog.line(1, first, "groups", quantity: 2),
    ])
    let other = sampleCatalog(["groups", "new", "audio"], source: "other")
    try ledger.write(command: "run") { (run) throws in
      try run.set(other)
      try run.add([other.line(1, first, "audio", quantity: 5)], catalog: other)
      #expect(
        try run.usage(of: [AppID(1)], catalog: other) == [
          other.line(1, first, "groups", quantity: 2),
          other.line(1, first, "audio", records: 2, quantity: 6),
        ])
    }
    #expect(try ledger.read { try $0.catalog()?.name } == "other")
  }

  @Test("a catalog without a meter that has usage is refused")
  func narrowCatalog() throws {
    try add([catalog.line(1, first, "groups", quantity: 2)])
    let failure = #expect(throws: LedgerFailure.self) {
      try ledger.write(command: "run") { try $0.set(sampleCatalog(["audio"], source: "narrow")) }
    }
    #expect(failure?.code == .catalogMismatch)
    #expect(failure?.detail == "the catalog narrow has no meter groups")
  }
}

import Quantities
import TestSupport
import Testing

@testable import Ledger
@testable import Storage

private struct Stop: Error {}

@Suite("Ledgers")
struct LedgerModeTests {
  private let directory: WorkDirectory
  private let catalog = sampleCatalog()

  init() throws {
    directory = try WorkDirectory()
  }

  private func open(_ mode: Ledger.Mode = .readWrite) throws -> Ledger {
    try Ledger(path: directory.path("ledger"), mode: mode)
  }

  /// A ledger with one run.
  private func makeLedger() throws {
    let ledger = try open()
    try ledger.write(command: "run") { (run) throws in
      try run.set(catalog)
      try run.setSettledDay(day("2025-10-02"))
      try run.add([catalog.line(9, day("2025-10-01"), "audio", quantity: 61)], catalog: catalog)
    }
    ledger.close()
  }

  @Test("what a run posted is there after reopening")
  func reopening() throws {
    try makeLedger()
    #expect(directory.names == ["ledger"])
    let ledger = try open(.readOnly)
    try ledger.read { (ledger) throws in
      #expect(try ledger.runs().map(\.id) == [1])
      #expect(try ledger.settledDay() == day("2025-10-02"))
      #expect(try ledger.catalog()?.source == catalog.source)
      #expect(
        try ledger.usage(of: [AppID(9)], catalog: catalog)
          == [catalog.line(9, day("2025-10-01"), "audio", quantity: 61)])
    }
    ledger.close()
    #expect(directory.names == ["ledger"])
  }

  @Test("runs count from 1 and go on from where the last one stood")
  func runs() throws {
    try makeLedger()
    let ledger = try open()
    try ledger.write(command: "settle", at: Timestamp(epochSeconds: 5)) { (run) throws in
      #expect(run.run == 2)
      #expect(try run.settledDay() == day("2025-10-02"))
      #expect(try run.lastUsageDay() == day("2025-10-01"))
      try run.record(counts(read: 9, duplicates: 1, conflicts: 2, rejected: 3))
    }
    let runs = try ledger.read { try $0.runs() }
    #expect(runs.map(\.command) == ["run", "settle"])
    #expect(runs.last?.postedAt == Timestamp(epochSeconds: 5))
    #expect(runs.last?.settledDay == day("2025-10-02"))
    #expect(runs.last?.counts == counts(read: 9, duplicates: 1, conflicts: 2, rejected: 3))
  }

  @Test("a run that fails leaves the bytes of the ledger as they were")
  func failedRun() throws {
    try makeLedger()
    let before = try directory.bytes(of: "ledger")
    let ledger = try open()
    #expect(throws: Stop.self) {
      try ledger.write(command: "run") { (run) throws in
        try run.post([dump(1)])
        try run.insert((0..<9000).map { identity($0, month("2025-10")) })
        throw Stop()
      }
    }
    ledger.close()
    #expect(try directory.bytes(of: "ledger") == before)
    #expect(directory.names == ["ledger"])
  }

  @Test("a first run that fails leaves no file")
  func failedFirstRun() throws {
    let ledger = try open()
    #expect(throws: Stop.self) { try ledger.write(command: "run") { _ in throw Stop() } }
    ledger.close()
    #expect(directory.names.isEmpty)
  }

  @Test("a rehearsal on a ledger that is not there makes no file")
  func dryRunWithoutFile() throws {
    let ledger = try open(.dryRun)
    try ledger.write(command: "run") { (run) throws in
      try run.setSettledDay(day("2025-10-02"))
      #expect(try run.settledDay() == day("2025-10-02"))
    }
    #expect(try ledger.read { try $0.runs() }.isEmpty)
    ledger.close()
    #expect(directory.names.isEmpty)
  }

  @Test("a rehearsal sees the ledger and changes nothing")
  func dryRun() throws {
    try makeLedger()
    let before = try directory.bytes(of: "ledger")
    let ledger = try open(.dryRun)
    try ledger.write(command: "run") { (run) throws in
      #expect(run.run == 2)
      try run.add([catalog.line(9, day("2025-10-01"), "audio", quantity: 9)], catalog: catalog)
      #expect(try run.usage(of: [AppID(9)], catalog: catalog).map(\.quantity) == [70])
    }
    ledger.close()
    #expect(try directory.bytes(of: "ledger") == before)
    #expect(directory.names == ["ledger"])
  }

  @Test("a new ledger can be read before its first run")
  func readingNew() throws {
    for mode in [Ledger.Mode.readWrite, .dryRun, .inMemory] {
      let ledger = try open(mode)
      try ledger.read { (ledger) throws in
        #expect(try ledger.runs().isEmpty)
        #expect(try ledger.settledDay() == nil)
        #expect(try ledger.lastUsageDay() == nil)
        #expect(try ledger.catalog() == nil)
        #expect(try ledger.accounts().isEmpty)
        #expect(try ledger.audit().isEmpty)
      }
      ledger.close()
      #expect(directory.names.isEmpty)
    }
  }

  private func code(_ mode: Ledger.Mode = .readWrite) -> LedgerFailure.Code? {
    #expect(throws: LedgerFailure.self) { try open(mode) }?.code
  }

  @Test("a ledger that is not there, or holds no run, is told to a reader")
  func missing() throws {
    #expect(code(.readOnly) == .database(.missing))
    try directory.write([], to: "ledger")
    #expect(code(.readOnly) == .database(.missing))
  }

  @Test(
    "a file of another program is refused and left alone",
    arguments: [
      Ledger.Mode.readWrite, .readOnly, .dryRun,
    ])
  func notOurs(_ mode: Ledger.Mode) throws {
    let text = Array("account_id,sdk_app_id,day\n".utf8)
    try directory.write(text, to: "ledger")
    #expect(code(mode) == .database(.notOurs))
    #expect(try directory.bytes(of: "ledger") == text)
  }

  @Test(
    "a ledger of a newer version is refused",
    arguments: [
      Ledger.Mode.readWrite, .readOnly, .dryRun,
    ])
  func newerVersion(_ mode: Ledger.Mode) throws {
    try makeLedger()
    let database = try Database(
      path: directory.path("ledger"), access: .readWrite,
      applicationID: LedgerSchema.applicationID)
    try database.execute("PRAGMA user_version = 99")
    database.close()
    #expect(code(mode) == .database(.newerVersion))
  }

  @Test("who posts a run is remembered")
  func poster() throws {
    try makeLedger()
    let ledger = try open()
    try ledger.write(command: "settle", by: "night shift") { _ in }
    #expect(try ledger.read { try $0.runs().map(\.postedBy) } == [nil, "night shift"])
  }

  @Test("where fields stood in the dumps of a run is remembered")
  func fieldMap() throws {
    try makeLedger()
    let ledger = try open()
    try ledger.write(command: "run") { (run) throws in try run.setFieldMap(.stripe) }
    #expect(try ledger.read { try $0.fieldMap(ofRun: 2) } == .stripe)
    #expect(try ledger.read { try $0.fieldMap(ofRun: 1) }.isEmpty)
    try ledger.database.execute("UPDATE field_map SET path = 'a..b' WHERE field = 'time'")
    let failure = #expect(throws: LedgerFailure.self) {
      try ledger.read { try $0.fieldMap(ofRun: 2) }
    }
    #expect(failure?.description.contains("time of run 2 has no place") == true)
  }

  @Test("a ledger of the first version is told to a reader, brought up by a run, and still chained")
  func olderVersion() throws {
    try makeLedger()
    let file = try Database(
      path: directory.path("ledger"), access: .readWrite,
      applicationID: LedgerSchema.applicationID)
    // Versions behind the first have only added tables and indices.
    try file.execute(
      """
      DROP TABLE posted_by; DROP TABLE forget; DROP TABLE forgotten_identity; DROP TABLE field_map;
      DROP TABLE partial_dump; DROP INDEX monthly_charge; DROP INDEX unpriced_charge;
      PRAGMA user_version = 1
      """)
    file.close()
    #expect(code(.readOnly) == .database(.olderVersion))
    try Ledger.checkExists(at: directory.path("ledger"))
    let ledger = try open()
    let before = try ledger.read { try $0.runs() }
    try ledger.write(command: "settle", by: "night shift") { _ in }
    let runs = try ledger.read { try $0.runs() }
    #expect(runs.dropLast() == before[...])
    #expect(runs.last?.postedBy == "night shift")
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }

  @Test("a second run gives up when another one goes on")
  func locked() throws {
    try makeLedger()
    let first = try open()
    let second = try open()
    try first.write(command: "run") { (_) throws in
      let failure = #expect(throws: LedgerFailure.self) {
        try second.write(command: "run") { _ in }
      }
      #expect(failure?.code == .database(.locked))
      #expect(failure?.path == directory.path("ledger"))
    }
    try second.write(command: "run") { run in #expect(run.run == 3) }
  }

  @Test("a reader goes on during a run and sees the state before it")
  func readerDuringRun() throws {
    try makeLedger()
    let writer = try open()
    let reader = try open(.readOnly)
    try writer.write(command: "settle") { (run) throws in
      try run.setSettledDay(day("2025-11-30"))
      #expect(try reader.read { try $0.settledDay() } == day("2025-10-02"))
    }
    #expect(try reader.read { try $0.settledDay() } == day("2025-11-30"))
  }

  @Test("two ledgers of the same runs hold the same bytes")
  func sameBytes() throws {
    try makeLedger()
    let first = try directory.bytes(of: "ledger")
    directory.remove("ledger")
    try makeLedger()
    #expect(try directory.bytes(of: "ledger") == first)
  }
}

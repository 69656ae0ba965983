import Aggregation
import Quantities
import TestSupport
import Testing

@testable import Ledger

@Suite("Forgotten identities")
struct ForgettingTests {
  private let ledger: Ledger
  private static let months = ["2025-09", "2025-10", "2025-11"].map { month($0) }

  /// Two runs, each with a dump and identities of three months: 1, 2, 3 and 11, 12, 13.
  init() throws {
    ledger = try TestServer.newLedger()
    for round in 0...1 as ClosedRange<UInt64> {
      try ledger.write(command: "run") { (run) throws in
        try run.post([dump(round, "\(round).zst")])
        try run.insert(Self.months.enumerated().map { identity(round * 10 + UInt64($0) + 1, $1) })
      }
    }
    try ledger.write(command: "close") { run in
      try run.close(month("2025-09"))
      try run.close(month("2025-10"))
    }
  }

  private static func end(of month: CalendarMonth) -> Timestamp {
    ZoneOffset(secondsEast: 28_800).start(of: month.advanced(by: 1).firstDay)
  }

  private func forget(_ text: String) throws -> Int64 {
    try ledger.write(command: "close") { run in
      try run.forget(through: month(text), before: Self.end(of: month(text)))
    }
  }

  /// The numbers of the identities that are known.
  private var known: [UInt64] {
    get throws {
      let numbers: [UInt64] = [1, 2, 3, 11, 12, 13]
      return try ledger.write(command: "run") { run in
        try run.known(among: numbers.map { identity($0, Self.months[0]) }).map {
          numbers[$0.index]
        }
      }
    }
  }

  @Test("those of the month and of earlier ones go, the others stay")
  func forgotten() throws {
    #expect(try ledger.read { try $0.forgottenThrough() } == nil)
    #expect(try ledger.read { try $0.forgottenBefore() } == nil)
    #expect(try forget("2025-09") == 2)
    #expect(try known == [2, 3, 12, 13])
    #expect(try forget("2025-10") == 2)
    #expect(try known == [3, 13])
    #expect(try ledger.read { try $0.forgottenThrough() } == month("2025-10"))
    #expect(try ledger.read { try $0.forgottenBefore() } == Self.end(of: month("2025-10")))
    #expect(try ledger.read { try $0.audit() } == [])
  }

  @Test("a run knows what was forgotten before it, and a run before it is told of")
  func atTheTime() throws {
    _ = try forget("2025-10")
    try ledger.read { (ledger) throws in
      #expect(try ledger.forgottenBefore(run: 4) == nil)
      #expect(try ledger.forgottenBefore(run: 5) == Self.end(of: month("2025-10")))
      #expect(try ledger.lastForgetting(ofRun: 1) == 4)
      #expect(try ledger.lastForgetting(ofRun: 3) == nil)
    }
  }

  @Test("of each run as many are counted as before, and its hash stays")
  func hashes() throws {
    func parts() throws -> [String] {
      let rows = try ledger.database.statement(
        "SELECT run || part || rows || hash FROM run_part WHERE run <= 3 ORDER BY run, part")
      defer { rows.reset() }
      var parts: [String] = []
      while try rows.step() { parts.append(rows.text(0)) }
      return parts
    }
    let before = try parts()
    #expect(try forget("2025-10") == 4)
    #expect(try parts() == before)
    #expect(try ledger.database.integer("SELECT sum(identities) FROM run") == 6)
  }

  @Test("nothing to forget is remembered, too")
  func nothing() throws {
    let ledger = try TestServer.newLedger()
    try ledger.write(command: "close") { (run) throws in
      try run.close(month("2025-10"))
      #expect(
        try run.forget(through: month("2025-10"), before: Self.end(of: month("2025-10"))) == 0)
    }
    #expect(try ledger.read { try $0.forgottenThrough() } == month("2025-10"))
    #expect(try ledger.read { try $0.audit() } == [])
  }

  private struct Stop: Error {}

  @Test("a run that fails forgets nothing")
  func rolledBack() throws {
    #expect(throws: Stop.self) {
      try ledger.write(command: "close") { (run) throws in
        _ = try run.forget(through: month("2025-10"), before: Self.end(of: month("2025-10")))
        throw Stop()
      }
    }
    #expect(try ledger.read { try $0.forgottenThrough() } == nil)
    #expect(try known == [1, 2, 3, 11, 12, 13])
    #expect(try ledger.read { try $0.audit() } == [])
  }

  @Test(
    "what is missing beside what was forgotten is found",
    arguments: [
      ("DELETE FROM identity WHERE dump = 1", "run 1, identity: there are 2 rows, the run wrote 3"),
      (
        "UPDATE identity SET month = 202512 WHERE dump = 2",
        "run 2, identity: a row of 3 is not what the run wrote"
      ),
      (
        "UPDATE forgotten_identity SET rows = rows - 1 WHERE origin = 2",
        "run 2, identity: there are 2 rows, the run wrote 3"
      ),
      (
        "UPDATE forgotten_identity SET hash = replace(hash, 'a', 'b')",
        "run 4, forgotten_identity: a row of 2 is not what the run wrote"
      ),
      ("DELETE FROM forgotten_identity", "run 1, identity: there are 1 rows, the run wrote 3"),
      ("UPDATE forget SET before_time = 0", "run 4, forget: a row of 1 is not what the run wrote"),
      ("DELETE FROM forget", "run 4, forget: there are 0 rows, the run wrote 1"),
    ])
  func mutation(sql: String, expected: String) throws {
    _ = try forget("2025-10")
    try ledger.database.execute(sql)
    let found = try ledger.read { try $0.audit() }.map(\.detail)
    #expect(found.contains(expected), "\(sql): \(found)")
  }

  @Test("a month that is forgotten and was not closed is a finding")
  func notClosed() throws {
    _ = try forget("2025-11")
    let findings = try ledger.read { try $0.audit() }
    #expect(
      findings.map(\.description) == [
        "identities: run 4, forget: 202511 is forgotten and was not closed by then"
      ])
  }
}

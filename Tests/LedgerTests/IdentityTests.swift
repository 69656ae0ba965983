import Aggregation
import Quantities
import TestSupport
import Testing

@testable import Ledger

@Suite("Identities in a ledger")
struct IdentityTests {
  private let ledger: Ledger
  private let october = month("2025-10")

  init() throws {
    ledger = try TestServer.newLedger()
  }

  private func indices(_ entries: [IdentityEntry]) throws -> [Int] {
    try ledger.write(command: "run") { try $0.known(among: entries).map(\.index) }
  }

  @Test("a new ledger knows nobody")
  func none() throws {
    #expect(try indices([identity(1, october)]).isEmpty)
  }

  @Test("identities of earlier runs are known, with the content that stands and its dump")
  func known() throws {
    try ledger.write(command: "run") { run in
      try run.post([dump(1, "a.zst"), dump(2, "b.zst")])
      try run.insert([2, 4].map { identity($0, content: $0, october) })
    }
    try ledger.write(command: "run") { run in
      try run.post([dump(3, "c.zst"), dump(4, "d.zst")])
      try run.insert([identity(.max, content: .max, october, dump: 1)])
    }
    try ledger.write(command: "run") { (run) throws in
      let asked = [1, 2, 3, 4, .max].map { identity($0, content: 9, month("2025-11")) }
      let known = try run.known(among: asked)
      #expect(known.map(\.index) == [1, 3, 4])
      #expect(
        known.map(\.content) == [2, 4, .max].map { identity($0, content: $0, october).content })
      #expect(known.map(\.source) == ["a.zst", "a.zst", "d.zst"])
      #expect(
        try run.database.integer("SELECT count(*) FROM identity WHERE month = 202510") == 3)
    }
  }

  @Test("an identity is inserted once")
  func twice() throws {
    try ledger.write(command: "run") { run in
      try run.post([dump(1)])
      try run.insert([identity(1, october)])
    }
    let failure = #expect(throws: LedgerFailure.self) {
      try ledger.write(command: "run") { run in
        try run.post([dump(2)])
        try run.insert([identity(1, october)])
      }
    }
    #expect(failure?.code == .database(.constraint))
  }

  @Test(
    "seeded sets agree with a dictionary, dense and sparse", arguments: [1, 2, 3, 4] as [UInt64])
  func model(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var model: [Fingerprint: ContentFingerprint] = [:]
    for round in 0..<6 {
      // Small ranges meet often, large ones seldom.
      let range: UInt64 = round % 2 == 0 ? 600 : .max
      var numbers = Set<UInt64>()
      for _ in 0..<200 { numbers.insert(random.next() % range) }
      let entries = numbers.sorted().map { identity($0, content: random.next(), october) }
      try ledger.write(command: "run") { (run) throws in
        try run.post([dump(UInt64(round))])
        let known = try run.known(among: entries)
        let expected = entries.indices.filter { model[entries[$0].identity] != nil }
        #expect(known.map(\.index) == expected, "seed \(seed)")
        #expect(
          known.map(\.content) == expected.map { model[entries[$0].identity] }, "seed \(seed)")
        let new = entries.filter { model[$0.identity] == nil }
        try run.insert(new)
        for entry in new { model[entry.identity] = entry.content }
      }
    }
    #expect(try ledger.read { try $0.audit() }.isEmpty)
  }

  @Test("dumps are known by what they hold")
  func dumps() throws {
    let digest = dump(3).digest
    try ledger.write(command: "run") { (run) throws in
      #expect(try run.source(ofDump: digest) == nil)
      try run.post([dump(3, "x/a.zst")])
      #expect(try run.source(ofDump: digest) == "x/a.zst")
    }
    #expect(try ledger.read { try $0.source(ofDump: digest) } == "x/a.zst")
    #expect(try ledger.read { try $0.source(ofDump: dump(4).digest) } == nil)
    let failure = #expect(throws: LedgerFailure.self) {
      try ledger.write(command: "run") { try $0.post([dump(3, "b.zst")]) }
    }
    #expect(failure?.code == .database(.constraint))
  }
}

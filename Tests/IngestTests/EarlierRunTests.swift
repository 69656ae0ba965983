import Aggregation
import Catalog
import Ingest
import Quantities
import TestSupport
import Testing

/// A ledger in memory: what earlier runs have counted.
struct Posted: PostedBefore {
  private var identities:
    [Fingerprint: (content: ContentFingerprint, source: String, month: CalendarMonth)] = [:]
  private var dumps: [Fingerprint: String] = [:]
  private var end: Timestamp?

  /// Takes in what a run counted.
  mutating func post(_ result: IngestResult) throws {
    for entry in try result.usage.identities.all() {
      let source = result.receipts[Int(entry.dump)].source
      precondition(identities[entry.identity] == nil, "an identity is posted once")
      identities[entry.identity] = (entry.content, source, entry.month)
    }
    for receipt in result.receipts { dumps[receipt.digest] = receipt.source }
  }

  var isEmpty: Bool { identities.isEmpty }

  func known(among entries: [IdentityEntry]) -> [KnownIdentity] {
    precondition(entries.map(\.identity) == entries.map(\.identity).sorted(), "in rising order")
    return entries.enumerated().compactMap { index, entry in
      identities[entry.identity].map {
        KnownIdentity(index: index, content: $0.content, source: $0.source)
      }
    }
  }

  func source(ofDump digest: Fingerprint) -> String? { dumps[digest] }

  /// Forgets all identities of records from before an instant.
  mutating func forget(before instant: Timestamp) {
    let month = Catalog.builtIn.zone.day(of: instant).month
    identities = identities.filter { $0.value.month >= month }
    end = instant
  }

  func forgottenBefore() -> Timestamp? { end }
}

extension NewIdentities {
  /// All of them, in rising order.
  func all() throws -> [IdentityEntry] {
    var all: [IdentityEntry] = []
    try forEachPart { all += $0 }
    return all
  }
}

@Suite("what earlier runs counted stands")
struct EarlierRunTests {
  @Test("duplicates and conflicts of an earlier run", arguments: [1, 3])
  func earlier(workers: Int) throws {
    let workshop = try Workshop()
    var posted = Posted()
    try posted.post(
      try workshop.result([
        TestDump(lines: [IdentityTests.line("a", 1), IdentityTests.line("b", 2)], name: "old")
      ]))
    let dump = TestDump(
      lines: [
        IdentityTests.line("a", 1), IdentityTests.line("a", 5), IdentityTests.line("a", 1),
        IdentityTests.line("b", 2), IdentityTests.line("c", 3), IdentityTests.line("c", 3),
        IdentityTests.line("d", 4), IdentityTests.line("a", 7, app: 2),
      ], name: "new")
    let result = try workshop.result([dump], before: posted) { $0.workers = workers }
    let outcome = Outcome(result, in: workshop.directory)
    #expect(outcome.lines.map(\.summary) == ["1 2025-10-01 audio 2 7", "2 2025-10-01 audio 1 7"])
    #expect(outcome.duplicates == 4)
    #expect(outcome.rejects.map(\.place) == ["new line 2 offset 80 conflict first old 0"])
    #expect(
      String(decoding: result.rejects[0], as: UTF8.self).hasSuffix(
        #","first":{"source":"\#(workshop.directory.path("old"))","line":null}}"#))
    // Only what is new is handed on.
    #expect(try result.usage.identities.all().count == 3)
    try posted.post(result)
  }

  @Test("the same bytes are read once")
  func sameBytes() throws {
    let workshop = try Workshop()
    let old = TestDump(lines: [IdentityTests.line("a")], name: "old")
    var posted = Posted()
    try posted.post(try workshop.result([old]))
    var copies = [old, old, TestDump(lines: [IdentityTests.line("b")], name: "new")]
    copies[1].name = "copy"
    copies.append(copies[2])
    copies[3].name = "copy of new"
    let result = try workshop.result(copies, before: posted) { $0.workers = 2 }
    let path = workshop.directory.path("") + "/"
    #expect(
      result.skipped.map(\.source) == ["old", "copy", "copy of new"].map { path + $0 })
    #expect(result.skipped.map(\.sameAs) == ["old", "old", "new"].map { path + $0 })
    #expect(result.receipts.map(\.source) == [path + "new"])
    #expect(result.counts.read == 1 && result.counts.counted == 1)
  }

  @Test("the same facts in other bytes are another dump")
  func otherBytes() throws {
    let text = IdentityTests.line("a") + "\n" + IdentityTests.line("x", 3, meter: "groups") + "\n"
    let bytes = Array(text.utf8)
    let outcome = try outcome([
      TestDump(plain: bytes, name: "plain"), TestDump(frames: [bytes], name: "compressed"),
    ])
    #expect(
      outcome.lines.map(\.summary) == ["1 2025-10-01 audio 1 60", "1 2025-10-01 groups 2 3"])
    #expect(outcome.duplicates == 1)
  }

  @Test("a copy of a dump that was left out is read in its place")
  func copyOfABadOne() throws {
    var bad = TestDump(lines: [IdentityTests.line("a")], name: "bad")
    bad.manifest = #"{"records":2}"#
    var copy = bad
    (copy.name, copy.manifest) = ("copy", nil)
    let workshop = try Workshop()
    let result = try workshop.result([bad, copy]) { $0.keepsGoing = true }
    #expect(result.failures.map { Trouble($0).name } == ["bad"])
    #expect(result.receipts.map(\.source) == [workshop.directory.path("copy")])
    #expect(result.skipped.isEmpty)
    #expect(result.counts.counted == 1)
  }

  @Test("seeded runs one after the other agree with the reference", arguments: 1...40)
  func seeded(seed: UInt64) throws {
    let workshop = try Workshop()
    var posted = Posted()
    var standing: [ReferenceIngest.Identity: ReferenceIngest.Standing] = [:]
    for part in 0..<3 as Range<UInt64> {
      var run = RandomRun(seed: 10_000 + seed * 3 + part)
      for index in run.dumps.indices { run.dumps[index].name = "run\(part)-\(index)" }
      let result = try workshop.result(run.dumps, before: posted) { $0.workers = Int(part) + 1 }
      let reference = ReferenceIngest(run.dumps.map(\.reference), earlier: standing)
      // Random dumps of the same bytes would be skipped by the one and not by the other.
      guard result.skipped.isEmpty else { continue }
      let differences = Outcome(result, in: workshop.directory)
        .differences(from: Outcome(reference))
      #expect(differences == "", "seed \(seed), run \(part)")
      #expect(result.counts.isConserved)
      try posted.post(result)
      standing = reference.standingForLaterRuns
    }
  }
}

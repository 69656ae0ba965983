import Ingest
import Pipeline
import TestSupport
import Testing

@Suite("A proof from the dumps")
struct DumpProofTests {
  private let ledger: RichLedger

  init() throws {
    ledger = try RichLedger()
  }

  @Test("the ledger is sound without them")
  func sound() throws {
    let report = try ledger.verify()
    #expect(report.findings == [])
    #expect(report.proof == nil)
    #expect(report.history.runs == 8)
    #expect(report.history.dumps == 5)
  }

  @Test("every run follows from its dumps, on any number of workers", arguments: [1, 2, 3, 7])
  func derived(workers: Int) throws {
    let report = try ledger.verify(dumps: RichLedger.dumps, workers: workers)
    #expect(report.findings == [])
    #expect(report.notices == [])
    #expect(report.proof?.dumpsRead == 5)
    #expect(report.proof?.runsDerived == 5)
    #expect(report.proof?.recordsRead == report.history.recordsRead)
    #expect(report.certificate == (try ledger.verify().certificate))
  }

  @Test("dumps are found by what they hold, in any order, under any name, in any folder")
  func renamed() throws {
    for (number, name) in RichLedger.dumps.reversed().enumerated() {
      let bytes = try ledger.directory.bytes(of: name)
      try ledger.directory.write(bytes, to: "moved/\(number % 2)/\(number)")
      ledger.directory.remove(name)
    }
    let report = try ledger.verify(dumps: ["moved"])
    #expect(report.findings == [])
    #expect(report.notices == [])
    #expect(report.proof?.dumpsRead == 5)
  }

  @Test("what was not posted is left out with a word")
  func strangers() throws {
    // One byte is another: the size of a dump is not enough.
    var bytes = try ledger.directory.bytes(of: "late.csv")
    bytes[bytes.count - 2] ^= 1
    try ledger.directory.write(bytes, to: "other.csv")
    let report = try ledger.verify(dumps: [".", "book.ndjson", "other.csv"])
    #expect(report.findings == [])
    #expect(report.proof?.dumpsRead == 5)
    let folder = ledger.directory.path(".")
    let (summary, others) = (report.notices.first ?? "", report.notices.dropFirst())
    #expect(summary.hasPrefix("\(folder): "))
    #expect(
      summary.hasSuffix(
        "files were not posted and are left out, the first of them \(folder)/book.ndjson"))
    #expect(
      Array(others) == [
        "\(ledger.directory.path("book.ndjson")) was not posted; it is left out",
        "\(ledger.directory.path("other.csv")) was not posted; it is left out",
      ])
  }

  @Test(
    "a dump that is missing is a finding, and all other runs are derived that need nothing of it",
    arguments: [
      // What they counted in October is forgotten, and runs up to then had to know it.
      ("october.csv", [2, 5, 6]), ("october.ndjson", [5, 6]), ("november.csv", []),
      ("late.csv", []), ("too-late.csv", []),
    ] as [(String, [Int])])
  func missing(name: String, unproved: [Int]) throws {
    let report = try ledger.verify(dumps: RichLedger.dumps.filter { $0 != name })
    #expect(report.findings.count == 1)
    #expect(report.findings.first?.contains("\(name) with") == true)
    #expect(report.proof?.missing == [ledger.directory.path(name)])
    #expect(report.proof?.runsDerived == 4 - unproved.count)
    #expect(
      report.notices
        == unproved.map {
          "run \($0) is not proved: it knew identities that are forgotten, of dumps that were not "
            + "read again"
        })
    #expect(report.certificate.hash == nil)
  }

  @Test("a path that is not there is an input that is missing")
  func noSuchPath() throws {
    #expect(throws: UntrustedInput.self) { try ledger.verify(dumps: ["nowhere"]) }
  }

  @Test(
    "a ledger that was changed and chained anew does not follow from its dumps",
    arguments: [
      (
        "UPDATE usage_entry SET quantity = 3660 WHERE quantity = 3600",
        """
        dumps: run 1, usage_entry: app 1400000001, day 20251002, meter audio: 1 records and a \
        quantity of 3660, the dumps give 1 and 3600
        """
      ),
      (
        "DELETE FROM usage_entry WHERE quantity = 3600",
        """
        dumps: run 1, usage_entry: app 1400000001, day 20251002, meter audio: is missing, and the \
        dumps give it
        """
      ),
      (
        "UPDATE usage_entry SET day = 20251030 WHERE quantity = 3600",
        """
        dumps: run 1, usage_entry: app 1400000001, day 20251030, meter audio: is there, and the \
        dumps do not give it
        """
      ),
      (
        "UPDATE usage_entry SET quantity = 250001 WHERE quantity = 250000",
        """
        dumps: run 2, usage_entry: app 1400000003, day 20251008, meter groups: 2 records and a \
        quantity of 200000, the dumps give 2 and 199999
        """
      ),
      (
        "DELETE FROM identity WHERE month = 202511",
        "dumps: run 5, identity: the dumps give 3 rows, the run wrote 0"
      ),
      (
        "UPDATE identity SET month = 202509 WHERE dump = 3",
        "dumps: run 5, identity: the dumps give 3 rows, the run wrote 3, not the same"
      ),
      (
        "UPDATE forgotten_identity SET rows = rows + 1 WHERE origin = 2",
        "dumps: run 2, identity: the dumps give 2 rows, the run wrote 3"
      ),
      (
        "UPDATE forgotten_identity SET hash = substr(hash, 2) || substr(hash, 1, 1)",
        "dumps: run 6, identity: the dumps give 2 rows, the run wrote 2, not the same"
      ),
      (
        "UPDATE forget SET before_time = before_time + 86400",
        "dumps: run 8, run: records_duplicate is 1, the dumps give 0"
      ),
      (
        "DELETE FROM forget", "dumps: run 8, run: records_rejected is 2, the dumps give 0"
      ),
      (
        "INSERT INTO identity VALUES (zeroblob(16), zeroblob(12), 202510, 3)",
        """
        dumps: run 5, identity: X'00000000000000000000000000000000' is there, and the dumps do \
        not give it
        """
      ),
      (
        "UPDATE distinct_user SET run = 1",
        "dumps: run 1, distinct_user: the dumps give 2 rows, the run wrote 3"
      ),
      (
        "UPDATE distinct_user SET run = 2",
        "dumps: run 1, distinct_user: the dumps give 2 rows, the run wrote 0"
      ),
      (
        "INSERT INTO distinct_user VALUES (1400000003, 20251007, 1, zeroblob(16), 2)",
        """
        dumps: run 2, distinct_user: X'00000000000000000000000000000000' is there, and the dumps \
        do not give it
        """
      ),
      (
        "UPDATE reject SET line = replace(line, 'a9', 'a8') WHERE run = 1",
        "dumps: run 1, reject: line 3 is not what the dumps give"
      ),
      (
        "DELETE FROM reject WHERE run = 2 AND ordinal = 2",
        "dumps: run 2, reject: there are 1 lines, the dumps give 2"
      ),
      (
        """
        UPDATE run SET records_duplicate = records_duplicate + 1,
          records_conflict = records_conflict - 1 WHERE id = 1
        """, "dumps: run 1, run: records_duplicate is 2, the dumps give 1"
      ),
      (
        "UPDATE run SET assumed_offset = NULL WHERE id = 5",
        "dumps: run 5, run: records_rejected is 0, the dumps give 1"
      ),
      (
        "UPDATE field_map SET path = 'width' WHERE field = 'quantity'",
        "dumps: run 8, run: records_rejected is 2, the dumps give"
      ),
      ("DELETE FROM field_map", "dumps: run 8: "),
      (
        "UPDATE dump SET records_read = 99 WHERE id = 4", "dumps: run 6, dump: "
      ),
    ])
  func forged(script: String, expected: String) throws {
    try forge(ledger.path, script)
    let report = try ledger.verify(dumps: RichLedger.dumps)
    #expect(
      report.findings.contains { $0.hasPrefix(expected) },
      "\(script): \(report.findings.joined(separator: "\n"))")
    #expect(!report.findings.contains { $0.hasPrefix("chain:") }, "\(report.findings)")
  }

  @Test("chaining anew what was not changed gives the chain that was there")
  func chainedAnew() throws {
    let before = try ledger.verify()
    try forge(ledger.path, "")
    let after = try ledger.verify()
    #expect(after.findings == [])
    #expect(after.history.chainHead == before.history.chainHead)
  }
}

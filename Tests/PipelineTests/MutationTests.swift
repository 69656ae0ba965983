import Pipeline
import Storage
import TestSupport
import Testing

@Suite("A ledger that somebody changed")
struct MutationTests {
  private static let ledger = Result { try RichLedger() }

  /// The tables of a ledger; a test below holds the list complete.
  private static let tables = [
    "account", "app", "app_owner", "book_event", "catalog", "charge_entry", "close",
    "deduction_entry", "distinct_user", "dump", "field_map", "forget", "forgotten_identity",
    "grant_entry", "identity", "item", "order_entry", "partial_dump", "posted_by", "reject", "run",
    "run_part", "standing",
    "usage", "usage_entry", "used_refund",
  ]

  /// A copy of the ledger that can be changed.
  private struct Copy {
    let directory: WorkDirectory
    let bytes: [UInt8]
    var path: String { directory.path("ledger") }

    init() throws {
      bytes = try MutationTests.ledger.get().directory.bytes(of: "ledger")
      directory = try WorkDirectory("mutation")
      try restore()
    }

    func restore() throws { try directory.write(bytes, to: "ledger") }

    func open() throws -> LedgerFile { try LedgerFile(path: path) }

    /// What is found after a change; `nil` when the database refuses the change.
    func findings(after mutation: Mutation) throws -> [String]? {
      try restore()
      let file = try open()
      let isChanged = try file.apply(mutation)
      try file.close()
      guard isChanged else { return nil }
      return try verifyLedger(VerificationOptions(ledger: path)).findings
    }
  }

  /// Expects that a change is found and that its table is named.
  private func expectFinding(_ mutation: Mutation, in copy: Copy) throws -> Bool {
    guard let findings = try copy.findings(after: mutation) else { return false }
    #expect(
      findings.contains { $0.contains(mutation.table) },
      "\(mutation.sql): \(findings.prefix(5))")
    return true
  }

  private func mutations<Mutations>(
    _ copy: Copy, _ make: (LedgerFile) throws -> Mutations
  ) throws -> Mutations {
    let file = try copy.open()
    let mutations = try make(file)
    try file.close()
    return mutations
  }

  @Test("is sound before, and all its tables are known and hold something")
  func before() throws {
    let copy = try Copy()
    #expect(try verifyLedger(VerificationOptions(ledger: copy.path)).findings == [])
    let file = try copy.open()
    #expect(try file.tables == Self.tables)
    for table in Self.tables { #expect(try !file.rows(of: table).isEmpty, "\(table)") }
    try file.close()
  }

  @Test("any single value: a finding names its table", arguments: tables)
  func values(table: String) throws {
    let copy = try Copy()
    for column in try mutations(copy, { try Mutation.changes(of: table, in: $0) }) {
      let found = try column.filter { try expectFinding($0, in: copy) }
      #expect(!found.isEmpty, "no change was possible: \(column[0].sql)")
    }
  }

  @Test("a row less: a finding names its table", arguments: tables)
  func losses(table: String) throws {
    let copy = try Copy()
    for mutation in try mutations(copy, { try Mutation.losses(of: table, in: $0) }) {
      #expect(try expectFinding(mutation, in: copy), "\(mutation.sql)")
    }
  }

  @Test("a row more: a finding names its table", arguments: tables)
  func additions(table: String) throws {
    let copy = try Copy()
    for mutation in try mutations(copy, { try Mutation.additions(to: table, in: $0) }) {
      #expect(try expectFinding(mutation, in: copy), "\(mutation.sql)")
    }
  }
}

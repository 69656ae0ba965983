public import Aggregation
public import Catalog
public import Quantities
import Storage

/// What the dumps of a run come to when they are read again.
public struct DerivedRun: Sendable {
  /// The dumps, in the order in which the run posted them.
  public var receipts: [DumpReceipt] = []
  /// What became of their records.
  public var counts = RecordCounts()
  /// Usage lines.
  public var lines: [UsageLine] = []
  /// Identities that were new to the run.
  public var identities: NewIdentities?
  /// Users, whether new to the run or not.
  public var users: DistinctUsers?
  /// Lines of the rejects file.
  public var rejects: [[UInt8]] = []

  /// A run without dumps.
  public init() {}
}

/// Compares what runs posted with what their dumps come to, row by row, run after run.
///
/// Each run is derived from its own dumps and from the identities of the runs before it, which have
/// been compared already; so that in the end everything follows from the dumps alone, and memory
/// holds one run at a time.
public struct DerivationCheck {
  let ledger: LedgerReader
  let limit: Int
  /// Identities that runs knew and the ledger knows no more; `nil` when nothing is forgotten.
  let rebuilt: RebuiltIdentities?
  /// The highest counts of `peak` meters up to the run, which decide what a run adds to them.
  var peaks: [UsageRowKey: Int64] = [:]
  var findings: [LedgerFinding] = []

  /// - Parameters:
  ///   - ledger: the ledger whose runs are compared.
  ///   - limit: no more findings than so many are told of each table of a run.
  public init(_ ledger: LedgerReader, limit: Int = 20) throws {
    self.ledger = ledger
    self.limit = limit
    rebuilt = try ledger.forgottenThrough().map { month throws(DatabaseFailure) in
      try RebuiltIdentities(through: month)
    }
  }

  /// The identities that a run knew, once all runs before it were compared.
  public func identities(before run: RunRecord) throws -> EarlierIdentities {
    try rebuilt?.forget(through: ledger.forgottenThrough(run: run.id))
    return try EarlierIdentities(ledger, before: run.id, rebuilt: rebuilt)
  }

  /// Compares a run; runs come in their order.
  ///
  /// - Parameters:
  ///   - run: the next run.
  ///   - derived: what its dumps come to; `nil` when they are not there to be read, and the run is
  ///     taken as it is.
  ///   - catalog: the catalog it went by.
  /// - Returns: what differs.
  /// - Complexity: O(n log n) in the rows of the run. What the run wrote as a whole is told by the
  ///   chain; single rows are looked for only when that differs.
  public mutating func compare(
    _ run: RunRecord, with derived: DerivedRun?, catalog: Catalog
  ) throws -> [LedgerFinding] {
    findings = []
    let items = try ledger.items(catalog)
    guard let derived else {
      try notePeaks(of: run.id, items)
      return []
    }
    try compareDumps(run, derived)
    compareCounts(run, derived)
    try compareRejects(run, derived)
    try compareIdentities(run, derived)
    let newUsers = try compareUsers(run, derived, items)
    try compareUsage(run, expected(derived, newUsers, items), items)
    try notePeaks(of: run.id, items)
    return findings
  }

  private mutating func compareDumps(_ run: RunRecord, _ derived: DerivedRun) throws {
    let posted = try ledger.dumps(ofRun: run.id)
    if posted.count != derived.receipts.count {
      note(run, "dump", "\(derived.receipts.count) dumps were read, \(posted.count) are posted")
    }
    for (posted, read) in zip(posted, derived.receipts) where posted != read {
      note(
        run, "dump",
        "\(posted.source) has \(read.storedBytes) bytes, \(read.recordsRead) records and "
          + "\(read.recordsRejected) rejects; posted are \(posted.storedBytes), "
          + "\(posted.recordsRead) and \(posted.recordsRejected)")
    }
  }

  private mutating func compareCounts(_ run: RunRecord, _ derived: DerivedRun) {
    let fields: [(String, KeyPath<RecordCounts, Int64>)] = [
      ("records_read", \.read), ("records_counted", \.counted),
      ("records_duplicate", \.duplicates), ("records_conflict", \.conflicts),
      ("records_rejected", \.rejected), ("records_oversize", \.oversize),
    ]
    for (name, field) in fields where run.counts[keyPath: field] != derived.counts[keyPath: field] {
      note(
        run, "run",
        "\(name) is \(run.counts[keyPath: field]), the dumps give \(derived.counts[keyPath: field])"
      )
    }
  }

  private mutating func compareRejects(_ run: RunRecord, _ derived: DerivedRun) throws {
    let rows = try ledger.database.statement(
      "SELECT ordinal, line FROM reject WHERE run = ?1 ORDER BY ordinal", .long)
    defer { rows.reset() }
    rows.bind(run.id, at: 1)
    var (count, differing) = (0, 0)
    while try rows.step() {
      let isEqual =
        count < derived.rejects.count
        && rows.withBytes(1) { text in
          derived.rejects[count].count == text.count
            && text.indices.allSatisfy { text[$0] == derived.rejects[count][$0] }
        }
      count += 1
      guard !isEqual, differing < limit else { continue }
      differing += 1
      note(run, "reject", "line \(rows.integer(0)) is not what the dumps give")
    }
    if count < derived.rejects.count {
      note(run, "reject", "there are \(count) lines, the dumps give \(derived.rejects.count)")
    }
  }

  mutating func note(_ run: RunRecord, _ table: String, _ detail: String) {
    findings.append(LedgerFinding(check: .dumps, detail: "run \(run.id), \(table): \(detail)"))
  }

  /// What the run wrote to a table, as the chain tells.
  func part(_ table: String, of run: Int64) throws(DatabaseFailure) -> ChainPart {
    let rows = try ledger.database.statement(
      "SELECT rows, hash FROM run_part WHERE run = ?1 AND part = ?2")
    defer { rows.reset() }
    rows.bind(run, at: 1)
    rows.bind(table, at: 2)
    guard try rows.step() else { return RowSetDigest().part }
    return ChainPart(rows: rows.integer(0), hash: rows.text(1))
  }
}

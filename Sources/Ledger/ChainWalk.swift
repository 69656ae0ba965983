import Storage

/// A walk along the chain of runs, which works every hash out again from the rows.
struct ChainWalk {
  /// Parts by run and table.
  private typealias Parts = [Int64: [String: ChainPart]]

  private let database: Database
  private let limit: Int
  /// Hashes by run.
  private var hashes: [Int64: String] = [:]
  private var stored: Parts = [:]
  private var found: Parts = [:]
  private var details: [String] = []

  private init(_ database: Database, limit: Int) {
    self.database = database
    self.limit = limit
  }

  /// What does not fit, the first run first, with its table and as much of its place as is known.
  ///
  /// - Parameter limit: no more than so many are told.
  /// - Complexity: reads all tables but the totals; no sort.
  static func findings(
    in database: Database, limit: Int
  ) throws(DatabaseFailure) -> [LedgerFinding] {
    var walk = ChainWalk(database, limit: limit)
    try walk.readRuns()
    for table in ChainTable.all { try walk.read(table) }
    for set in RowSet.all { try walk.read(set) }
    try walk.compare()
    return walk.details.prefix(limit).map { LedgerFinding(check: .chain, detail: $0) }
  }

  private mutating func readRuns() throws(DatabaseFailure) {
    let runs = try database.statement("SELECT id, hash FROM run")
    defer { runs.reset() }
    while try runs.step() { hashes[runs.integer(0)] = runs.text(1) }
    let parts = try database.statement("SELECT run, part, rows, hash FROM run_part")
    defer { parts.reset() }
    while try parts.step() {
      stored[parts.integer(0), default: [:]][parts.text(1)] = ChainPart(
        rows: parts.integer(2), hash: parts.text(3))
    }
  }

  private mutating func read(_ table: ChainTable) throws(DatabaseFailure) {
    let rows = try database.statement(table.allRows, .long)
    defer { rows.reset() }
    var run: Int64 = 0
    var hash = RowHash()
    while try rows.step() {
      let next = rows.integer(0)
      if next < run {
        details.append(
          "run \(next), \(table.name): row \(rows.integer(1)) stands behind rows of run \(run)")
      }
      if next != run {
        note(hash.part(), of: table.name, run)
        hash = RowHash()
        run = next
      }
      hash.add(rows, from: 1)
    }
    note(hash.part(), of: table.name, run)
  }

  private mutating func read(_ set: RowSet) throws(DatabaseFailure) {
    let rows = try database.statement(set.allRows, .long)
    defer { rows.reset() }
    var digests: [Int64: RowSetDigest] = [:]
    var line = CanonicalLines()
    while try rows.step() {
      line.set(rows, from: 1)
      digests[rows.integer(0), default: RowSetDigest()].add(line)
    }
    for (run, part) in try database.droppedParts(of: set) {
      digests[run, default: RowSetDigest()].add(part)
    }
    for (run, digest) in digests { note(digest.part, of: set.name, run) }
  }

  private mutating func note(_ part: ChainPart, of table: String, _ run: Int64) {
    if part.rows > 0 { found[run, default: [:]][table] = part }
  }

  private mutating func compare() throws(DatabaseFailure) {
    let runs = Set(hashes.keys).union(stored.keys).union(found.keys).sorted()
    for (place, run) in runs.enumerated() where details.count < limit {
      guard let hash = hashes[run] else {
        let tables = Set(found[run, default: [:]].keys).union(
          stored[run] == nil ? [] : ["run_part"])
        details.append(
          "run \(run) is not there, and rows of it are: \(tables.sorted().joined(separator: ", "))")
        continue
      }
      if run != Int64(place + 1) {
        details.append("run \(run): runs are numbered from 1, and one before it is missing")
      }
      compareParts(of: run)
      if hash != (try database.chainHash(ofRun: run)) {
        details.append(
          "run \(run): its hash does not follow from its rows of run_part and the run before")
      }
    }
  }

  private mutating func compareParts(of run: Int64) {
    let (stored, found) = (stored[run, default: [:]], found[run, default: [:]])
    for table in Set(stored.keys).union(found.keys).sorted() where stored[table] != found[table] {
      let (wrote, has) = (stored[table]?.rows ?? 0, found[table]?.rows ?? 0)
      details.append(
        wrote == has
          ? "run \(run), \(table): a row of \(has) is not what the run wrote"
          : "run \(run), \(table): there are \(has) rows, the run wrote \(wrote)")
    }
  }
}

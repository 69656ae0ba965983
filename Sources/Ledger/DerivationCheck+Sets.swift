import Aggregation
import ByteStreams
import Catalog
import Quantities
import Storage

extension DerivationCheck {
  /// Compares the identities that a run counted.
  mutating func compareIdentities(_ run: RunRecord, _ derived: DerivedRun) throws {
    let dumps = try dumpNumbers(of: run.id)
    var digest = RowSetDigest()
    var line = CanonicalLines()
    try derived.identities?.forEachPart { part in
      for entry in part where Int(entry.dump) < dumps.count {
        line.set(entry, dump: dumps[Int(entry.dump)])
        digest.add(line)
      }
    }
    try rebuilt?.insert(derived.identities, dumps: dumps)
    let posted = try part(RowSet.identities.name, of: run.id)
    guard digest.part != posted else { return }
    note(
      run, "identity",
      "the dumps give \(digest.part.rows) rows, the run wrote \(posted.rows)"
        + (digest.part.rows == posted.rows ? ", not the same" : ""))
    try nameIdentities(run, derived, dumps)
  }

  /// Names identities that differ.
  private mutating func nameIdentities(
    _ run: RunRecord, _ derived: DerivedRun, _ dumps: [Int64]
  ) throws {
    var told = 0
    let rows = try ledger.database.statement(
      "SELECT content, month, dump FROM identity WHERE fingerprint = ?1")
    defer { rows.reset() }
    var all: Set<Fingerprint> = []
    try derived.identities?.forEachPart { part in
      for entry in part {
        all.insert(entry.identity)
        guard told < limit else { continue }
        rows.reset()
        rows.bind(blob: entry.identity.high, entry.identity.low, at: 1)
        let isThere = try rows.step()
        // Of those that are forgotten only the sum is kept.
        if !isThere, let rebuilt, entry.month <= rebuilt.month { continue }
        let content = isThere ? rows.parts(0) : nil
        if isThere, content?.high == entry.content.high, content?.low == entry.content.low,
          rows.integer(1) == entry.month.packed, Int(entry.dump) < dumps.count,
          rows.integer(2) == dumps[Int(entry.dump)]
        {
          continue
        }
        told += 1
        note(
          run, "identity",
          "\(entry.identity.digits) is \(isThere ? "not as the dumps give it" : "missing")")
      }
    }
    try nameStrangers(
      run, "identity",
      """
      SELECT fingerprint FROM identity WHERE dump IN (SELECT id FROM dump WHERE run = ?1)
      """, all)
  }

  /// Compares the users that a run met; returns how many are new on each line.
  mutating func compareUsers(
    _ run: RunRecord, _ derived: DerivedRun, _ items: ItemNumbers
  ) throws -> [UsageRowKey: Int64] {
    var (digest, newUsers, told) = (RowSetDigest(), [UsageRowKey: Int64](), 0)
    var line = CanonicalLines()
    var all: Set<Fingerprint> = []
    let rows = try ledger.database.statement(
      """
      SELECT run FROM distinct_user
      WHERE app = ?1 AND day = ?2 AND meter = ?3 AND fingerprint = ?4
      """)
    defer { rows.reset() }
    try derived.users?.forEachBatch { users in
      for entry in users.sorted(by: UserEntry.tableOrder) {
        let meter = items.knownNumber(of: entry.line.meter) ?? 0
        let key = UsageRowKey(
          app: Int64(entry.line.app.number), day: entry.line.day.packed, meter: meter)
        rows.reset()
        rows.bind(key.app, at: 1)
        rows.bind(key.day, at: 2)
        rows.bind(key.meter, at: 3)
        rows.bind(blob: entry.user.high, entry.user.low, at: 4)
        let first = try rows.step() ? rows.integer(0) : nil
        if let first, first < run.id { continue }
        all.insert(entry.user)
        newUsers[key, default: 0] += 1
        line.set(entry, meter: meter, run: run.id)
        digest.add(line)
        guard first != run.id, told < limit else { continue }
        told += 1
        note(
          run, "distinct_user",
          "\(entry.user.digits) is " + (first.map { "of run \($0)" } ?? "missing"))
      }
    }
    let posted = try part(RowSet.users.name, of: run.id)
    if digest.part != posted {
      note(
        run, "distinct_user",
        "the dumps give \(digest.part.rows) rows, the run wrote \(posted.rows)")
      try nameStrangers(
        run, "distinct_user", "SELECT fingerprint FROM distinct_user WHERE run = ?1",
        all)
    }
    return newUsers
  }

  /// Names rows of a run that its dumps do not give.
  private mutating func nameStrangers(
    _ run: RunRecord, _ table: String, _ sql: String, _ derived: Set<Fingerprint>
  ) throws {
    let rows = try ledger.database.statement(sql, .long)
    defer { rows.reset() }
    rows.bind(run.id, at: 1)
    var told = 0
    while try told < limit && rows.step() {
      guard let (high, low) = rows.halves(0) else { continue }
      let found = Fingerprint(high: high, low: low)
      guard !derived.contains(found) else { continue }
      told += 1
      note(run, table, "\(found.digits) is there, and the dumps do not give it")
    }
  }

  private func dumpNumbers(of run: Int64) throws(DatabaseFailure) -> [Int64] {
    let rows = try ledger.database.statement("SELECT id FROM dump WHERE run = ?1 ORDER BY id")
    defer { rows.reset() }
    rows.bind(run, at: 1)
    var numbers: [Int64] = []
    while try rows.step() { numbers.append(rows.integer(0)) }
    return numbers
  }
}

extension UserEntry {
  /// The order of the table of users, so that rows that lie together are written together.
  static func tableOrder(_ left: UserEntry, _ right: UserEntry) -> Bool {
    left.line == right.line ? left.user < right.user : left.line < right.line
  }
}

extension Fingerprint {
  /// 32 hexadecimal digits.
  fileprivate var digits: String {
    var lines = CanonicalLines()
    lines.append(blob: high, low)
    return String(decoding: lines.view.bytes, as: UTF8.self)
  }
}

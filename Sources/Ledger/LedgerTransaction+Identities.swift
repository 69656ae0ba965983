public import Aggregation
import Quantities
import Storage

extension LedgerTransaction: KnownIdentities {
  public var isEmpty: Bool { get throws { try holdsNoIdentity } }

  /// Those of the entries that an earlier run, or an earlier call, inserted.
  ///
  /// - Complexity: one look-up an entry, in the order of the table.
  public func known(among entries: [IdentityEntry]) throws -> [KnownIdentity] {
    try known(among: entries, ofDumpsBefore: .max, in: database)
  }

  /// Remembers identities that this run counted.
  ///
  /// - Parameter identities: identities that are not known, best in rising order, of dumps that
  ///   were posted.
  /// - Throws: what the database throws, also for an identity that is known.
  public func insert(_ identities: [IdentityEntry]) throws {
    let insert = try database.insertion(
      into: "identity", ["fingerprint", "content", "month", "dump"])
    var line = CanonicalLines()
    for entry in identities {
      let dump = dumpNumbers[Int(entry.dump)]
      insert.bind(blob: entry.identity.high, entry.identity.low, at: 1)
      insert.bind(blob: entry.content.high, entry.content.low, at: 2)
      insert.bind(entry.month.packed, at: 3)
      insert.bind(dump, at: 4)
      try insert.run()
      line.set(entry, dump: dump)
      identityDigest.add(line)
    }
    let count = try database.statement(
      "UPDATE run SET identities = identities + ?2 WHERE id = ?1")
    count.bind(run, at: 1)
    count.bind(Int64(identities.count), at: 2)
    try count.run()
  }
}

/// The identities that runs before a certain one counted: what that run knew when it read its dumps.
public struct EarlierIdentities: KnownIdentities {
  private let ledger: LedgerReader
  private let firstDump: Int64
  private let rebuilt: RebuiltIdentities?

  /// - Parameters:
  ///   - run: the run that knew them.
  ///   - rebuilt: those of the runs before it that are forgotten.
  init(_ ledger: LedgerReader, before run: Int64, rebuilt: RebuiltIdentities?) throws {
    self.ledger = ledger
    self.rebuilt = rebuilt
    let rows = try ledger.database.statement("SELECT min(id) FROM dump WHERE run >= ?1")
    defer { rows.reset() }
    rows.bind(run, at: 1)
    firstDump = try rows.step() ? rows.optionalInteger(0) ?? .max : .max
  }

  public var isEmpty: Bool { get throws { try rebuilt == nil && ledger.holdsNoIdentity } }

  public func known(among entries: [IdentityEntry]) throws -> [KnownIdentity] {
    var known = try ledger.known(among: entries, ofDumpsBefore: firstDump, in: ledger.database)
    guard let rebuilt else { return known }
    let remembered = Set(known.map(\.index))
    known += try ledger.known(among: entries, ofDumpsBefore: firstDump, in: rebuilt.database)
      .filter { !remembered.contains($0.index) }
    return known.sorted { $0.index < $1.index }
  }
}

extension LedgerReader {
  /// Whether no run has counted a record of a `sum` meter.
  var holdsNoIdentity: Bool {
    get throws(DatabaseFailure) {
      try database.integer("SELECT 1 FROM identity LIMIT 1") == nil
    }
  }

  /// Those of the entries that came in a dump with a lower number than one.
  ///
  /// - Parameter database: the ledger's, or another one with a table of identities.
  func known(
    among entries: [IdentityEntry], ofDumpsBefore dump: Int64, in database: Database
  ) throws -> [KnownIdentity] {
    var known: [KnownIdentity] = []
    try database.lookUp(
      ["content", "dump"], in: "identity", by: ["fingerprint"], count: entries.count,
      bind: { index, key in
        key.bind(blob: entries[index].identity.high, entries[index].identity.low, at: 1)
      },
      found: { index, row in
        guard row.integer(1) < dump else { return }
        guard let (high, low) = row.parts(0) else {
          throw database.damage("an identity has content of another length than 12 bytes")
        }
        known.append(
          KnownIdentity(
            index: index, content: ContentFingerprint(high: high, low: low),
            source: try source(ofDump: row.integer(1))))
      })
    return known
  }

  /// How a dump was given, by its number.
  private func source(ofDump number: Int64) throws -> String {
    let rows = try database.statement("SELECT source FROM dump WHERE id = ?1")
    defer { rows.reset() }
    rows.bind(number, at: 1)
    guard try rows.step() else { throw database.damage("there is no dump \(number)") }
    return rows.text(0)
  }
}

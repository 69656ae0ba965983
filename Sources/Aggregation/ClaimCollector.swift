public import ByteStreams
public import Catalog
import Quantities
public import UsageRecords

/// Gathers the records of one worker as claims, users and lines of each dump, so that dumps can
/// still be told apart.
///
/// `UsageCollector` is for dumps that are counted at once, and keeps less.
public struct ClaimCollector: ~Copyable {
  var claims = PartitionedList<IdentityClaim>()
  var users = PartitionedList<UserEntry>()
  /// Lines of dumps that the worker has turned away from; a dump may come more than once.
  private(set) var lines: [DumpLine] = []

  /// Records above the largest area the catalog knows, by dump; only without identities, where
  /// nothing is taken off again.
  private(set) var oversize: [Int32: Int64] = [:]

  private var placement: RecordPlacement
  private let fingerprints: RecordFingerprints
  private let keepsIdentities: Bool
  private let memory: MemoryBudget?
  /// The dump whose lines are in the table.
  private var dump: Int32 = 0
  private var table = UsageTable()

  /// A collector of records of a catalog's meters.
  ///
  /// - Parameters:
  ///   - catalog: the meters.
  ///   - keepsIdentities: whether duplicates are to be found later.
  ///   - memory: what this worker's claims and users may take; `nil` sets no bound.
  public init(_ catalog: Catalog, keepsIdentities: Bool, memory: MemoryBudget? = nil) {
    placement = RecordPlacement(catalog)
    fingerprints = RecordFingerprints(catalog)
    self.keepsIdentities = keepsIdentities
    self.memory = memory
  }

  /// Gathers the records of a batch.
  ///
  /// - Parameters:
  ///   - batch: what a scanner has filled.
  ///   - dump: the dump's place among those that are read.
  /// - Throws: `IOFailure` when what goes beyond the memory cannot be written to disk.
  public mutating func collect(
    _ batch: RecordBatch, fromDump dump: Int32
  ) throws(IOFailure) {
    if dump != self.dump { turn(to: dump) }
    batch.withRecords { records in
      for index in records.indices { collect(records[index]) }
    }
    if let memory, claims.bytesInUse + users.bytesInUse > memory.bytes {
      try spill(in: memory.folder)
    }
  }

  /// Ends the gathering: what is in the table goes to the lines, and no more stays in memory than
  /// what never went to disk.
  ///
  /// - Throws: `IOFailure` when the disk refuses it.
  mutating func finish() throws(IOFailure) {
    turn(to: dump)
    guard let memory, claims.isSpilled || users.isSpilled else { return }
    try spill(in: memory.folder)
    claims.releaseSpareMemory()
    users.releaseSpareMemory()
  }

  private mutating func spill(in folder: String) throws(IOFailure) {
    try claims.spill(in: folder)
    try users.spill(in: folder)
  }

  private mutating func turn(to next: Int32) {
    var finished: [DumpLine] = []
    finished.reserveCapacity(table.count)
    let dump = dump
    table.forEach { key, line in
      finished.append(
        DumpLine(dump: dump, key: key, records: line.records, quantity: line.quantity))
    }
    lines += finished
    if table.count > 0 { table = UsageTable() }
    self.dump = next
  }

  @inline(__always)
  private mutating func collect(_ record: UsageRecord) {
    let day = placement.day(of: record.time)
    switch placement.kind(of: record.meter) {
    case .sum:
      guard keepsIdentities else {
        if placement.isOversize(record) { oversize[dump, default: 0] += 1 }
        return placement.spread(record, from: day, sign: 1, onto: &table)
      }
      let claim = IdentityClaim(
        identity: fingerprints.identity(of: record), content: fingerprints.content(of: record),
        dump: dump, contribution: Contribution(record), records: 1)
      claims.append(claim, to: PartitionedList<IdentityClaim>.partition(of: claim.identity))
    case .unique:
      let key = placement.key(of: record, on: day)
      table.add(key, records: 1, quantity: 0)
      let entry = UserEntry(user: fingerprints.user(of: record, on: key), line: key)
      users.append(entry, to: PartitionedList<UserEntry>.partition(of: entry.user))
    case .peak:
      table.raise(placement.key(of: record, on: day), records: 1, to: record.quantity)
    }
  }
}

public import ByteStreams
public import Catalog
import Quantities
public import UsageRecords

/// Gathers the records of one worker: usage lines, identities, users.
///
/// It does not ask whether a record was met before. Duplicates are rare; they are found at the end,
/// when identities are compared partition by partition, and taken off the lines again.
public struct UsageCollector: ~Copyable {
  var table = UsageTable()
  var identities = PartitionedList<IdentityEntry>()
  var marks = PartitionedList<IdentityMark>()
  var users = PartitionedList<UserEntry>()
  /// Records gathered.
  public private(set) var recordsCollected: Int64 = 0
  /// Records of `video` above the largest area the catalog knows.
  public private(set) var oversize: Int64 = 0

  /// Whether the meter at each place of the catalog is a peak.
  let peakMeters: [Bool]
  private var placement: RecordPlacement
  private let fingerprints: RecordFingerprints
  private let gathering: IdentityGathering
  private let memory: MemoryBudget?
  private var months = MonthMemory()
  private let probes = ProbeBuffer()

  /// A collector of records of a catalog's meters.
  ///
  /// - Parameters:
  ///   - catalog: the meters.
  ///   - gathering: what is gathered of identities.
  ///   - memory: what this worker's identities and users may take; `nil` sets no bound.
  public init(_ catalog: Catalog, _ gathering: IdentityGathering, memory: MemoryBudget? = nil) {
    placement = RecordPlacement(catalog)
    fingerprints = RecordFingerprints(catalog)
    self.gathering = gathering
    self.memory = memory
    peakMeters = catalog.meters.map { $0.kind == .peak }
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
    batch.withRecords { records in
      for index in records.indices {
        let day = placement.day(of: records[index].time)
        let key = placement.key(of: records[index], on: day)
        probes[index] = Probe(key: key, day: day)
        table.prefetch(key)
      }
      for index in records.indices { collect(records[index], probes[index], dump) }
    }
    recordsCollected += Int64(batch.count)
    if let memory, identities.bytesInUse + marks.bytesInUse + users.bytesInUse > memory.bytes {
      try spill(in: memory.folder)
    }
  }

  /// Leaves no more in memory than what never went to disk, now that everything is gathered.
  ///
  /// - Throws: `IOFailure` when the disk refuses it.
  mutating func finish() throws(IOFailure) {
    guard let memory, users.isSpilled else { return }
    try spill(in: memory.folder)
    identities.releaseSpareMemory()
    marks.releaseSpareMemory()
    users.releaseSpareMemory()
  }

  private mutating func spill(in folder: String) throws(IOFailure) {
    try identities.spill(in: folder)
    try marks.spill(in: folder)
    try users.spill(in: folder)
  }

  @inline(__always)
  private mutating func collect(_ record: UsageRecord, _ probe: Probe, _ dump: Int32) {
    switch placement.kind(of: record.meter) {
    case .sum:
      switch gathering {
      case .none: break
      case .marks:
        let mark = IdentityMark(fingerprints.identity(of: record))
        marks.append(mark, to: mark.partition)
      case .entries:
        let entry = fingerprints.entry(
          of: record, month: months.month(ofDay: probe.day), dump: dump)
        identities.append(entry, to: PartitionedList<IdentityEntry>.partition(of: entry.identity))
      }
      if placement.isOversize(record) { oversize &+= 1 }
      if record.quantity > placement.secondsUntilMidnight(record, probe.day) {
        placement.spread(record, from: probe.day, sign: 1, onto: &table)
      } else {
        table.add(probe.key, records: 1, quantity: record.quantity)
      }
    case .unique:
      table.add(probe.key, records: 1, quantity: 0)
      let user = fingerprints.user(of: record, on: probe.key)
      let entry = UserEntry(user: user, line: probe.key)
      users.append(entry, to: PartitionedList<UserEntry>.partition(of: entry.user))
    case .peak:
      table.raise(probe.key, records: 1, to: record.quantity)
    }
  }
}

/// The line on which a record of a batch begins, asked for before it is needed.
private struct Probe {
  let key: UsageKey
  let day: Int32
}

/// One probe a record of a batch.
///
/// A class, since what a noncopyable value holds cannot be given up piece by piece.
@safe
private final class ProbeBuffer {
  private let probes = UnsafeMutablePointer<Probe>.allocate(capacity: RecordBatch.capacity)

  deinit { unsafe probes.deallocate() }

  subscript(index: Int) -> Probe {
    @inline(__always) get {
      assert(index >= 0 && index < RecordBatch.capacity)
      return unsafe probes[index]
    }
    @inline(__always) set {
      assert(index >= 0 && index < RecordBatch.capacity)
      unsafe (probes + index).initialize(to: newValue)
    }
  }
}

/// The month of the day that was asked for last; dumps stay within a month for long.
struct MonthMemory {
  private var first: Int32 = 0
  private var end: Int32 = 0
  private var month = CalendarMonth(number: 0)

  @inline(__always)
  mutating func month(ofDay day: Int32) -> CalendarMonth {
    if day < first || day >= end { look(up: day) }
    return month
  }

  private mutating func look(up day: Int32) {
    month = CalendarDay(number: day).month
    first = month.firstDay.number
    end = month.advanced(by: 1).firstDay.number
  }
}

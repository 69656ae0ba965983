public import ByteStreams
public import Catalog
import Quantities
public import UsageRecords

/// The second look of one worker: finds every record that claims a repeated identity.
///
/// Where records agree, only their number matters, so they are gathered as claims. Where they are
/// known to disagree, order decides, so those records are kept with their places and their text.
public struct RepeatCollector: ~Copyable {
  /// A record that claims an identity about which records disagree.
  struct Claim {
    let identity: Fingerprint
    let entry: IdentityEntry
    let record: UsageRecord
    let location: LineLocation
    let text: [UInt8]
  }

  /// Claims to identities about which records are not known to disagree.
  var agreed = PartitionedList<IdentityClaim>()
  var claims: [Claim] = []

  private let repeated: RepeatedIdentities
  private let memory: MemoryBudget?
  private let placement: RecordPlacement
  private let fingerprints: RecordFingerprints
  private var months = MonthMemory()

  /// A second look for repeated identities.
  ///
  /// - Parameters:
  ///   - catalog: the meters.
  ///   - repeated: what is looked for.
  ///   - memory: what this worker's claims may take; `nil` sets no bound.
  public init(_ catalog: Catalog, _ repeated: RepeatedIdentities, memory: MemoryBudget? = nil) {
    self.repeated = repeated
    self.memory = memory
    placement = RecordPlacement(catalog)
    fingerprints = RecordFingerprints(catalog)
  }

  /// Looks through the records of a batch.
  ///
  /// - Parameters:
  ///   - batch: what a scanner has filled.
  ///   - dump: the dump's place among those that are read.
  ///   - location: where a line of the batch stands.
  ///   - text: the line as it is written, at most 4096 bytes of it.
  /// - Throws: `IOFailure` when what goes beyond the memory cannot be written to disk.
  public mutating func collect(
    _ batch: RecordBatch, fromDump dump: Int32, location: (LinePlace) -> LineLocation,
    text: (LinePlace) -> [UInt8]
  ) throws(IOFailure) {
    for index in 0..<batch.count {
      let record = batch[index]
      guard placement.kind(of: record.meter) == .sum else { continue }
      let identity = fingerprints.identity(of: record)
      guard repeated.marks.contains(IdentityMark(identity)) else { continue }
      guard repeated.disputed[identity] == nil else {
        let month = months.month(ofDay: placement.day(of: record.time))
        claims.append(
          Claim(
            identity: identity, entry: fingerprints.entry(of: record, month: month, dump: dump),
            record: record.withoutText, location: location(record.line), text: text(record.line)))
        continue
      }
      let claim = IdentityClaim(
        identity: identity, content: fingerprints.content(of: record), dump: dump,
        contribution: Contribution(record), records: 1)
      agreed.append(claim, to: PartitionedList<IdentityClaim>.partition(of: identity))
    }
    if let memory, agreed.bytesInUse > memory.bytes { try agreed.spill(in: memory.folder) }
  }
}

extension UsageRecord {
  /// The record without the views that are only good while its batch is.
  fileprivate var withoutText: UsageRecord {
    var copy = self
    copy.recordID = .empty
    copy.userID = .empty
    return copy
  }
}

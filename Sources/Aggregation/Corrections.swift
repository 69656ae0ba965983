public import ByteStreams
public import Catalog
public import Quantities
import UsageRecords

/// A record that was not counted, because another one with its identity and other content stands.
public struct Conflict: Sendable {
  /// Where the record stands that was counted.
  public enum First: Sendable {
    /// In this run.
    case here(LineLocation)
    /// In a dump of this run whose lines are not at hand, since it came in a partial.
    case inPartial(dump: Int32)
    /// In an earlier run, in a dump given by that name.
    case earlier(source: String)
  }

  /// Where it stands.
  public let location: LineLocation
  /// Where the one stands that was counted.
  public let first: First
  /// The line as it is written, at most 4096 bytes of it.
  public let text: [UInt8]
}

/// What the second look changes: records taken off the lines again, and why.
public struct Corrections: ~Copyable {
  var table = UsageTable()
  /// Records equal to one that stands.
  public private(set) var duplicates: Int64 = 0
  /// Records that contradict one that stands, in argument and line order.
  public private(set) var conflicts: [Conflict] = []
  /// Records above the largest known area that were taken off.
  public private(set) var oversize: Int64 = 0
  /// Identities about which records turned out to disagree, so that another look has to tell in
  /// which order they stand.
  public private(set) var disagreedUpon: [Fingerprint] = []
  /// The content that stands for identities about which records of this run disagreed.
  var settledContents: [Fingerprint: IdentityEntry] = [:]

  private var placement: RecordPlacement

  /// No corrections.
  public init(_ catalog: Catalog) {
    placement = RecordPlacement(catalog)
  }

  /// The corrections that follow from what all workers found on the second look.
  ///
  /// - Parameters:
  ///   - catalog: the meters.
  ///   - repeated: what was looked for.
  ///   - found: what each worker found of it.
  ///   - workers: how many threads compare.
  ///   - memory: what the comparing may take; `nil` sets no bound.
  /// - Throws: `IOFailure` when what went to disk cannot be read.
  public init(
    _ catalog: Catalog, _ repeated: RepeatedIdentities, _ found: [FoundRepeats], workers: Int,
    memory: MemoryBudget? = nil
  ) throws(IOFailure) {
    self.init(catalog)
    let agreed = AgreedClaims(found: found, memory: memory)
    for share in try agreed.settle(catalog, repeated, workers: workers) {
      share.sums.table.forEach { key, line in
        table.add(key, records: line.records, quantity: line.quantity)
      }
      duplicates += share.sums.duplicates
      oversize += share.sums.oversize
      disagreedUpon += share.sums.disagreedUpon
    }
    settle(repeated, found)
  }

  /// Lets the first claim to each identity stand about which records disagree, or the one of an
  /// earlier run.
  public mutating func settle(_ repeated: RepeatedIdentities, _ found: [FoundRepeats]) {
    let ordered = found.flatMap { $0.collector.claims }.sorted { $0.location < $1.location }
    var standing: [Fingerprint: (content: ContentFingerprint, place: Conflict.First)] = [:]
    for claim in ordered {
      let earlier = repeated.disputed[claim.identity]?.standing
        .map { (content: $0.content, place: Conflict.First.earlier(source: $0.source)) }
      guard let first = standing[claim.identity] ?? earlier else {
        standing[claim.identity] = (claim.entry.content, .here(claim.location))
        settledContents[claim.identity] = claim.entry
        continue
      }
      if first.content == claim.entry.content {
        duplicates += 1
      } else {
        conflicts.append(
          Conflict(location: claim.location, first: first.place, text: claim.text))
      }
      takeOff(claim.record)
    }
  }

  private mutating func takeOff(_ record: UsageRecord) {
    if placement.isOversize(record) { oversize += 1 }
    placement.spread(record, from: placement.day(of: record.time), sign: -1, onto: &table)
  }
}

/// What one worker found on the second look.
///
/// `@unchecked Sendable`: it does not change any more.
public final class FoundRepeats: @unchecked Sendable {
  let collector: RepeatCollector

  /// Takes over what a worker found.
  public init(_ collector: consuming RepeatCollector) {
    self.collector = collector
  }
}

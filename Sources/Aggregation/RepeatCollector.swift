import ByteStreams
public import Catalog
import Quantities
public import UsageRecords

/// The second look of one worker: finds every record that claims a repeated identity.
///
/// Records of an identity whose claims all agree are taken off the lines on the spot, whichever
/// comes first, since they are all the same; one of them is put back at the end. Where claims
/// differ, order decides, so those records are kept with their places and their text.
public struct RepeatCollector: ~Copyable {
  /// A record that claims an identity about which records disagree.
  struct Claim {
    let identity: Fingerprint
    let entry: IdentityEntry
    let record: UsageRecord
    let location: LineLocation
    let text: [UInt8]
  }

  var corrections = UsageTable()
  var claims: [Claim] = []
  /// One record of each identity whose claims agree.
  var agreed: [Fingerprint: UsageRecord] = [:]
  /// Records taken off the lines on the spot.
  var takenOff: Int64 = 0
  /// Of those, the ones above the largest area the catalog knows.
  var oversizeTakenOff: Int64 = 0

  private let repeated: RepeatedIdentities
  var placement: RecordPlacement
  private let fingerprints: RecordFingerprints
  private var months = MonthMemory()

  /// A second look for repeated identities.
  public init(_ catalog: Catalog, _ repeated: RepeatedIdentities) {
    self.repeated = repeated
    placement = RecordPlacement(catalog)
    fingerprints = RecordFingerprints(catalog)
  }

  /// Looks through the records of a batch.
  ///
  /// - Parameters:
  ///   - location: where a line of the batch stands.
  ///   - text: the line as it is written, at most 4096 bytes of it.
  public mutating func collect(
    _ batch: RecordBatch, location: (LinePlace) -> LineLocation, text: (LinePlace) -> [UInt8]
  ) {
    for index in 0..<batch.count {
      let record = batch[index]
      guard placement.kind(of: record.meter) == .sum,
        let match = repeated.byIdentity[fingerprints.identity(of: record)]
      else { continue }
      if match.isMixed {
        let place = location(record.line)
        let month = months.month(ofDay: placement.day(of: record.time))
        claims.append(
          Claim(
            identity: match.identity,
            entry: fingerprints.entry(of: record, month: month, dump: place.dump),
            record: record.withoutText, location: place, text: text(record.line)))
      } else {
        takeOff(record)
        if match.standing == nil { agreed[match.identity] = record.withoutText }
      }
    }
  }

  private mutating func takeOff(_ record: UsageRecord) {
    takenOff += 1
    if placement.isOversize(record) { oversizeTakenOff += 1 }
    let day = placement.day(of: record.time)
    placement.spread(record, from: day, sign: -1, onto: &corrections)
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

import Aggregation
import Partials
import Quantities
import UsageRecords

/// The lines of the rejects file of a run that takes or makes partials.
///
/// What a partial rejected was told when it was made. Told here is what dumps reject that are read
/// now, and what contradicts for the first time; of a record that came in a partial only its dump is
/// known.
struct UnitedRejects {
  private let dumps: [UnitedDump]
  private let places: ClaimPlaces
  private let formRejects: [RejectedRecord]
  private let uncounted: [UncountedClaim]
  /// The numbers of the dumps that are read.
  private let numbers: [Int32]

  init(_ uniting: Uniting, _ uncounted: [UncountedClaim]) {
    dumps = uniting.dumps
    places = uniting.shares.claims.order ?? ClaimPlaces([])
    formRejects = uniting.shares.rejected
    numbers = uniting.inputs.numbers
    self.uncounted = uncounted
  }

  /// The lines in argument and line order.
  func lines() -> [[UInt8]] {
    var rejected = formRejects.compactMap { record -> RejectedRecord? in
      let number = numbers[Int(record.location.dump)]
      guard dumps[Int(number)].origin == nil else { return nil }
      return RejectedRecord(
        location: record.location.inDump(number), reason: record.reason, text: record.text)
    }
    for claim in uncounted where !claim.wasTold {
      rejected += records(of: claim, from: rejected.count)
    }
    let writer = RejectWriter(
      dumps.map { dump in
        (source: dump.held.receipt.source, index: dump.origin == nil ? dump.read?.index : nil)
      })
    return rejected.sorted { $0.location < $1.location }.map(writer.line)
  }

  /// The records of a claim, each for itself.
  ///
  /// - Parameter order: a number that rises from claim to claim, for want of lines.
  private func records(of uncounted: UncountedClaim, from order: Int) -> [RejectedRecord] {
    let claim = uncounted.claim
    let dump = dumps[Int(claim.dump)]
    let reason = reason(of: uncounted)
    if dump.origin == nil, let read = dump.read {
      return places.places(of: claim.identity, saying: claim.content, inDump: read.place)
        .map { place in
          RejectedRecord(
            location: place.location.inDump(claim.dump), reason: reason, text: place.text)
        }
    }
    return (0..<Int(claim.records)).map { record in
      let location = LineLocation(
        dump: claim.dump, unit: 0, offsetInUnit: Int64(order + record), chunk: 0, line: 0, frame: 0)
      return RejectedRecord(location: location, reason: reason, text: nil)
    }
  }

  private func reason(of uncounted: UncountedClaim) -> RejectedRecord.Reason {
    switch uncounted.reason {
    case .tooOld:
      return .form(.tooOld)
    case .conflictWithEarlier(let source):
      return .conflict(first: .earlier(source: source))
    case .conflict(let number, let content):
      let dump = dumps[Int(number)]
      guard dump.origin == nil, let read = dump.read,
        let place = places.places(
          of: uncounted.claim.identity, saying: content, inDump: read.place
        ).first
      else { return .conflict(first: .inPartial(dump: number)) }
      return .conflict(first: .here(place.location.inDump(number)))
    }
  }
}

extension LineLocation {
  /// The same place in a dump of another number.
  fileprivate func inDump(_ number: Int32) -> LineLocation {
    var location = self
    location.dump = number
    return location
  }
}

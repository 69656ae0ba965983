import Quantities

/// Entries of one partition without repetitions, in rising order of their fingerprints.
struct DistinctEntries<Entry> {
  /// The first entry met of each fingerprint.
  var entries: [Entry] = []

  /// Drops repetitions from entries.
  ///
  /// A scratch table of places, twice as large as there are entries, finds them; for the 256th part
  /// of some millions of entries it lies in the second-level cache.
  ///
  /// - Parameters:
  ///   - fingerprint: what makes two entries the same.
  ///   - onRepetition: called with the entry that stays, which it may change, and the one that
  ///     goes.
  init(
    _ all: [Entry], fingerprint: (Entry) -> Fingerprint,
    onRepetition: (_ kept: inout Entry, _ dropped: Entry) -> Void
  ) {
    guard !all.isEmpty else { return }
    let mask = (2 << (Int.bitWidth - (all.count - 1).leadingZeroBitCount)) - 1
    var places = [UInt32](repeating: 0, count: mask + 1)
    entries.reserveCapacity(all.count)
    for entry in all {
      let print = fingerprint(entry)
      var slot = Int(truncatingIfNeeded: print.low) & mask
      while places[slot] != 0 {
        let kept = Int(places[slot]) - 1
        if fingerprint(entries[kept]) == print {
          onRepetition(&entries[kept], entry)
          break
        }
        slot = (slot + 1) & mask
      }
      guard places[slot] == 0 else { continue }
      entries.append(entry)
      // Places are numbered from 1, so that 0 is an empty slot.
      places[slot] = UInt32(entries.count)
    }
  }

  /// Puts the entries in rising order.
  mutating func sort(by fingerprint: (Entry) -> Fingerprint) {
    entries.sort { fingerprint($0) < fingerprint($1) }
  }
}

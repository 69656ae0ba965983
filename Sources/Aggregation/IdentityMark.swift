import Quantities

/// How much the first look gathers of the identities of `sum` records.
public enum IdentityGathering: Sendable {
  /// Nothing: no record is a duplicate.
  case none
  /// A mark of each, enough to notice that records may share an identity.
  case marks
  /// All that a later run has to know of each.
  case entries
}

/// Half of an identity's fingerprint: enough to notice that two records may share an identity, not
/// to say so.
///
/// A quarter of an `IdentityEntry`, and nothing of the content has to be hashed for it. Two
/// identities that share a mark cost a second look, which tells them apart.
struct IdentityMark: Hashable, Sendable, BitwiseCopyable {
  let bits: UInt64

  @inline(__always)
  init(_ identity: Fingerprint) {
    bits = identity.low
  }

  /// The mark as a fingerprint, to be cut into partitions and compared like one.
  var fingerprint: Fingerprint { Fingerprint(high: bits, low: bits) }

  /// Its partition in a list of marks.
  @inline(__always)
  var partition: Int { Int(truncatingIfNeeded: bits &>> 56) }
}

/// A set of marks: open addressing in one flat array.
struct MarkSet: Sendable {
  /// 0 is an empty slot; the mark 0 is kept apart.
  private var slots = [UInt64](repeating: 0, count: 16)
  private var holdsZero = false
  private var filled = 0

  var isEmpty: Bool { filled == 0 && !holdsZero }

  /// Whether a mark is in the set.
  func contains(_ mark: IdentityMark) -> Bool {
    guard mark.bits != 0 else { return holdsZero }
    return slots[slot(of: mark.bits)] == mark.bits
  }

  mutating func insert(_ mark: IdentityMark) {
    guard mark.bits != 0 else { return holdsZero = true }
    let slot = slot(of: mark.bits)
    guard slots[slot] == 0 else { return }
    slots[slot] = mark.bits
    filled += 1
    if filled * 2 > slots.count { grow() }
  }

  /// Where a mark is, or would be.
  ///
  /// The low bits choose: the high ones are alike in a partition.
  private func slot(of bits: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: bits) & mask
    while slots[slot] != 0, slots[slot] != bits { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    for bits in old where bits != 0 { slots[slot(of: bits)] = bits }
  }
}

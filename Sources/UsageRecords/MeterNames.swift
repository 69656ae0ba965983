import ByteStreams
import Catalog
import Quantities

/// Finds a meter by the bytes of its name, without making a `String` of them.
///
/// A small table with a hash of the length and the last eight bytes, which tell the meters of a
/// family apart; what it points at is compared in full.
struct MeterNames {
  private struct Entry {
    var name: [UInt8] = []
    var meter: UInt8 = 0
    var kind = MeterKind.sum
  }

  private var slots: [UInt8]
  private var entries: [Entry] = []
  private let mask: Int

  init(_ catalog: Catalog) {
    let video = Entry(name: Array("video".utf8), meter: UsageRecord.video, kind: .sum)
    let meters = catalog.meters.enumerated().map { index, meter in
      Entry(name: Array(meter.name.utf8), meter: UInt8(index), kind: meter.kind)
    }
    mask = 1023
    slots = Array(repeating: 0, count: mask + 1)
    // Without tiers no picture finds its meter.
    let hasVideo = !catalog.resolutionTiers.tiers.segments.isEmpty
    for entry in (hasVideo ? [video] : []) + meters { insert(entry) }
  }

  private mutating func insert(_ entry: Entry) {
    entries.append(entry)
    let buffer = ByteBuffer(capacity: entry.name.count)
    for (index, byte) in entry.name.enumerated() { buffer[index] = byte }
    var slot = Self.hash(buffer.view(0, entry.name.count)) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    // Entries are numbered from 1, so that 0 is an empty slot; there are at most 201 of them.
    slots[slot] = UInt8(entries.count)
  }

  /// The meter and how its records combine, `nil` when there is none of that name.
  @inline(__always)
  func find(_ name: ByteView) -> (meter: UInt8, kind: MeterKind)? {
    var slot = Self.hash(name) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) &- 1
      if matches(name, index) { return (entries[index].meter, entries[index].kind) }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  @inline(__always)
  private func matches(_ name: ByteView, _ index: Int) -> Bool {
    let count = entries[index].name.count
    guard count == name.count else { return false }
    for place in 0..<count where entries[index].name[place] != name[place] { return false }
    return true
  }

  @inline(__always)
  private static func hash(_ name: ByteView) -> Int {
    let tail =
      name.count >= 8
      ? name.word(at: name.count &- 8)
      : name.count == 0 ? 0 : name.word(at: 0) << UInt64(64 &- name.count &* 8)
    let mixed = (tail ^ UInt64(truncatingIfNeeded: name.count)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 40)
  }
}

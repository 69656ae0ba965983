import ByteStreams
import Catalog
import Quantities

/// Finds a meter by the bytes of its name, without making a `String` of them.
///
/// A small table with a hash of the length and the last eight bytes, which tell the meters of a
/// family apart. Names of up to 16 bytes are compared as two words, longer ones in full.
struct MeterNames {
  /// What a name is compared by, and what it stands for.
  private struct Entry {
    let count: Int
    let head: UInt64
    let tail: UInt64
    let meter: UInt8
    let kind: MeterKind
  }

  private var slots: [UInt8]
  private var entries: [Entry] = []
  private var names: [[UInt8]] = []
  private let mask = 255

  init(_ catalog: Catalog) {
    slots = Array(repeating: 0, count: mask + 1)
    // Without tiers no picture finds its meter.
    if !catalog.resolutionTiers.tiers.segments.isEmpty {
      insert("video", UsageRecord.video, .sum)
    }
    for (index, meter) in catalog.meters.enumerated() {
      insert(meter.name, UInt8(index), meter.kind)
    }
  }

  private mutating func insert(_ name: String, _ meter: UInt8, _ kind: MeterKind) {
    let bytes = Array(name.utf8)
    let buffer = ByteBuffer(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { buffer[index] = byte }
    let view = buffer.view(0, bytes.count)
    let tail = Self.tail(view)
    entries.append(
      Entry(count: bytes.count, head: Self.head(view), tail: tail, meter: meter, kind: kind))
    names.append(bytes)
    var slot = Self.hash(tail, bytes.count) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    // Entries are numbered from 1, so that 0 is an empty slot; there are at most 201 of them.
    slots[slot] = UInt8(entries.count)
  }

  /// The meter and how its records combine, `nil` when there is none of that name.
  @inline(__always)
  func find(_ name: ByteView) -> (meter: UInt8, kind: MeterKind)? {
    let tail = Self.tail(name)
    var slot = Self.hash(tail, name.count) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) &- 1
      let entry = entries[index]
      if entry.tail == tail, entry.count == name.count, entry.head == Self.head(name),
        unsafe name.count <= 16 || names[index].elementsEqual(name.buffer)
      {
        return (entry.meter, entry.kind)
      }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  /// The first eight bytes, or all of a shorter name.
  @inline(__always)
  private static func head(_ name: ByteView) -> UInt64 {
    let word = name.word(at: 0)
    return name.count >= 8 ? word : word & ((1 &<< UInt64(name.count &* 8)) &- 1)
  }

  /// The last eight bytes, or all of a shorter name at the upper end.
  @inline(__always)
  private static func tail(_ name: ByteView) -> UInt64 {
    if name.count >= 8 { return name.word(at: name.count &- 8) }
    return name.count == 0 ? 0 : name.word(at: 0) << UInt64(64 &- name.count &* 8)
  }

  @inline(__always)
  private static func hash(_ tail: UInt64, _ count: Int) -> Int {
    let mixed = (tail ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 40)
  }
}

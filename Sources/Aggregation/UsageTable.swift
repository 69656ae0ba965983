import ByteStreams
import CIntrinsics
import Quantities

/// Usage lines under construction: a hash table of one worker.
///
/// Open addressing with linear probing over one flat piece of memory; 24 bytes a line, half of the
/// slots empty at least. A key is multiplied by an odd constant and its upper bits are the slot,
/// which spreads neighbouring days and meters of an app.
@safe
public struct UsageTable: ~Copyable {
  /// What has been gathered on one line.
  public struct Line: BitwiseCopyable, Sendable {
    /// App, day and meter; 0 marks an empty slot.
    var key: UInt64
    /// Records counted; negative in a table of corrections.
    public var records: Int64
    /// Seconds, users or the highest count.
    public var quantity: Int64
  }

  private var lines: UnsafeMutablePointer<Line>
  private var shift: UInt64
  /// How many lines there are.
  public private(set) var count = 0

  /// A table without lines, with space for some.
  ///
  /// Whoever fills a table from another one has to say for how many: keys that come in the order of
  /// their slots would pile up at the front of a table that is still small.
  public init(expecting count: Int = 0) {
    let bits = max(10, Int.bitWidth - (count * 2).leadingZeroBitCount)
    shift = UInt64(64 - bits)
    unsafe lines = Self.emptyLines(1 << bits)
  }

  deinit {
    unsafe lines.deallocate()
  }

  private static func emptyLines(_ capacity: Int) -> UnsafeMutablePointer<Line> {
    let lines = unsafe LargeMemory.allocate(Line.self, count: capacity)
    unsafe lines.initialize(repeating: Line(key: 0, records: 0, quantity: 0), count: capacity)
    return unsafe lines
  }

  private var capacity: Int { 1 << Int(64 - shift) }

  /// Asks for the memory of a line that will be added to soon.
  ///
  /// A table of many apps fits in no cache; asked for one behind the other, lines come together.
  @inline(__always)
  func prefetch(_ key: UsageKey) {
    unsafe CIntrinsics_prefetch(lines + Self.firstSlot(of: key.packed, shift))
  }

  /// Adds records and a quantity to a line.
  ///
  /// A record holds at most 2678400 seconds, so 64 bits overflow after 3 * 10^12 records at the
  /// earliest, more than one run can read; the sums across runs are checked where they are made.
  @inline(__always)
  mutating func add(_ key: UsageKey, records: Int64, quantity: Int64) {
    let slot = slot(of: key.packed)
    unsafe lines[slot].records &+= records
    unsafe lines[slot].quantity &+= quantity
  }

  /// Adds records to a line and raises its quantity to at least that count.
  @inline(__always)
  mutating func raise(_ key: UsageKey, records: Int64, to quantity: Int64) {
    let slot = slot(of: key.packed)
    unsafe lines[slot].records &+= records
    if unsafe lines[slot].quantity < quantity { unsafe lines[slot].quantity = quantity }
  }

  /// The slot of a key, made when it was not there.
  @inline(__always)
  private mutating func slot(of key: UInt64) -> Int {
    let mask = capacity &- 1
    var slot = Self.firstSlot(of: key, shift)
    while unsafe lines[slot].key != key {
      if unsafe lines[slot].key == 0 { return insert(key, at: slot) }
      slot = (slot &+ 1) & mask
    }
    return slot
  }

  @inline(__always)
  private static func firstSlot(of key: UInt64, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  private mutating func insert(_ key: UInt64, at slot: Int) -> Int {
    guard count * 2 < capacity else {
      grow()
      return self.slot(of: key)
    }
    count += 1
    unsafe lines[slot].key = key
    return slot
  }

  private mutating func grow() {
    let old = unsafe lines
    let oldCapacity = capacity
    shift -= 1
    unsafe lines = Self.emptyLines(capacity)
    count = 0
    for index in 0..<oldCapacity where unsafe old[index].key != 0 {
      let slot = unsafe slot(of: old[index].key)
      unsafe lines[slot] = old[index]
    }
    unsafe old.deallocate()
  }

  /// Calls the body with each line, in no order that means anything.
  func forEach(_ body: (UsageKey, Line) -> Void) {
    for index in 0..<capacity where unsafe lines[index].key != 0 {
      unsafe body(UsageKey(packed: lines[index].key), lines[index])
    }
  }
}

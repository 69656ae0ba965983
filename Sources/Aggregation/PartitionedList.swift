import Quantities

/// An append-only list of fixed-size entries, cut into partitions by the top of a fingerprint.
///
/// Appending touches one of 256 write positions, which together fit the second-level cache; what
/// equals what is only asked at the end, partition by partition, in memory that fits the cache too.
/// Memory comes in large slabs and is never moved.
@safe
struct PartitionedList<Entry: BitwiseCopyable>: ~Copyable {
  static var partitions: Int { 256 }
  private static var entriesPerBlock: Int { 128 }
  private static var blocksPerSlab: Int { 256 }

  @safe
  private struct Partition {
    var blocks: [UnsafeMutablePointer<Entry>] = unsafe []
    /// Entries in the last block.
    var used = entriesPerBlock
  }

  private var partitions = Array(repeating: Partition(), count: Self.partitions)
  private var slabs: [UnsafeMutablePointer<Entry>] = unsafe []
  private var blocksLeft = 0

  init() {}

  deinit {
    for index in unsafe slabs.indices { unsafe slabs[index].deallocate() }
  }

  /// The partition of a fingerprint.
  @inline(__always)
  static func partition(of fingerprint: Fingerprint) -> Int {
    Int(truncatingIfNeeded: fingerprint.high &>> 56)
  }

  /// Appends an entry to a partition.
  @inline(__always)
  mutating func append(_ entry: Entry, to partition: Int) {
    if partitions[partition].used == Self.entriesPerBlock { addBlock(to: partition) }
    let used = partitions[partition].used
    let last = unsafe partitions[partition].blocks.count &- 1
    unsafe (partitions[partition].blocks[last] + used).initialize(to: entry)
    partitions[partition].used = used &+ 1
  }

  private mutating func addBlock(to partition: Int) {
    if blocksLeft == 0 {
      unsafe slabs.append(.allocate(capacity: Self.entriesPerBlock * Self.blocksPerSlab))
      blocksLeft = Self.blocksPerSlab
    }
    blocksLeft -= 1
    let block = unsafe slabs[slabs.count - 1] + blocksLeft * Self.entriesPerBlock
    unsafe partitions[partition].blocks.append(block)
    partitions[partition].used = 0
  }

  /// How many entries a partition has.
  func count(ofPartition partition: Int) -> Int {
    let blocks = unsafe partitions[partition].blocks.count
    return blocks == 0 ? 0 : (blocks - 1) * Self.entriesPerBlock + partitions[partition].used
  }

  /// Adds the entries of a partition to an array.
  func appendEntries(ofPartition partition: Int, to array: inout [Entry]) {
    let blocks = unsafe partitions[partition].blocks
    for index in unsafe blocks.indices {
      let isLast = unsafe index == blocks.count - 1
      let count = isLast ? partitions[partition].used : Self.entriesPerBlock
      unsafe array.append(contentsOf: UnsafeBufferPointer(start: blocks[index], count: count))
    }
  }
}

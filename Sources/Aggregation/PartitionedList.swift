import ByteStreams
import Quantities

/// An append-only list of fixed-size entries, cut into partitions by the top of a fingerprint.
///
/// Appending touches one of 256 write positions, which together fit the second-level cache; what
/// equals what is only asked at the end, partition by partition, in memory that fits the cache too.
/// Memory comes in large slabs and is never moved. A list that has grown too large goes to a file,
/// each partition in one stretch, and begins anew in the same memory.
@safe
struct PartitionedList<Entry: BitwiseCopyable>: ~Copyable {
  static var partitions: Int { 256 }
  private static var entriesPerBlock: Int { 4096 / MemoryLayout<Entry>.stride }
  private static var blocksPerSlab: Int { 512 }
  private static var slabBytes: Int {
    entriesPerBlock * blocksPerSlab * MemoryLayout<Entry>.stride
  }

  /// Where the next entry of a partition goes; both are `nil` before the first one.
  @safe
  private struct Cursor {
    var next: UnsafeMutablePointer<Entry>?
    var blockEnd: UnsafeMutablePointer<Entry>?
  }

  @safe
  private struct Partition {
    var blocks: [UnsafeMutablePointer<Entry>] = unsafe []
    /// What went to the file.
    var spilled: [Stretch] = []
  }

  /// Entries that lie one behind the other in the file.
  private struct Stretch {
    let offset: Int64
    let count: Int
  }

  /// Apart from the rest of the partitions, so that what is written all the time lies close together.
  private let cursors: UnsafeMutablePointer<Cursor>
  private var partitions = Array(repeating: Partition(), count: Self.partitions)
  private var slabs: [UnsafeMutablePointer<Entry>] = unsafe []
  private var slabsInUse = 0
  private var blocksLeft = 0
  private var file: SpillFile?
  private var spilledBytes: Int64 = 0

  init() {
    unsafe cursors = .allocate(capacity: Self.partitions)
    unsafe cursors.initialize(repeating: Cursor(), count: Self.partitions)
  }

  deinit {
    unsafe cursors.deallocate()
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
    assert(partition >= 0 && partition < Self.partitions)
    let next = unsafe cursors[partition].next
    guard let next = unsafe next, unsafe next != cursors[partition].blockEnd else {
      return appendToNewBlock(entry, of: partition)
    }
    unsafe next.initialize(to: entry)
    unsafe cursors[partition].next = next + 1
  }

  private mutating func appendToNewBlock(_ entry: Entry, of partition: Int) {
    addBlock(to: partition)
    append(entry, to: partition)
  }

  private mutating func addBlock(to partition: Int) {
    if blocksLeft == 0 { addSlab() }
    blocksLeft -= 1
    let block = unsafe slabs[slabsInUse - 1] + blocksLeft * Self.entriesPerBlock
    unsafe partitions[partition].blocks.append(block)
    unsafe cursors[partition].next = block
    unsafe cursors[partition].blockEnd = block + Self.entriesPerBlock
  }

  private mutating func addSlab() {
    if unsafe slabsInUse == slabs.count {
      unsafe slabs.append(
        LargeMemory.allocate(Entry.self, count: Self.entriesPerBlock * Self.blocksPerSlab))
    }
    slabsInUse += 1
    blocksLeft = Self.blocksPerSlab
  }

  /// Bytes of memory that hold entries.
  var bytesInUse: Int { slabsInUse * Self.slabBytes }

  /// How many entries a partition has.
  func count(ofPartition partition: Int) -> Int {
    partitions[partition].spilled.reduce(countInMemory(ofPartition: partition)) { $0 + $1.count }
  }

  private func countInMemory(ofPartition partition: Int) -> Int {
    guard let last = unsafe partitions[partition].blocks.last,
      let next = unsafe cursors[partition].next
    else { return 0 }
    let blocks = unsafe partitions[partition].blocks.count
    return unsafe (blocks - 1) * Self.entriesPerBlock + (next - last)
  }

  /// Adds the entries of a partition to an array.
  ///
  /// - Throws: `IOFailure` when what went to the file cannot be read.
  func appendEntries(
    ofPartition partition: Int, to array: inout [Entry]
  ) throws(IOFailure) {
    for stretch in partitions[partition].spilled {
      try file?.read(stretch.count, at: stretch.offset, into: &array)
    }
    appendEntriesInMemory(ofPartition: partition, to: &array)
  }

  private func appendEntriesInMemory(ofPartition partition: Int, to array: inout [Entry]) {
    let blocks = unsafe partitions[partition].blocks
    var rest = countInMemory(ofPartition: partition)
    for index in unsafe blocks.indices {
      let count = min(rest, Self.entriesPerBlock)
      rest -= count
      unsafe array.append(contentsOf: UnsafeBufferPointer(start: blocks[index], count: count))
    }
  }
}

extension PartitionedList {
  /// Whether entries went to a file.
  var isSpilled: Bool { file != nil }

  /// Writes the entries in memory to a file, and begins anew in the same memory.
  ///
  /// - Parameter folder: where the file is made.
  /// - Throws: `IOFailure` when the disk refuses them.
  mutating func spill(in folder: String) throws(IOFailure) {
    if file == nil { file = try SpillFile(in: folder) }
    var entries: [Entry] = []
    for index in partitions.indices {
      let count = countInMemory(ofPartition: index)
      guard count > 0 else { continue }
      entries.removeAll(keepingCapacity: true)
      appendEntriesInMemory(ofPartition: index, to: &entries)
      try file?.append(entries)
      partitions[index].spilled.append(Stretch(offset: spilledBytes, count: count))
      spilledBytes += Int64(count * MemoryLayout<Entry>.stride)
      unsafe partitions[index].blocks.removeAll(keepingCapacity: true)
      unsafe cursors[index] = Cursor()
    }
    (slabsInUse, blocksLeft) = (0, 0)
  }

  /// Gives memory back that holds no entries.
  mutating func releaseSpareMemory() {
    while unsafe slabs.count > slabsInUse { unsafe slabs.removeLast().deallocate() }
  }
}

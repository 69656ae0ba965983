import ByteStreams
import Concurrency
import Quantities

/// Entries of all workers, each fingerprint once, worked out part by part when they are asked for.
///
/// Nothing is kept between two askings: to make a part distinct again costs less than to hold all
/// parts in memory. A part is a partition of the lists, or a piece of one where a whole one would
/// not fit in memory; parts, and the entries in them, come in rising order of their fingerprints.
struct DistinctParts<Entry: BitwiseCopyable & Sendable>: Sendable {
  private let workers: Int
  private let pieces: Int
  private let fingerprint: @Sendable (Entry) -> Fingerprint
  private let entries: @Sendable (Int, inout [Entry]) throws(IOFailure) -> Void
  private let keepsFirst: @Sendable (Entry, Entry) -> Bool

  /// - Parameters:
  ///   - memory: what all workers together may take; `nil` sets no bound.
  ///   - fingerprint: what makes two entries the same.
  ///   - count: how many entries a partition has, repetitions included.
  ///   - entries: adds the entries of a partition to an array.
  ///   - keepsFirst: whether the first of two equal entries stays.
  init(
    workers: Int, memory: MemoryBudget?, fingerprint: @escaping @Sendable (Entry) -> Fingerprint,
    count: (Int) -> Int,
    entries: @escaping @Sendable (Int, inout [Entry]) throws(IOFailure) -> Void,
    keepsFirst: @escaping @Sendable (Entry, Entry) -> Bool
  ) {
    self.workers = workers
    self.fingerprint = fingerprint
    self.entries = entries
    self.keepsFirst = keepsFirst
    let largest = (0..<Self.partitions).map(count).max() ?? 0
    pieces = memory.map { Self.pieces(of: largest, within: $0.share(of: workers)) } ?? 1
  }

  private static var partitions: Int { PartitionedList<Entry>.partitions }

  /// How many parts there are.
  var count: Int { Self.partitions * pieces }

  /// In how many pieces, a power of two, a partition has to be cut to be made distinct in memory.
  private static func pieces(of entries: Int, within memory: MemoryBudget) -> Int {
    // The entries as they are read, the distinct ones, and four to eight bytes a place for each.
    let bytes = entries * (2 * MemoryLayout<Entry>.stride + 16)
    var pieces = 1
    while pieces < 1 << 16, bytes / pieces > memory.bytes { pieces *= 2 }
    return pieces
  }

  /// The entries of a part, repetitions included.
  func all(part: Int) throws(IOFailure) -> [Entry] {
    var all: [Entry] = []
    try entries(part / pieces, &all)
    guard pieces > 1 else { return all }
    let piece = UInt64(part % pieces)
    // The bits behind those that chose the partition choose the piece.
    let shift = UInt64(56 - pieces.trailingZeroBitCount)
    let mask = UInt64(pieces - 1)
    all.removeAll { fingerprint($0).high &>> shift & mask != piece }
    return all
  }

  /// Makes a part distinct.
  ///
  /// - Parameter onRepetition: called with an entry that stays and an equal one that goes.
  func distinct(
    part: Int, onRepetition: (_ kept: Entry, _ dropped: Entry) -> Void = { _, _ in }
  ) throws(IOFailure) -> DistinctEntries<Entry> {
    DistinctEntries(try all(part: part), fingerprint: fingerprint) { kept, dropped in
      onRepetition(kept, dropped)
      if !keepsFirst(kept, dropped) { kept = dropped }
    }
  }

  /// Works on each part, several at a time, and hands the results on in the order of the parts.
  ///
  /// - Throws: `IOFailure` when what went to disk cannot be read, or what `body` throws.
  func forEachPart<Result: Sendable>(
    _ work: @escaping @Sendable (Int) throws(IOFailure) -> Result,
    _ body: (Result) throws -> Void
  ) throws {
    var next = 0
    while next < count {
      let first = next
      let group = min(count - first, workers * 2)
      let results = try inParallel(group, workers: workers) { index throws(IOFailure) in
        try work(first + index)
      }
      for result in results { try body(result) }
      next += group
    }
  }

  /// Hands on the entries of each part, each once and in rising order.
  ///
  /// - Throws: `IOFailure` when what went to disk cannot be read, or what `body` throws.
  func forEachPart(_ body: ([Entry]) throws -> Void) throws {
    try forEachPart(
      { part throws(IOFailure) in
        var distinct = try distinct(part: part)
        distinct.sort(by: fingerprint)
        return distinct.entries
      }, body)
  }
}

import Concurrency
import Quantities

/// Puts the usage lines of several tables together, in order.
///
/// Lines are sorted before they are added up, and not looked up in one great table: so several
/// workers can do both, each for a range of keys.
struct LineMerging {
  /// Whether the meter at each place of the catalog is a peak.
  let peakMeters: [Bool]
  let workers: Int

  /// About how many lines make a range that is worth a turn of a worker.
  private static var linesPerRange: Int { 8192 }

  /// The lines of all sources that hold a record, by app, day and meter.
  ///
  /// - Complexity: O(n log n) for n lines.
  func merge(_ sources: [LineSource]) -> [UsageLine] {
    let total = sources.reduce(0) { $0 + $1.count }
    let borders = borders(of: sources, ranges: total / Self.linesPerRange)
    let cut = inParallel(sources.count, workers: workers) { sources[$0].cut(at: borders) }
    let peakMeters = peakMeters
    let merged = inParallel(borders.count + 1, workers: workers) { range in
      var lines = cut.flatMap { $0[range] }
      lines.sort { $0.key < $1.key }
      return lines.added(peakMeters)
    }
    var all: [UsageLine] = []
    all.reserveCapacity(merged.reduce(0) { $0 + $1.count })
    for lines in merged { all += lines }
    return all
  }

  /// Keys that cut the lines into ranges of about the same size, chosen from a sample of them.
  private func borders(of sources: [LineSource], ranges: Int) -> [UInt64] {
    guard ranges > 1 else { return [] }
    let step = max(1, sources.reduce(0) { $0 + $1.count } / (ranges * 16))
    let sample = sources.flatMap { $0.sample(each: step) }.sorted()
    guard !sample.isEmpty else { return [] }
    return (1..<ranges).map { sample[$0 * sample.count / ranges] }
  }
}

/// Where usage lines come from: a table that stays where it is.
struct LineSource: Sendable {
  /// How many lines there are.
  let count: Int
  private let forEach: @Sendable (_ body: (UsageKey, UsageTable.Line) -> Void) -> Void

  /// - Parameter forEach: calls a body with each line, in any order.
  init(
    count: Int, _ forEach: @escaping @Sendable (_ body: (UsageKey, UsageTable.Line) -> Void) -> Void
  ) {
    self.count = count
    self.forEach = forEach
  }

  /// A copy of the lines of a table that is small.
  init(_ table: borrowing UsageTable) {
    var lines: [UsageTable.Line] = []
    lines.reserveCapacity(table.count)
    table.forEach { _, line in lines.append(line) }
    self.init(count: lines.count) { [lines] body in
      for line in lines { body(UsageKey(packed: line.key), line) }
    }
  }

  /// The keys of some lines, one in so many.
  fileprivate func sample(each step: Int) -> [UInt64] {
    var keys: [UInt64] = []
    var index = 0
    forEach { key, _ in
      if index % step == 0 { keys.append(key.packed) }
      index += 1
    }
    return keys
  }

  /// The lines in front of the first border, from there to the second, and so on.
  fileprivate func cut(at borders: [UInt64]) -> [[UsageTable.Line]] {
    var ranges = [[UsageTable.Line]](repeating: [], count: borders.count + 1)
    forEach { key, line in
      ranges[borders.partitioningIndex { $0 > key.packed }].append(line)
    }
    return ranges
  }
}

extension [UInt64] {
  /// The first index whose element satisfies a condition, which all behind it satisfy too.
  fileprivate func partitioningIndex(where belongsBehind: (UInt64) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension [UsageTable.Line] {
  /// Lines in order, those of one key added up; without those that hold no record.
  fileprivate func added(_ peakMeters: [Bool]) -> [UsageLine] {
    var added: [UsageLine] = []
    added.reserveCapacity(count)
    var index = 0
    while index < count {
      var line = self[index]
      let key = UsageKey(packed: line.key)
      let isPeak = peakMeters[Int(key.meter.index)]
      index += 1
      while index < count, self[index].key == line.key {
        let other = self[index]
        line.records &+= other.records
        line.quantity =
          isPeak ? Swift.max(line.quantity, other.quantity) : line.quantity &+ other.quantity
        index += 1
      }
      guard line.records != 0 else { continue }
      added.append(
        UsageLine(
          app: key.app, day: key.day, meter: key.meter, records: line.records,
          quantity: line.quantity))
    }
    return added
  }
}

import ByteStreams
import Catalog
import Quantities
import TestSupport
import UsageRecords

/// What the scanner makes of lines, in the words of the reference.
struct ScannedLines: Equatable {
  /// The outcome of each line that is no blank one, by its index.
  var outcomes: [Int: ReferenceReader.Outcome] = [:]
  /// How many lines there are.
  var lines = 0

  /// Scans lines; the last one may lack its line feed.
  init(_ bytes: [UInt8], as shape: DumpShape, assumedOffset: Int?) {
    var scanner = LineScanner(shape, assumedOffset: assumedOffset, largestChunk: bytes.count)
    self = scanner.scan(bytes)
  }

  /// Scans each line by itself, in memory of its own.
  init(oneByOne lines: [[UInt8]], as shape: DumpShape, assumedOffset: Int?) {
    let largest = lines.map(\.count).max() ?? 0
    var scanner = LineScanner(shape, assumedOffset: assumedOffset, largestChunk: largest)
    for (index, line) in lines.enumerated() { outcomes[index] = scanner.scan(line).outcomes[0] }
    self.lines = lines.count
  }

  fileprivate init() {}

  /// What the reference makes of lines.
  init(
    reference lines: [[UInt8]], _ read: ([UInt8]) -> ReferenceReader.Outcome
  ) {
    for (index, line) in lines.enumerated() {
      let text = withoutEnd(line)
      if text.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) {
        outcomes[index] = read(text)
      }
    }
    self.lines = lines.count
  }

  /// What differs from the outcomes of other lines; empty when nothing does.
  func differences(from other: ScannedLines) -> String {
    let places = Set(outcomes.keys).union(other.outcomes.keys).sorted()
    let lines = places.filter { outcomes[$0] != other.outcomes[$0] }.map { place in
      "line \(place): \(outcomes[place].map { "\($0)" } ?? "none"), not "
        + (other.outcomes[place].map { "\($0)" } ?? "none")
    }
    return (self.lines == other.lines ? lines : lines + ["\(self.lines) lines, not \(other.lines)"])
      .joined(separator: "\n")
  }
}

/// A scanner and what it needs, set to lines of one shape.
private struct LineScanner {
  private var scanner: RecordScanner
  private let batch: RecordBatch

  init(_ shape: DumpShape, assumedOffset: Int?, largestChunk: Int) {
    scanner = RecordScanner(
      .builtIn, assumedOffset: assumedOffset.map { ZoneOffset(secondsEast: Int32($0)) },
      longestLine: 1 << 20)
    scanner.turn(to: shape)
    batch = RecordBatch(largestChunk: largestChunk + 8)
  }

  mutating func scan(_ bytes: [UInt8]) -> ScannedLines {
    // What stands behind the lines must not matter, so it is something that would.
    let behind = Array("\n\"}]\\9\n,,,".utf8)
    let buffer = ByteBuffer(capacity: bytes.count + behind.count)
    bytes.withUnsafeBytes { buffer.tail(from: 0).copyMemory(from: $0) }
    behind.withUnsafeBytes { buffer.tail(from: bytes.count).copyMemory(from: $0) }
    let view = buffer.view(0, bytes.count)
    var progress = RecordScanner.Progress()
    var scanned = ScannedLines()
    while progress.index < view.count {
      batch.removeAll()
      scanner.scan(view, &progress, into: batch)
      for index in 0..<batch.count {
        scanned.outcomes[Int(batch[index].line.index)] = .record(ReferenceRecord(batch[index]))
      }
      for rejected in batch.rejected {
        scanned.outcomes[Int(rejected.line.index)] = .rejected(rejected.reason.description)
      }
    }
    scanned.lines = Int(progress.lines)
    return scanned
  }
}

extension ReferenceRecord {
  /// A record of the program in the words of the reference.
  fileprivate init(_ record: UsageRecord) {
    let isVideo = record.meter == UsageRecord.video
    self.init(
      app: Int(record.app), recordID: record.recordID.count == 0 ? nil : record.recordID.bytes,
      time: Int(record.time),
      meter: isVideo ? "video" : Catalog.builtIn.meters[Int(record.meter)].name,
      user: record.userID.count == 0 ? nil : record.userID.bytes, quantity: Int(record.quantity),
      width: isVideo ? Int(record.width) : nil, height: isVideo ? Int(record.height) : nil)
  }
}

/// Lines with their ends, the last one as it is.
func linesWithEnds(_ bytes: [UInt8]) -> [[UInt8]] {
  var lines: [[UInt8]] = []
  var rest = bytes[...]
  while !rest.isEmpty {
    let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
    lines.append(Array(rest[..<end]))
    rest = rest[end...]
  }
  return lines
}

/// A line without its LF or CRLF.
func withoutEnd(_ line: [UInt8]) -> [UInt8] {
  var line = line
  if line.last == UInt8(ascii: "\n") { line.removeLast() }
  if line.last == UInt8(ascii: "\r") { line.removeLast() }
  return line
}

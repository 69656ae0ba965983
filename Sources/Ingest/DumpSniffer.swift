import ByteStreams
import UsageRecords

/// Reads the first lines of a dump: after an optional BOM the first visible byte decides between
/// NDJSON and CSV, and a CSV dump goes on with its header.
struct DumpSniffer: ~Copyable {
  private var stream: DecodedStream
  private let longestLine: Int

  init(_ layout: DumpLayout, _ limits: ReadingLimits) {
    stream = DecodedStream(layout, limits)
    longestLine = limits.lineBytes
  }

  /// The shape of the dump's lines, `nil` when there are none, and where its records begin.
  mutating func sniff(
    _ file: borrowing DumpFile
  ) throws(DumpFailure) -> (DumpShape?, RecordsStart) {
    try passByteOrderMark(file)
    var lines: Int64 = 0
    while true {
      let lineStart = stream.offset
      guard let line = try nextLine(file) else { return (nil, stream.start(at: lineStart, lines)) }
      let visible = line.first { ![0x20, 0x09, 0x0D].contains($0) }
      guard let visible else {
        lines += 1
        continue
      }
      if visible == UInt8(ascii: "{") { return (.ndjson, stream.start(at: lineStart, lines)) }
      let header = try header(line, file, at: lineStart)
      return (.csv(header), stream.start(at: stream.offset, lines + 1))
    }
  }

  private mutating func passByteOrderMark(_ file: borrowing DumpFile) throws(DumpFailure) {
    for byte in [0xEF, 0xBB, 0xBF] as [UInt8] {
      guard try stream.peek(file) == byte else { return }
      stream.pass()
    }
  }

  /// The next line with its line feed passed over; `nil` behind the last one.
  ///
  /// A line of JSON is only looked at up to its first visible byte: its bytes are read again by the
  /// workers.
  private mutating func nextLine(_ file: borrowing DumpFile) throws(DumpFailure) -> [UInt8]? {
    let start = stream.offset
    var line: [UInt8] = []
    while let byte = try stream.peek(file) {
      guard byte != UInt8(ascii: "\n") else {
        stream.pass()
        return line
      }
      line.append(byte)
      if byte == UInt8(ascii: "{"), line.dropLast().allSatisfy({ $0 <= 0x20 }) { return line }
      stream.pass()
      guard line.count <= longestLine + 1 else {
        throw DumpFailure(
          source: file.source, decodedOffset: start,
          reason: "a line is longer than \(longestLine) bytes; look for a missing line end")
      }
    }
    return line.isEmpty ? nil : line
  }

  private func header(
    _ line: [UInt8], _ file: borrowing DumpFile, at offset: Int64
  ) throws(DumpFailure) -> CSVHeader {
    let trimmed = line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
    do throws(HeaderFailure) {
      return try CSVHeader(Array(trimmed))
    } catch {
      throw DumpFailure(source: file.source, decodedOffset: offset, reason: error.description)
    }
  }
}

/// The decoded bytes of a dump from its first one on, unit after unit.
private struct DecodedStream: ~Copyable {
  private let layout: DumpLayout
  private var decoder: UnitDecoder
  private let buffer = ByteBuffer(capacity: 64 << 10)
  private var begin = 0
  private var end = 0
  /// Where the units that were begun start in the decoded dump.
  private var unitOffsets: [Int64] = []
  private var unitIsOver = true
  /// Decoded bytes that were passed over.
  private(set) var offset: Int64 = 0

  init(_ layout: DumpLayout, _ limits: ReadingLimits) {
    self.layout = layout
    decoder = UnitDecoder(limits: limits)
  }

  /// The next byte, `nil` at the end of the dump.
  mutating func peek(_ file: borrowing DumpFile) throws(DumpFailure) -> UInt8? {
    while begin == end {
      if unitIsOver {
        guard unitOffsets.count < layout.units.count else { return nil }
        decoder.begin(layout.units[unitOffsets.count])
        unitOffsets.append(offset)
      }
      (begin, end) = (0, unsafe try decoder.read(from: file, into: buffer.tail(from: 0)))
      unitIsOver = end < buffer.capacity
    }
    return buffer[begin]
  }

  /// Passes over the byte that `peek` gave.
  mutating func pass() {
    begin += 1
    offset += 1
  }

  /// A place in what was read, told by its unit.
  func start(at offset: Int64, _ lines: Int64) -> RecordsStart {
    guard let unit = unitOffsets.lastIndex(where: { $0 <= offset }) else { return RecordsStart() }
    return RecordsStart(
      unit: unit, unitOffset: unitOffsets[unit], offsetInUnit: offset - unitOffsets[unit],
      lines: lines)
  }
}

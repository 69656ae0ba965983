import ByteStreams
import UsageRecords

/// Reads the first lines of a dump: after an optional BOM the first visible byte decides between
/// NDJSON and CSV, and a CSV dump goes on with its header.
struct DumpSniffer: ~Copyable {
  private var stream: DecodedStream
  private let longestLine: Int
  private let map: FieldMap

  init(_ layout: DumpLayout, _ limits: ReadingLimits, map: FieldMap) {
    stream = DecodedStream(layout, limits)
    longestLine = limits.lineBytes
    self.map = map
  }

  /// The shape of the dump's lines, `nil` when there are none, and where its records begin.
  mutating func sniff(
    _ file: borrowing DumpFile
  ) throws(DumpFailure) -> (DumpShape?, RecordsStart) {
    try passByteOrderMark(file)
    var lines: Int64 = 0
    while try stream.peek(file) != nil {
      let lineStart = stream.offset
      let line = try nextLine(file)
      switch line.first(where: { !isBlank($0) }) {
      case nil:
        lines += 1
      case UInt8(ascii: "{"):
        return (DumpShape(ndjson: map), stream.start(at: lineStart, lines))
      default:
        let header = try header(line, file, at: lineStart)
        return (.csv(header), stream.start(at: stream.offset, lines + 1))
      }
    }
    return (nil, stream.start(at: stream.offset, lines))
  }

  private mutating func passByteOrderMark(_ file: borrowing DumpFile) throws(DumpFailure) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    for (index, byte) in mark.enumerated() {
      guard try stream.peek(file, ahead: index) == byte else { return }
    }
    for _ in mark { stream.pass() }
  }

  /// The next line without its end, which is passed over.
  ///
  /// A line of JSON is only looked at up to its first visible byte: its bytes are read again by the
  /// workers.
  private mutating func nextLine(_ file: borrowing DumpFile) throws(DumpFailure) -> [UInt8] {
    let start = stream.offset
    var line: [UInt8] = []
    var isBlankSoFar = true
    while let byte = try stream.peek(file), byte != UInt8(ascii: "\n") {
      line.append(byte)
      if isBlankSoFar, byte == UInt8(ascii: "{") { return line }
      isBlankSoFar = isBlankSoFar && isBlank(byte)
      stream.pass()
      // One byte more than a line holds may be the first half of its CRLF.
      guard line.count <= longestLine + 1 else { throw overlongLine(file, at: start) }
    }
    if try stream.peek(file) != nil { stream.pass() }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard line.count <= longestLine else { throw overlongLine(file, at: start) }
    return line
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(byte)
  }

  private func overlongLine(_ file: borrowing DumpFile, at start: Int64) -> DumpFailure {
    DumpFailure(source: file.source, overlongLineAt: start, limit: longestLine)
  }

  private func header(
    _ line: [UInt8], _ file: borrowing DumpFile, at offset: Int64
  ) throws(DumpFailure) -> CSVHeader {
    do throws(HeaderFailure) {
      return try CSVHeader(line, map: map)
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

  /// The next byte, or one a few bytes ahead; `nil` behind the end of the dump.
  mutating func peek(
    _ file: borrowing DumpFile, ahead: Int = 0
  ) throws(DumpFailure) -> UInt8? {
    while end - begin <= ahead {
      guard try refill(file) else { return nil }
    }
    return buffer[begin + ahead]
  }

  /// Decodes on, into the next unit when one is over; false at the end of the dump.
  private mutating func refill(_ file: borrowing DumpFile) throws(DumpFailure) -> Bool {
    if unitIsOver {
      guard unitOffsets.count < layout.units.count else { return false }
      decoder.begin(layout.units[unitOffsets.count])
      unitOffsets.append(offset + Int64(end - begin))
    }
    buffer.copy(buffer.view(begin, end), to: 0)
    (begin, end) = (0, end - begin)
    let space = buffer.capacity - end
    let read = unsafe try decoder.read(from: file, into: buffer.tail(from: end))
    unitIsOver = read < space
    end += read
    return true
  }

  /// Passes over the next byte, which `peek` gave.
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

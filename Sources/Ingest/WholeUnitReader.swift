import ByteStreams
import UsageRecords

/// Cuts the decoded bytes of a unit into chunks of whole lines while all of them stay in one place.
///
/// Nothing is copied: neither libzstd nor a line that goes on keeps a second copy. Such a chunk is
/// only good until the next one is asked for, so it cannot be handed to another worker; that is for
/// `UnitChunker`, which also reads units that are too large for one piece of memory.
struct WholeUnitReader {
  private let dump: OpenDump
  private let limits: ReadingLimits
  private let chunk: Chunk
  private var bytesToSkip: Int
  private var isAtLineStart: Bool
  private var isOver = false
  private var begin = 0
  private var end = 0
  /// What is left of the unit, once it has ended.
  private(set) var remains = UnitRemains()

  /// A reader of a unit of a dump, into a chunk that has space for all of it.
  init(_ dump: OpenDump, unit: Int, _ limits: ReadingLimits, into chunk: Chunk) {
    self.dump = dump
    self.limits = limits
    self.chunk = chunk
    let holdsStart = unit == dump.start.unit
    bytesToSkip = holdsStart ? Int(dump.start.offsetInUnit) : 0
    isAtLineStart = holdsStart
    chunk.offsetInUnit = 0
    chunk.frames = []
  }

  /// The next lines; `nil` when the unit has ended and `remains` is complete.
  ///
  /// - Throws: `UnitFailure` when the unit is damaged or a line is too long.
  mutating func next(_ decoder: inout UnitDecoder) throws(UnitFailure) -> Chunk? {
    while !isOver {
      let decodedFrom = end
      try decode(&decoder)
      passSkipped()
      if !isAtLineStart { takeHead(from: decodedFrom) }
      let lines = isAtLineStart ? wholeLines(decodedFrom) : nil
      if let lines {
        begin = lines.upperBound
        remains.chunks += 1
        chunk.number = remains.chunks
        chunk.lines = lines
      }
      try checkLength()
      if isOver { remains.tail = fragment(begin, end) }
      if lines != nil { return chunk }
    }
    return nil
  }

  private mutating func decode(_ decoder: inout UnitDecoder) throws(UnitFailure) {
    do throws(DumpFailure) {
      let target = unsafe chunk.buffer.tail(from: 0)
      let read = unsafe try decoder.readOn(
        from: dump.file, into: target, filled: end, wanted: limits.chunkBytes)
      end += read
      remains.decodedBytes += Int64(read)
      isOver = read < limits.chunkBytes
    } catch {
      throw .untrusted(error)
    }
    chunk.frames += decoder.frameStarts
    decoder.frameStarts.removeAll(keepingCapacity: true)
  }

  private mutating func passSkipped() {
    let step = min(bytesToSkip, end - begin)
    begin += step
    bytesToSkip -= step
  }

  /// Takes the end of an earlier unit's line, once its line feed is there.
  private mutating func takeHead(from decodedFrom: Int) {
    let from = max(begin, decodedFrom)
    let view = chunk.buffer.view(from, end)
    guard let found = unsafe view.buffer.firstIndex(of: UInt8(ascii: "\n")) else { return }
    let headEnd = from + found + 1
    remains.head = fragment(begin, headEnd)
    begin = headEnd
    isAtLineStart = true
  }

  /// The lines that end in what was decoded last.
  private func wholeLines(_ decodedFrom: Int) -> Range<Int>? {
    let from = max(begin, decodedFrom)
    let view = chunk.buffer.view(from, end)
    return unsafe view.buffer.lastIndex(of: UInt8(ascii: "\n")).map { begin..<(from + $0 + 1) }
  }

  private func checkLength() throws(UnitFailure) {
    // One byte more than a line holds may be the first half of its CRLF.
    guard end - begin > limits.lineBytes + 1 else { return }
    guard isAtLineStart else { throw .overlongLineInto(unit: chunk.unit) }
    throw .overlongLine(unit: chunk.unit, offsetInUnit: Int64(begin))
  }

  private func fragment(_ from: Int, _ to: Int) -> Fragment {
    Fragment(
      bytes: chunk.buffer.view(from, to).bytes, offsetInUnit: Int64(from),
      frame: chunk.frames.last { $0.offsetInUnit <= Int64(from) }?.frame ?? 0)
  }
}

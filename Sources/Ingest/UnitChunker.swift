import ByteStreams
import UsageRecords

/// A piece of a line that crosses the border of a unit.
struct Fragment: Sendable {
  var bytes: [UInt8] = []
  /// Decoded bytes of the unit in front of it.
  var offsetInUnit: Int64 = 0
  /// The frame that holds its first byte, 0 in a plain dump.
  var frame: Int64 = 0
}

/// What is left of a unit once its whole lines are cut out.
struct UnitRemains: Sendable {
  /// The end of a line that began earlier, up to the unit's first line feed and with it.
  ///
  /// `nil` when the unit has no line feed.
  var head: Fragment?
  /// From behind the unit's last line feed to its end; the start of a line that goes on later.
  var tail = Fragment()
  /// Decoded bytes of the unit.
  var decodedBytes: Int64 = 0
  /// Pieces it was cut into.
  var chunks: Int32 = 0
}

/// Why the rest of a unit is not read.
enum UnitFailure: Error {
  /// The dump cannot be trusted.
  case untrusted(DumpFailure)
  /// A line is too long; it begins in that unit behind that many decoded bytes.
  case overlongLine(unit: Int32, offsetInUnit: Int64)
  /// A line is too long; it begins in an earlier unit and goes on in that one.
  case overlongLineInto(unit: Int32)
}

/// Cuts the decoded bytes of a unit into chunks of whole lines.
///
/// ```
/// unit:   ...end of a line# whole lines# whole lines# start of a line...
///         '----- head ----' '- chunk --' '- chunk --' '---- tail -----'
/// ```
/// Frames are cut anywhere by pzstd and by the seekable format, so heads and tails of neighbouring
/// units are put together by `BorderStitcher`.
struct UnitChunker {
  private let dump: OpenDump
  private let limits: ReadingLimits
  /// Decoded bytes still to be passed over, which belong to no record.
  private var bytesToSkip: Int64
  /// Whether the next byte begins a line, or goes on with one that began in an earlier unit.
  private var isAtLineStart: Bool
  private var frames: [FrameStart] = []
  private var isOver = false
  /// What is left of the unit, once it has ended.
  private(set) var remains = UnitRemains()

  /// The chunk being filled, and which part of it is to be cut.
  private var chunk: Chunk
  private var begin = 0
  private var end = 0

  /// A chunker for a unit of a dump, with a chunk to begin with.
  init(_ dump: OpenDump, unit: Int, _ limits: ReadingLimits, first chunk: Chunk) {
    self.dump = dump
    self.limits = limits
    self.chunk = chunk
    let holdsStart = unit == dump.start.unit
    bytesToSkip = holdsStart ? dump.start.offsetInUnit : 0
    isAtLineStart = holdsStart
    chunk.offsetInUnit = 0
  }

  /// The next chunk of whole lines; `nil` when the unit has ended and `remains` is complete.
  ///
  /// - Parameter fresh: gives an empty chunk.
  /// - Throws: `UnitFailure` when the unit is damaged or a line is too long.
  mutating func next(
    _ decoder: inout UnitDecoder, fresh: () -> Chunk
  ) throws(UnitFailure) -> Chunk? {
    while !isOver {
      isOver = try decode(&decoder)
      passSkipped()
      if !isAtLineStart { takeHead() }
      if isAtLineStart, let linesEnd = lastLineEnd() {
        let full = chunk
        carryOver(from: linesEnd, to: fresh())
        seal(full)
        try checkLength()
        if isOver { finish() }
        return full
      }
      compact()
      try checkLength()
      if isOver { finish() }
    }
    return nil
  }

  private func checkLength() throws(UnitFailure) {
    // One byte more than a line holds may be the first half of its CRLF.
    guard end - begin > limits.lineBytes + 1 else { return }
    guard isAtLineStart else { throw .overlongLineInto(unit: chunk.unit) }
    throw .overlongLine(unit: chunk.unit, offsetInUnit: chunk.offsetInUnit + Int64(begin))
  }

  /// The chunk that was being filled; empty again.
  var spare: Chunk { chunk }

  /// Fills up the chunk; true when the unit has ended.
  private mutating func decode(_ decoder: inout UnitDecoder) throws(UnitFailure) -> Bool {
    let space = min(limits.chunkBytes, chunk.buffer.capacity - 1 - end)
    let read: Int
    do throws(DumpFailure) {
      let target = unsafe UnsafeMutableRawBufferPointer(
        rebasing: chunk.buffer.tail(from: end)[..<space])
      read = unsafe try decoder.read(from: dump.file, into: target)
    } catch {
      throw .untrusted(error)
    }
    frames += decoder.frameStarts
    decoder.frameStarts.removeAll(keepingCapacity: true)
    end += read
    remains.decodedBytes += Int64(read)
    return read < space
  }

  private mutating func passSkipped() {
    let step = min(bytesToSkip, Int64(end - begin))
    begin += Int(step)
    bytesToSkip -= step
  }

  /// Takes the end of an earlier unit's line, once its line feed is there.
  private mutating func takeHead() {
    let view = chunk.buffer.view(begin, end)
    guard let lineFeed = unsafe view.buffer.firstIndex(of: UInt8(ascii: "\n")) else { return }
    remains.head = fragment(begin, begin + lineFeed + 1)
    begin += lineFeed + 1
    isAtLineStart = true
  }

  private func lastLineEnd() -> Int? {
    let view = chunk.buffer.view(begin, end)
    return unsafe view.buffer.lastIndex(of: UInt8(ascii: "\n")).map { begin + $0 + 1 }
  }

  /// Makes a full chunk ready to be scanned.
  private mutating func seal(_ full: Chunk) {
    remains.chunks += 1
    full.number = remains.chunks
    full.frames = frames
    // Frames that end in front of what is carried over are asked for no more.
    let kept = frames.lastIndex { $0.offsetInUnit <= chunk.offsetInUnit } ?? 0
    frames.removeFirst(kept)
  }

  private mutating func carryOver(from linesEnd: Int, to next: Chunk) {
    chunk.lines = begin..<linesEnd
    next.offsetInUnit = chunk.offsetInUnit + Int64(linesEnd)
    next.buffer.copy(chunk.buffer.view(linesEnd, end), to: 0)
    (begin, end) = (0, end - linesEnd)
    chunk = next
  }

  /// Moves what is left to the front of the chunk, so that there is space behind it.
  private mutating func compact() {
    guard begin > 0 else { return }
    chunk.buffer.copy(chunk.buffer.view(begin, end), to: 0)
    chunk.offsetInUnit += Int64(begin)
    (begin, end) = (0, end - begin)
  }

  private mutating func finish() {
    remains.tail = fragment(begin, end)
  }

  private func fragment(_ from: Int, _ to: Int) -> Fragment {
    let offset = chunk.offsetInUnit + Int64(from)
    return Fragment(
      bytes: chunk.buffer.view(from, to).bytes, offsetInUnit: offset,
      frame: frames.last { $0.offsetInUnit <= offset }?.frame ?? 0)
  }
}

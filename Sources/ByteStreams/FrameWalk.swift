import CZstd
import Quantities

/// Goes over a stored dump once, from the first byte to the last: hashes it, finds its frames by
/// their headers, and proves that the last one is whole.
///
/// Only block headers are looked at, three bytes each, so the walk runs at the speed of reading.
/// Format: RFC 8878, sections 3.1.1 and 3.1.2.
@safe
struct FrameWalk: ~Copyable {
  private let source: String
  private let limits: ReadingLimits
  private var reader: HashingReader
  private var units: [StoredUnit] = []
  private var dataFrames: Int64 = 0
  /// At most so many decoded bytes come of the frames of the unit.
  private var mostDecodedBytes: Int64 = 0

  init(_ dump: borrowing DumpFile, limits: ReadingLimits, withSHA256: Bool) {
    self.source = dump.source
    self.limits = limits
    self.reader = HashingReader(dump, withSHA256: withSHA256)
  }

  /// Walks the whole dump.
  consuming func layout(of dump: borrowing DumpFile) throws(DumpFailure) -> DumpLayout {
    try reader.refill(from: dump, atLeast: 4)
    let isCompressed = reader.available >= 4 && Self.isFrameStart(reader.integer(bytes: 4))
    if isCompressed {
      try walkFrames(of: dump)
    } else {
      try walkPlain(dump)
    }
    let digest = reader.fingerprint()
    return DumpLayout(
      isCompressed: isCompressed, storedBytes: reader.offset, digest: digest,
      sha256: reader.sha256(), units: units)
  }

  /// Whether four bytes begin a data frame or a skippable one.
  static func isFrameStart(_ magic: UInt64) -> Bool {
    magic == UInt64(ZSTD_MAGICNUMBER) || isSkippable(magic)
  }

  /// Whether four bytes begin a skippable frame.
  static func isSkippable(_ magic: UInt64) -> Bool {
    magic & UInt64(ZSTD_MAGIC_SKIPPABLE_MASK) == UInt64(ZSTD_MAGIC_SKIPPABLE_START)
  }

  private mutating func walkPlain(_ dump: borrowing DumpFile) throws(DumpFailure) {
    while true {
      try reader.refill(from: dump, atLeast: 1)
      guard reader.available > 0 else { break }
      reader.skip(reader.available)
    }
    var offset: Int64 = 0
    while offset < reader.offset {
      let size = min(limits.plainUnitBytes, reader.offset - offset)
      units.append(StoredUnit(offset: offset, size: size, firstFrame: 0))
      offset += size
    }
  }

  private mutating func walkFrames(of dump: borrowing DumpFile) throws(DumpFailure) {
    var unitStart: Int64 = 0
    var firstFrame: Int64 = 1
    while true {
      try reader.refill(from: dump, atLeast: 4)
      guard reader.available > 0 else { break }
      try walkFrame(of: dump)
      if reader.offset - unitStart >= limits.unitBytes {
        endUnit(from: unitStart, firstFrame)
        unitStart = reader.offset
        firstFrame = dataFrames + 1
      }
    }
    if reader.offset > unitStart { endUnit(from: unitStart, firstFrame) }
  }

  private mutating func endUnit(from start: Int64, _ firstFrame: Int64) {
    units.append(
      StoredUnit(
        offset: start, size: reader.offset - start, firstFrame: firstFrame,
        mostDecodedBytes: mostDecodedBytes))
    mostDecodedBytes = 0
  }

  private mutating func walkFrame(of dump: borrowing DumpFile) throws(DumpFailure) {
    let start = reader.offset
    guard reader.available >= 4, Self.isFrameStart(reader.integer(bytes: 4)) else {
      throw DumpFailure(
        source: source, storedOffset: start,
        reason: "trailing junk where a zstd frame should begin; get the file again from its source")
    }
    if Self.isSkippable(reader.integer(bytes: 4)) {
      try need(8, of: dump, frameStart: start)
      let size = Int64(reader.integer(bytes: 8) >> 32)
      try skip(8 + size, of: dump, frameStart: start)
      return
    }
    dataFrames += 1
    let header = try readHeader(of: dump, frameStart: start)
    try skip(Int64(header.headerSize), of: dump, frameStart: start)
    try walkBlocks(of: dump, frameStart: start, largest: Int64(header.blockSizeMax))
    if header.checksumFlag != 0 { try skip(4, of: dump, frameStart: start) }
  }

  private mutating func readHeader(
    of dump: borrowing DumpFile, frameStart: Int64
  ) throws(DumpFailure) -> ZSTD_frameHeader {
    try reader.refill(from: dump, atLeast: Int(ZSTD_FRAMEHEADERSIZE_MAX))
    var header = ZSTD_frameHeader()
    let missing: Int
    do throws(ZstdFailure) {
      missing = try ZstdFailure.check(
        unsafe reader.withBytes { bytes in
          unsafe ZSTD_getFrameHeader(&header, bytes.baseAddress, bytes.count)
        }, "read the header")
    } catch {
      throw damaged(frameStart, error.reason)
    }
    guard missing == 0 else { throw truncated(frameStart) }
    guard header.windowSize <= UInt64(1) << UInt64(limits.largestWindowLog) else {
      throw DumpFailure(
        source: source, storedOffset: frameStart,
        reason: "frame \(dataFrames) wants a window of \(header.windowSize) bytes, more than "
          + "2^\(limits.largestWindowLog); compress it with a smaller window")
    }
    guard header.dictID == 0 else {
      throw damaged(frameStart, "it wants dictionary \(header.dictID), and none is used here")
    }
    return header
  }

  private mutating func walkBlocks(
    of dump: borrowing DumpFile, frameStart: Int64, largest: Int64
  ) throws(DumpFailure) {
    while true {
      // A block says how long it is as stored; decoded it is no longer than the frame allows.
      mostDecodedBytes += largest
      try need(3, of: dump, frameStart: frameStart)
      let header = reader.integer(bytes: 3)
      let size = Int64(header >> 3)
      switch header >> 1 & 3 {
      case 1: try skip(3 + 1, of: dump, frameStart: frameStart)
      case 0, 2: try skip(3 + size, of: dump, frameStart: frameStart)
      default: throw damaged(frameStart, "a block of it has a reserved type")
      }
      if header & 1 == 1 { return }
    }
  }

  private mutating func need(
    _ count: Int, of dump: borrowing DumpFile, frameStart: Int64
  ) throws(DumpFailure) {
    try reader.refill(from: dump, atLeast: count)
    guard reader.available >= count else { throw truncated(frameStart) }
  }

  private mutating func skip(
    _ count: Int64, of dump: borrowing DumpFile, frameStart: Int64
  ) throws(DumpFailure) {
    var rest = count
    while rest > 0 {
      try reader.refill(from: dump, atLeast: 1)
      guard reader.available > 0 else { throw truncated(frameStart) }
      let step = min(rest, Int64(reader.available))
      reader.skip(Int(step))
      rest -= step
    }
  }

  private func truncated(_ frameStart: Int64) -> DumpFailure {
    DumpFailure(
      source: source, storedOffset: reader.offset + Int64(reader.available),
      reason: "the file ends inside the frame that begins at byte \(frameStart): it was cut short; "
        + "get it again from its source")
  }

  private func damaged(_ frameStart: Int64, _ what: String) -> DumpFailure {
    DumpFailure(
      source: source, storedOffset: frameStart,
      reason: "frame \(dataFrames) is damaged: \(what); get the file again from its source")
  }
}

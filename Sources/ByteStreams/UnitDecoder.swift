/// Where a frame begins in the decoded bytes of a unit.
public struct FrameStart: Equatable, Sendable {
  /// Decoded bytes of the unit in front of it.
  public let offsetInUnit: Int64
  /// Its number in the dump, from 1.
  public let frame: Int64

  /// A frame that begins there.
  public init(offsetInUnit: Int64, frame: Int64) {
    self.offsetInUnit = offsetInUnit
    self.frame = frame
  }
}

/// Gives the decoded bytes of one unit after another, piece by piece.
///
/// A worker keeps one for all units it takes, so that the context of libzstd is made once.
@safe
public struct UnitDecoder: ~Copyable {
  private let decoder: ZstdDecoder
  private let stored = ByteBuffer(capacity: 256 << 10)
  private var begin = 0
  private var end = 0
  private var unit = StoredUnit(offset: 0, size: 0, firstFrame: 0)
  private var readOffset: Int64 = 0
  private var isBetweenFrames = true
  private var isInSkippable = false
  private var frame: Int64 = 0
  private var frameStoredOffset: Int64 = 0
  /// Bytes that the frame says it holds; `nil` when it does not say.
  private var frameSize: UInt64?
  private var frameDecodedBytes: UInt64 = 0
  private var decodedBytes: Int64 = 0
  /// Frames that began since it was last emptied; whoever reads takes them out.
  public var frameStarts: [FrameStart] = []

  /// A decoder at work on nothing.
  public init(limits: ReadingLimits) {
    self.decoder = ZstdDecoder(largestWindowLog: limits.largestWindowLog)
  }

  /// Turns to a unit.
  ///
  /// - Parameters:
  ///   - unit: a unit of the dump that will be read.
  ///   - inPlace: whether `readOn` will be used, which leaves all bytes where it puts them.
  public mutating func begin(_ unit: StoredUnit, inPlace: Bool = false) {
    decoder.reset(inPlace: inPlace)
    self.unit = unit
    (begin, end, readOffset) = (0, 0, unit.offset)
    (isBetweenFrames, isInSkippable) = (true, false)
    (frame, decodedBytes) = (unit.firstFrame - 1, 0)
    frameStarts.removeAll(keepingCapacity: true)
  }

  /// Fills the target; fewer bytes than it holds mean that the unit has ended.
  ///
  /// - Throws: `DumpFailure` when a frame is damaged or the file cannot be read.
  public mutating func read(
    from dump: borrowing DumpFile, into target: UnsafeMutableRawBufferPointer
  ) throws(DumpFailure) -> Int {
    let produced =
      unit.firstFrame == 0
      ? unsafe try readPlain(dump, target)
      : unsafe try readFrames(
        dump, target, filled: 0, wanted: target.count, mostStored: stored.capacity)
    decodedBytes += Int64(produced)
    return produced
  }

  /// Decodes more of the unit behind what was decoded before; less than wanted means that it has
  /// ended.
  ///
  /// - Parameters:
  ///   - dump: the dump whose unit it is.
  ///   - target: has space for `mostDecodedBytes` of the unit; the same in each call.
  ///   - filled: bytes that earlier calls returned, all together.
  ///   - wanted: about how much is decoded, unless the unit ends first.
  /// - Throws: `DumpFailure` when a frame is damaged or the file cannot be read.
  public mutating func readOn(
    from dump: borrowing DumpFile, into target: UnsafeMutableRawBufferPointer, filled: Int,
    wanted: Int
  ) throws(DumpFailure) -> Int {
    let produced = unsafe try readFrames(
      dump, target, filled: filled, wanted: wanted, mostStored: Self.stepInPlace)
    decodedBytes += Int64(produced)
    return produced
  }

  /// Stored bytes of one step in place, few enough that what they decode to stays in the cache.
  private static var stepInPlace: Int { 32 << 10 }

  private mutating func readPlain(
    _ dump: borrowing DumpFile, _ target: UnsafeMutableRawBufferPointer
  ) throws(DumpFailure) -> Int {
    let wanted = min(Int64(target.count), unit.offset + unit.size - readOffset)
    let slice = unsafe UnsafeMutableRawBufferPointer(rebasing: target[..<Int(wanted)])
    let count = unsafe try dump.read(at: readOffset, into: slice)
    try passOver(count, of: wanted, dump)
    return count
  }

  private mutating func readFrames(
    _ dump: borrowing DumpFile, _ target: UnsafeMutableRawBufferPointer, filled: Int, wanted: Int,
    mostStored: Int
  ) throws(DumpFailure) -> Int {
    var produced = 0
    while produced < wanted {
      try refill(dump, atLeast: isBetweenFrames ? ZstdDecoder.longestHeader : 1)
      if isBetweenFrames {
        guard end > begin else { break }
        startFrame(decodedBefore: produced)
      }
      let source = unsafe UnsafeRawBufferPointer(
        stored.view(begin, min(end, begin + mostStored)).buffer)
      let step: ZstdDecoder.Step
      do throws(ZstdFailure) {
        step = unsafe try decoder.step(from: source, into: target, filled: filled + produced)
      } catch {
        throw damaged(dump, error)
      }
      begin += step.consumed
      produced += step.produced
      isBetweenFrames = step.isFrameComplete
      frameDecodedBytes += UInt64(step.produced)
      if step.isFrameComplete, let frameSize, frameSize != frameDecodedBytes {
        // libzstd passes over that in a frame that ends in an empty block and comes in pieces.
        throw damaged(
          dump,
          ZstdFailure(
            operation: "decompress",
            reason: "it holds \(frameDecodedBytes) bytes and says that it holds \(frameSize)"))
      }
      guard step.consumed > 0 || step.produced > 0 || step.isFrameComplete else {
        throw damaged(dump, ZstdFailure(operation: "decompress", reason: "it ends too early"))
      }
    }
    return produced
  }

  private mutating func startFrame(decodedBefore produced: Int) {
    isBetweenFrames = false
    frameStoredOffset = readOffset - Int64(end - begin)
    let magic = stored.view(begin, end).word(at: 0) & 0xFFFF_FFFF
    isInSkippable = FrameWalk.isSkippable(magic)
    (frameSize, frameDecodedBytes) = (nil, 0)
    guard !isInSkippable else { return }
    frameSize = ZstdDecoder.contentSize(ofFrame: stored.view(begin, end))
    frame += 1
    frameStarts.append(
      FrameStart(offsetInUnit: decodedBytes + Int64(produced), frame: frame))
  }

  private mutating func refill(
    _ dump: borrowing DumpFile, atLeast count: Int
  ) throws(DumpFailure) {
    guard end - begin < count else { return }
    stored.copy(stored.view(begin, end), to: 0)
    (begin, end) = (0, end - begin)
    let wanted = min(Int64(stored.capacity - end), unit.offset + unit.size - readOffset)
    guard wanted > 0 else { return }
    let target = unsafe UnsafeMutableRawBufferPointer(
      rebasing: stored.tail(from: end)[..<Int(wanted)])
    let read = unsafe try dump.read(at: readOffset, into: target)
    try passOver(read, of: wanted, dump)
    end += read
  }

  /// Notes how much was read; the walk over the dump has seen that all of it was there.
  private mutating func passOver(
    _ count: Int, of wanted: Int64, _ dump: borrowing DumpFile
  ) throws(DumpFailure) {
    readOffset += Int64(count)
    guard Int64(count) == wanted else {
      throw DumpFailure(
        source: dump.source, storedOffset: readOffset,
        reason: "the file became shorter while it was read; run again when nobody writes it")
    }
  }

  private func damaged(_ dump: borrowing DumpFile, _ failure: ZstdFailure) -> DumpFailure {
    DumpFailure(
      source: dump.source, storedOffset: frameStoredOffset,
      reason: "frame \(frame) is damaged: \(failure.reason); get the file again from its source")
  }
}

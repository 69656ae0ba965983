import ByteStreams
import CIntrinsics

/// The places of the bytes that cut lines into pieces, found 64 bytes at a time ahead of the scanner.
///
/// A scanner that knows where the next separators are cuts a usual line without looking at the bytes
/// in between. What is not usual it reads byte by byte, and comes back for the next line.
@safe
final class Landmarks {
  /// Which bytes are landmarks.
  enum Kind {
    /// Commas, quotes and line feeds.
    case csv
    /// Quotes, backslashes and control characters.
    case json
  }

  /// Places that are found ahead, few enough to stay in the first-level cache.
  private static let ahead = 2048
  /// Of a block of 64 bytes each can be one.
  private static let block = 64

  /// Places in the chunk, from `cursor` up to `end`; one in front is free for the scanner.
  private let places = UnsafeMutablePointer<Int32>.allocate(capacity: 1 + ahead + block)
  private var cursor = 1
  private var end = 1
  private var chunk = ByteView.empty
  private var isJSON = false
  /// Where the scanner stopped in the chunk.
  private var lineEnd = 0
  /// The first byte that was not looked at, and where to stop.
  private var nextBlock = 0
  private var chunkEnd = 0
  /// Whether any byte that was looked at is not ASCII.
  private(set) var sawHighBytes = false

  deinit { unsafe places.deallocate() }

  /// Turns to the lines of a chunk from an index on, or goes on where it was left.
  ///
  /// A line feed that stands behind the chunk, because its last line lacks one, is a landmark too.
  func turn(to chunk: ByteView, at index: Int, _ kind: Kind) {
    // The memory of a chunk is used again, so that only an index beyond its start tells it apart.
    let goesOn = index > 0 && index == lineEnd && chunk.isSame(as: self.chunk)
    guard !goesOn else { return }
    self.chunk = chunk
    isJSON = kind == .json
    (cursor, end, nextBlock, sawHighBytes) = (1, 1, index, false)
    let isEnded = chunk.count > 0 && chunk[chunk.count &- 1] == UInt8(ascii: "\n")
    chunkEnd = isEnded ? chunk.count : chunk.count &+ 1
  }

  /// Notes where the scanner stopped.
  func note(_ index: Int) { lineEnd = index }

  /// Moves to a line: landmarks in front of it are passed.
  ///
  /// So many landmarks, or all of the chunk, are known from there on then.
  @inline(__always)
  func move(toLineAt start: Int, atLeast count: Int) {
    while cursor < end, unsafe places[cursor] < start { cursor &+= 1 }
    if cursor &+ count > end { lookAhead(for: count) }
    // What stands in front of a line's first landmark is the line's start.
    unsafe places[cursor &- 1] = Int32(truncatingIfNeeded: start &- 1)
  }

  /// How many landmarks are known from the line's start on.
  @inline(__always)
  var known: Int { end &- cursor }

  /// The place of a landmark of the line; -1 is the byte in front of it.
  @inline(__always)
  subscript(index: Int) -> Int {
    assert(index >= -1 && index < known)
    return unsafe Int(places[cursor &+ index])
  }

  /// Goes on over that many landmarks.
  @inline(__always)
  func pass(_ count: Int) {
    assert(count <= known)
    cursor &+= count
  }

  private func lookAhead(for count: Int) {
    let kept = end &- cursor
    for index in 0..<kept { unsafe places[1 &+ index] = places[cursor &+ index] }
    (cursor, end) = (1, 1 &+ kept)
    while end <= Self.ahead, nextBlock < chunkEnd { addBlock() }
  }

  @inline(__always)
  private func addBlock() {
    let bytes = unsafe chunk.pointer(at: nextBlock)
    var mask =
      isJSON
      ? unsafe CIntrinsics_equalOrUpTo(bytes, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x1F)
      : unsafe CIntrinsics_equal(bytes, UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"))
    var tops = unsafe CIntrinsics_tops(bytes)
    let rest = chunkEnd &- nextBlock
    if rest < Self.block {
      let inside = (UInt64(1) &<< UInt64(truncatingIfNeeded: rest)) &- 1
      (mask, tops) = (mask & inside, tops & inside)
    }
    if tops != 0 { sawHighBytes = true }
    let base = Int32(truncatingIfNeeded: nextBlock)
    var target = unsafe places + end
    end &+= mask.nonzeroBitCount
    // Eight at a time, whether there are as many or not: what is too much is written over.
    while mask != 0 {
      for _ in 0..<8 {
        unsafe target.pointee = base &+ Int32(truncatingIfNeeded: mask.trailingZeroBitCount)
        unsafe target += 1
        mask &= mask &- 1
      }
    }
    nextBlock &+= Self.block
  }
}

/// Memory for views of nothing, which may be read beyond like any other.
private let nothing = ByteBuffer(capacity: 0)

/// Bytes that others own, with at least `padding` readable bytes behind the last one.
///
/// The scanners read eight bytes at a time without asking where the end is, which the padding makes
/// safe. A view is only handed down a call and never kept longer than the buffer it looks at.
@safe
public struct ByteView: @unchecked Sendable {
  /// How many bytes behind the end may be read.
  public static let padding = 64

  @usableFromInline let start: UnsafePointer<UInt8>
  /// How many bytes there are.
  public let count: Int

  /// A view of bytes, of which `padding` more are readable.
  @inlinable
  public init(_ start: UnsafePointer<UInt8>, count: Int) {
    unsafe self.start = start
    self.count = count
  }

  /// No bytes.
  public static let empty = nothing.view(0, 0)

  /// The byte at an index below `count + padding`.
  @inlinable @inline(__always)
  public subscript(index: Int) -> UInt8 {
    assert(index >= 0 && index < count + Self.padding)
    return unsafe start[index]
  }

  /// Eight bytes from an index, the first one lowest.
  @inlinable @inline(__always)
  public func word(at index: Int) -> UInt64 {
    assert(index >= 0 && index + 8 <= count + Self.padding)
    return unsafe UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self).littleEndian
  }

  /// The address of the byte at an index, for those who read 64 bytes at once.
  @inlinable @inline(__always)
  public func pointer(at index: Int) -> UnsafePointer<UInt8> {
    assert(index >= 0 && index <= count)
    return unsafe start + index
  }

  /// The bytes from one index up to another.
  @inlinable @inline(__always)
  public func slice(_ from: Int, _ to: Int) -> ByteView {
    assert(from >= 0 && from <= to && to <= count)
    return unsafe ByteView(start + from, count: to &- from)
  }

  /// The bytes as the standard library sees them.
  @inlinable
  public var buffer: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: start, count: count)
  }

  /// A copy of the bytes.
  public var bytes: [UInt8] { unsafe Array(buffer) }

  /// Whether both look at the same memory.
  @inlinable
  public func isSame(as other: ByteView) -> Bool {
    unsafe start == other.start && count == other.count
  }

  /// Whether both hold the same bytes.
  @inlinable
  public func equals(_ other: ByteView) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }
}

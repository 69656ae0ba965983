/// A piece of memory of a fixed size, given back when the object goes.
///
/// `@unchecked Sendable`: whoever holds it owns it alone; buffers are handed from worker to worker
/// through a `Monitor`, never shared.
@safe
public final class ByteBuffer: @unchecked Sendable {
  private let start: UnsafeMutablePointer<UInt8>
  /// How many bytes fit, the padding behind them not counted.
  public let capacity: Int

  /// Memory for that many bytes and the padding of a view.
  public init(capacity: Int) {
    self.capacity = capacity
    unsafe self.start = .allocate(capacity: capacity + ByteView.padding)
    // The padding is read by the scanners; it has to be something.
    unsafe (start + capacity).initialize(repeating: 0, count: ByteView.padding)
  }

  deinit {
    unsafe start.deallocate()
  }

  /// The memory from an index on, to be written.
  public func tail(from index: Int) -> UnsafeMutableRawBufferPointer {
    precondition(index <= capacity, "an index is within the buffer")
    return unsafe UnsafeMutableRawBufferPointer(start: start + index, count: capacity - index)
  }

  /// The memory, to be written byte by byte.
  @inline(__always)
  public subscript(index: Int) -> UInt8 {
    get {
      assert(index >= 0 && index < capacity)
      return unsafe start[index]
    }
    set {
      assert(index >= 0 && index < capacity)
      unsafe start[index] = newValue
    }
  }

  /// The bytes from one index up to another, as a view that lives as long as the buffer.
  public func view(_ from: Int, _ to: Int) -> ByteView {
    precondition(from >= 0 && from <= to && to <= capacity, "a view is within the buffer")
    return unsafe ByteView(start + from, count: to - from)
  }

  /// Copies a view to an index.
  public func copy(_ view: ByteView, to index: Int) {
    precondition(index + view.count <= capacity, "a copy fits")
    guard view.count > 0, let source = unsafe view.buffer.baseAddress else { return }
    unsafe (start + index).update(from: source, count: view.count)
  }
}

extension ByteBuffer {
  /// Writes a word at an index, its lowest byte first.
  @inline(__always)
  public func store(_ word: UInt64, at index: Int) {
    assert(index >= 0 && index + 8 <= capacity)
    unsafe UnsafeMutableRawPointer(start + index).storeBytes(
      of: word.littleEndian, as: UInt64.self)
  }

  /// Copies a short text to an index, eight bytes at a time; bytes behind its end are overwritten.
  @inline(__always)
  public func copyShort(_ view: ByteView, to index: Int) {
    precondition(index &+ view.count &+ 8 <= capacity, "a copy fits")
    var place = 0
    while place < view.count {
      store(view.word(at: place), at: index &+ place)
      place &+= 8
    }
  }
}

/// Memory that lines are written to, byte after byte, without a text object in between.
///
/// Every write asks once whether its largest size fits and then stores whole machine words; the
/// bytes beyond the end of what was written are overwritten by the next one.
@safe
struct LineBuffer: ~Copyable {
  private let start: UnsafeMutableRawPointer
  private let capacity: Int
  /// How many bytes are written.
  private(set) var count = 0

  /// A buffer for that many bytes and one more line.
  init(capacity: Int) {
    self.capacity = capacity + Self.longestLine
    unsafe start = .allocate(byteCount: self.capacity, alignment: 64)
    unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: self.capacity)
  }

  deinit {
    unsafe start.deallocate()
  }

  /// More than any line needs.
  private static let longestLine = 1024

  /// Whether another line might not fit.
  var isFull: Bool { count > capacity - Self.longestLine }

  /// What is written.
  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Forgets everything, or all but the first bytes.
  mutating func truncate(to count: Int = 0) {
    precondition(count <= self.count, "a buffer is cut, not extended")
    self.count = count
  }

  /// Appends a byte.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    precondition(count < capacity)
    unsafe start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  /// Appends a short text.
  @inline(__always)
  mutating func append(_ token: Token) {
    precondition(count &+ 32 <= capacity)
    unsafe store(token.words.0, at: 0)
    unsafe store(token.words.1, at: 8)
    unsafe store(token.words.2, at: 16)
    unsafe store(token.words.3, at: 24)
    count &+= token.count
  }

  /// Appends 16 hexadecimal digits.
  @inline(__always)
  mutating func append(hexadecimal value: UInt64) {
    precondition(count &+ 16 <= capacity)
    unsafe store(Self.hexadecimal(value >> 32), at: 0)
    unsafe store(Self.hexadecimal(value & 0xFFFF_FFFF), at: 8)
    count &+= 16
  }

  /// Appends a UUID of version 4, whose version and variant take the place of six random bits.
  mutating func append(uuid high: UInt64, _ low: UInt64) {
    let high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    precondition(count &+ 40 <= capacity)
    let dash = UInt64(UInt8(ascii: "-"))
    let middle = Self.hexadecimal(high & 0xFFFF_FFFF)
    let variant = Self.hexadecimal(low >> 32)
    unsafe store(Self.hexadecimal(high >> 32), at: 0)
    unsafe store(dash | middle << 8, at: 8)
    unsafe store(dash | (middle >> 32) << 8, at: 13)
    unsafe store(dash | variant << 8, at: 18)
    unsafe store(dash | (variant >> 32) << 8, at: 23)
    unsafe store(Self.hexadecimal(low & 0xFFFF_FFFF), at: 28)
    count &+= 36
  }

  /// Appends a number of 0...99 in two digits.
  @inline(__always)
  mutating func append(twoDigits value: Int64) {
    precondition(count &+ 2 <= capacity)
    let tens = (value &* 103) >> 10
    let digits = UInt16(truncatingIfNeeded: 0x3030 &+ tens &+ (value &- tens &* 10) << 8)
    unsafe start.storeBytes(of: digits.littleEndian, toByteOffset: count, as: UInt16.self)
    count &+= 2
  }

  /// Appends a number in as many decimal digits as it has.
  @inline(__always)
  mutating func append(decimal value: UInt64) {
    precondition(count &+ 20 <= capacity)
    var digits = 1
    var bound: UInt64 = 10
    while digits < 20, value >= bound {
      digits &+= 1
      bound = digits < 20 ? bound &* 10 : bound
    }
    var rest = value
    var index = count &+ digits
    repeat {
      index &-= 1
      let digit = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
      unsafe start.storeBytes(of: digit, toByteOffset: index, as: UInt8.self)
      rest /= 10
    } while rest > 0
    count &+= digits
  }

  @inline(__always) @unsafe
  private func store(_ word: UInt64, at offset: Int) {
    unsafe start.storeBytes(
      of: word.littleEndian, toByteOffset: count &+ offset, as: UInt64.self)
  }

  /// The eight hexadecimal digits of a number below 2^32, the first one in the lowest byte.
  @inline(__always)
  private static func hexadecimal(_ value: UInt64) -> UInt64 {
    // One half-byte to a byte, the highest first; then those above 9 move on to the letters.
    var nibbles = value
    nibbles = (nibbles << 16 | nibbles) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles << 8 | nibbles) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles << 4 | nibbles) & 0x0F0F_0F0F_0F0F_0F0F
    nibbles = nibbles.byteSwapped
    let letters = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
    return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39
  }
}

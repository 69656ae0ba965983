import Quantities

/// Reads a dump from its first byte to its last and hashes every byte that is passed over.
@safe
struct HashingReader: ~Copyable {
  private let buffer = ByteBuffer(capacity: 1 << 20)
  private var begin = 0
  private var end = 0
  private let hash = StreamingFingerprint()
  private var secureHash: SHA256?
  /// Where in the file the next byte stands.
  private(set) var offset: Int64 = 0

  init(_ dump: borrowing DumpFile, withSHA256: Bool) {
    self.secureHash = withSHA256 ? SHA256() : nil
  }

  /// How many bytes can be looked at.
  var available: Int { end - begin }

  /// Reads on until that many bytes can be looked at or the file ends.
  mutating func refill(from dump: borrowing DumpFile, atLeast count: Int) throws(DumpFailure) {
    guard available < count else { return }
    if begin > 0 {
      buffer.copy(buffer.view(begin, end), to: 0)
      (begin, end) = (0, available)
    }
    while available < count {
      let read = unsafe try dump.read(at: offset + Int64(available), into: buffer.tail(from: end))
      guard read > 0 else { return }
      end += read
    }
  }

  /// The next bytes as a little-endian number; at most 8, and no more than are available.
  func integer(bytes count: Int) -> UInt64 {
    precondition(count <= 8 && count <= available, "bytes are there to be looked at")
    let word = buffer.view(begin, end).word(at: 0)
    return count == 8 ? word : word & ((1 << UInt64(count * 8)) - 1)
  }

  /// Looks at the available bytes.
  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    unsafe body(buffer.view(begin, end).buffer)
  }

  /// Passes over available bytes.
  mutating func skip(_ count: Int) {
    precondition(count <= available, "bytes are there to be passed over")
    let bytes = unsafe UnsafeRawBufferPointer(buffer.view(begin, begin + count).buffer)
    unsafe hash.update(bytes)
    unsafe secureHash?.update(bytes)
    begin += count
    offset += Int64(count)
  }

  /// The hash of what was passed over.
  func fingerprint() -> Fingerprint { hash.value() }

  /// The SHA-256 of what was passed over, when it was asked for; once.
  mutating func sha256() -> String? {
    guard let hash = secureHash.take() else { return nil }
    return hash.hexadecimal()
  }
}

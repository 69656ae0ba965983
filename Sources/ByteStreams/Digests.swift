import CMessageDigest
import CXXHash
public import Quantities

/// The 128-bit XXH3 hash of some bytes.
@inline(__always)
public func fingerprint(of bytes: ByteView) -> Fingerprint {
  let hash = unsafe CXXHash_128(bytes.buffer.baseAddress, bytes.count)
  return Fingerprint(high: hash.high64, low: hash.low64)
}

/// The 128-bit XXH3 hash of some bytes.
public func fingerprint(of bytes: [UInt8]) -> Fingerprint {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    let hash = unsafe CXXHash_128(buffer.baseAddress, buffer.count)
    return Fingerprint(high: hash.high64, low: hash.low64)
  }
}

/// The 128-bit XXH3 hash of bytes that come in pieces.
@safe
struct StreamingFingerprint: ~Copyable {
  private let state: UnsafeMutableRawPointer

  init() {
    guard let state = unsafe CXXHash_create() else {
      preconditionFailure("there is memory for a hash")
    }
    unsafe self.state = state
    unsafe CXXHash_reset(state)
  }

  deinit {
    unsafe CXXHash_free(state)
  }

  func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe CXXHash_update(state, bytes.baseAddress, bytes.count)
  }

  func value() -> Fingerprint {
    let hash = unsafe CXXHash_digest(state)
    return Fingerprint(high: hash.high64, low: hash.low64)
  }
}

/// The SHA-256 hash of bytes that come in pieces.
public struct SHA256: ~Copyable {
  private var context = SHA2_CTX()

  /// The hash of nothing yet.
  public init() {
    unsafe SHA256Init(&context)
  }

  /// Takes more bytes in.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    unsafe SHA256Update(&context, start.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// Takes more bytes in.
  public mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// The hash in 32 bytes.
  public consuming func bytes() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    unsafe digest.withUnsafeMutableBufferPointer { target in
      guard let start = target.baseAddress else { return }
      unsafe SHA256Final(start, &context)
    }
    return digest
  }

  /// The hash in 64 lower-case hexadecimal digits.
  public consuming func hexadecimal() -> String { bytes().hexadecimal }
}

extension [UInt8] {
  /// Two lower-case hexadecimal digits a byte.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

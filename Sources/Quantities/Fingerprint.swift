/// 128 bits that stand for a text: two texts that differ agree by chance once in 2^128.
public struct Fingerprint: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The upper 64 bits; partitions are cut from its top.
  public let high: UInt64
  /// The lower 64 bits.
  public let low: UInt64

  /// Both halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  public static func < (left: Fingerprint, right: Fingerprint) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

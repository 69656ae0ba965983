public import Quantities

/// A stretch of a stored dump that one worker can decode by itself: whole frames, or a range of a
/// plain file.
public struct StoredUnit: Hashable, Sendable {
  /// First byte in the file as stored.
  public let offset: Int64
  /// Bytes as stored.
  public let size: Int64
  /// The number, from 1, of the first data frame in it; 0 in a plain dump.
  public let firstFrame: Int64
  /// No more decoded bytes come of it than this; 0 in a plain dump, where nothing is decoded.
  public let mostDecodedBytes: Int64

  /// A stretch of a stored dump.
  public init(offset: Int64, size: Int64, firstFrame: Int64, mostDecodedBytes: Int64 = 0) {
    self.offset = offset
    self.size = size
    self.firstFrame = firstFrame
    self.mostDecodedBytes = mostDecodedBytes
  }
}

/// What a first walk over a stored dump tells, before a byte of it is decoded.
public struct DumpLayout: Sendable {
  /// Whether it is made of zstd frames.
  public let isCompressed: Bool
  /// Bytes as stored.
  public let storedBytes: Int64
  /// Stands for the bytes as stored.
  public let digest: Fingerprint
  /// The SHA-256 of the bytes as stored, when it was asked for.
  public let sha256: String?
  /// The stretches, in order, that make up the dump.
  public let units: [StoredUnit]
}

/// How dumps are cut and read; the defaults are for real work, tests choose small ones.
public struct ReadingLimits: Sendable {
  /// Stored bytes after which frames are no longer gathered into one unit.
  public var unitBytes: Int64 = 1 << 20
  /// Bytes of a unit of a plain dump.
  public var plainUnitBytes: Int64 = 4 << 20
  /// Decoded bytes that are scanned in one go: small enough for the second-level cache.
  public var chunkBytes = 256 << 10
  /// Units of at most so many decoded bytes are decoded in one piece of memory, where the bytes stay.
  public var wholeUnitBytes: Int64 = 24 << 20
  /// The longest line, in bytes, its end not counted.
  public var lineBytes = 1 << 20
  /// The largest window of a frame is two to this power; 27 is 128 MiB.
  public var largestWindowLog: Int32 = 27

  /// The defaults.
  public init() {}
}

public import Quantities

/// What became of the records of a run.
///
/// Invariant (conservation): `read = counted + duplicates + conflicts + rejected`.
public struct RecordCounts: Hashable, Sendable {
  /// Records met, whatever became of them.
  public var read: Int64 = 0
  /// Records that stand on a usage line.
  public var counted: Int64 = 0
  /// Records equal to one that stands.
  public var duplicates: Int64 = 0
  /// Records with the identity of one that stands and another content.
  public var conflicts: Int64 = 0
  /// Records that broke a rule of their form.
  public var rejected: Int64 = 0
  /// Counted `video` records above the largest area the catalog knows.
  public var oversize: Int64 = 0

  /// No records.
  public init() {}

  /// Whether every record read is accounted for.
  public var isConserved: Bool { read == counted + duplicates + conflicts + rejected }
}

/// A dump that was read to its end.
public struct DumpReceipt: Hashable, Sendable {
  /// Its path as given, `-` for standard input.
  public let source: String
  /// Stands for its bytes as stored.
  public let digest: Fingerprint
  /// Bytes as stored.
  public let storedBytes: Int64
  /// Records met in it.
  public let recordsRead: Int64
  /// Records of it that broke a rule of their form.
  public let recordsRejected: Int64

  /// What was read from a dump.
  public init(
    source: String, digest: Fingerprint, storedBytes: Int64, recordsRead: Int64,
    recordsRejected: Int64
  ) {
    self.source = source
    self.digest = digest
    self.storedBytes = storedBytes
    self.recordsRead = recordsRead
    self.recordsRejected = recordsRejected
  }
}

/// The partial that a dump came in, and how the dump was read when that was made.
public struct PartialOrigin: Hashable, Sendable {
  /// The address of the partial: the SHA-256 of what it holds, in 64 hexadecimal digits.
  public let partial: String
  /// The offset that was assumed for times that name none.
  public let assumedOffset: ZoneOffset?

  /// A partial by its address, and how its dump was read.
  public init(partial: String, assumedOffset: ZoneOffset?) {
    self.partial = partial
    self.assumedOffset = assumedOffset
  }
}

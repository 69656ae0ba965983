public import Aggregation
public import ByteStreams

/// Everything that dumps came to.
public struct IngestResult: Sendable {
  /// The usage, every record counted once.
  public let usage: AggregatedUsage
  /// What became of the records.
  public let counts: RecordCounts
  /// The dumps that were read, in argument order; `IdentityEntry.dump` is an index into them.
  public let receipts: [DumpReceipt]
  /// The partials that the dumps came in, in the order of `receipts`; `nil` for dumps that were read.
  public var origins: [PartialOrigin?] = []
  /// The partials that were taken in, in argument order.
  public var partials: [TakenPartial] = []
  /// The address of the partial that was written.
  public var written: String?
  /// Lines of the rejects file in argument and line order, each without its line feed.
  public let rejects: [[UInt8]]
  /// Dumps that were passed over, because their bytes were counted before.
  public let skipped: [SkippedDump]
  /// Dumps that cannot be trusted and were left out; only when the run was to keep going.
  public let failures: [DumpFailure]
}

/// A partial whose dumps were counted.
public struct TakenPartial: Equatable, Sendable {
  /// Its path as given.
  public let source: String
  /// Stands for what it holds, in 64 hexadecimal digits.
  public let address: String
  /// How many of its dumps were counted.
  public let dumps: Int
}

/// A dump whose bytes were counted before.
public struct SkippedDump: Equatable, Sendable {
  /// Its path as given.
  public let source: String
  /// How the dump with the same bytes was given.
  public let sameAs: String
}

/// Dumps that cannot be trusted; nothing of the run may be posted.
public struct UntrustedInput: Error, Sendable, CustomStringConvertible {
  /// What is wrong with each.
  public let failures: [DumpFailure]

  /// Trouble with some dumps.
  public init(failures: [DumpFailure]) {
    self.failures = failures
  }

  public var description: String {
    failures.map(\.description).joined(separator: "\n")
  }
}

public import Aggregation
public import Quantities

/// One run of the ledger: a command that committed.
public struct RunRecord: Hashable, Sendable {
  /// Its number, from 1.
  public let id: Int64
  /// The command: `run`, `settle` or `close`.
  public let command: String
  /// When it was posted; kept for audits, part of no export.
  public let postedAt: Timestamp?
  /// Who posted it; kept for audits, part of no export.
  public let postedBy: String?
  /// Up to which day everything was settled when it ended.
  public let settledDay: CalendarDay?
  /// The offset that was assumed for times in its dumps that name none.
  public let assumedOffset: ZoneOffset?
  /// What became of the records it read.
  public let counts: RecordCounts
  /// The hash over everything it added and the hash of the run before, in hexadecimal digits.
  public let hash: String
}

/// The catalog that the ledger was last settled by.
public struct StoredCatalog: Hashable, Sendable {
  /// Its own name.
  public let name: String
  /// Its file.
  public let source: [UInt8]
}

/// How many entries a posting added to the journal.
public struct PostedEntries: Hashable, Sendable {
  /// New rows.
  public var posted = 0
  /// Rows that hold no more.
  public var reversed = 0

  /// No entries.
  public init() {}

  /// Whether nothing changed.
  public var isEmpty: Bool { posted == 0 && reversed == 0 }

  /// Adds the entries of another posting.
  public static func += (left: inout PostedEntries, right: PostedEntries) {
    left.posted += right.posted
    left.reversed += right.reversed
  }
}

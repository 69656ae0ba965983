public import Aggregation
public import Ingest
public import Ledger
public import Quantities

/// What became of one record.
public struct RecordFate: Hashable, Sendable {
  /// What a run made of a record.
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// It stands on its usage lines.
    case counted
    /// It says what one says that stands.
    case duplicate
    /// It has the identity of one that stands, and says something else.
    case conflict
    /// Its dump was posted, and its identity is remembered no more.
    case forgotten
    /// Its dump was posted when the identities of its month were forgotten, so that it was rejected.
    case tooOld = "too_old"
    /// Its dump was never posted.
    case notPosted = "not_posted"
  }

  /// What became of it.
  public let outcome: Outcome
  /// The record that stands in its place, if it stands in the dumps that were looked through.
  public let standing: LinePosition?
  /// The dump of that record.
  public let standingDump: PostedDump?
}

/// A record with its place and what became of it.
public struct ExplainedRecord: Sendable {
  /// The record.
  public let record: TracedRecord
  /// How the dump was given.
  public let source: String
  /// Where it stands.
  public let position: LinePosition
  /// The dump as the ledger knows it; `nil` when it was never posted.
  public let dump: PostedDump?
  /// What became of it.
  public let fate: RecordFate
}

/// The records of a usage line that were found in dumps.
public struct LineRecords: Sendable {
  /// What of a record belongs to the line.
  public struct Entry: Sendable {
    /// The record.
    public let record: ExplainedRecord
    /// Seconds of a `sum` meter, 1 for a user, the count of a peak.
    public let quantity: Int64
  }

  /// The records in argument and line order, those that do not count too.
  public let entries: [Entry]
  /// Records of them that are counted.
  public let counted: Int64
  /// What these come to: seconds, distinct users or the highest count.
  public let quantity: Int64
  /// Dumps of the runs that brought the usage, which were not given.
  public let missingDumps: [PostedDump]
}

/// Where records of one id stand and what became of them.
public struct RecordExplanation: Sendable {
  /// The application.
  public let app: AppID
  /// The `record_id`.
  public let id: String
  /// The records in argument and line order.
  public var records: [ExplainedRecord] = []
  /// Lines that name it and are no records.
  public var rejects: [(reject: TracedReject, source: String)] = []
  /// The usage lines of the record that counts.
  public var lines: [UsageLineExplanation] = []

  init(app: AppID, id: String) {
    self.app = app
    self.id = id
  }
}

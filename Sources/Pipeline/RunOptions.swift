public import Quantities
public import Storage
public import UsageRecords

/// What a run of the main job is asked to do.
public struct RunOptions: Sendable {
  /// What the ledger calls the run: `run` or `settle`.
  public var command: String
  /// The ledger's path, or the `postgresql://` address of a database.
  public var ledger: String
  /// The book's path; without one the events that the ledger holds stand.
  public var book: String?
  /// A catalog's path; without one the ledger's own catalog is used, or the built-in one.
  public var catalog: String?
  /// Dumps in argument order: paths, or `-` for standard input.
  public var dumps: [String] = []
  /// The last day to settle; without it the last day of usage or events.
  public var through: CalendarDay?
  /// Workers that read dumps and settle accounts, at least 1.
  public var workers = 1
  /// The offset of times that name none.
  public var assumedOffset: ZoneOffset?
  /// Where the fields of records stand in the dumps.
  public var map = FieldMap()
  /// How many records all dumps hold, when that is known.
  public var expectedRecords: Int64?
  /// Whether good dumps are posted although another one cannot be trusted.
  public var keepsGoing = false
  /// Whether the ledger must be there; without it, it is made when absent.
  public var needsLedger = false
  /// Whether nothing is kept.
  public var isRehearsal = false
  /// How many rows a rehearsal keeps of what would change; of the others it keeps the totals, so
  /// that memory is bounded.
  public var mostPreviewRows = Int.max
  /// Where the rejects go; without a path beside the ledger, one file a run.
  public var rejects: String?
  /// More rejects than this need a person.
  public var mostRejects: Int64 = 0
  /// More conflicts than this need a person.
  public var mostConflicts: Int64 = 0
  /// Where standard input is kept while it is read, and what does not fit in memory.
  public var spillFolder = "/var/tmp"
  /// Bytes that identities and users may take while dumps are read; `nil` sets no bound.
  public var memory: Int?
  /// How long to wait for another run on the same ledger.
  public var patience = Database.Patience(milliseconds: 60_000)
  /// When the run is posted; kept for audits, part of no export.
  public var time: Timestamp?
  /// Who posts the run; kept for audits, part of no export.
  public var poster: String?

  /// How often a run is tried when other transactions on the ledger's server come in between.
  ///
  /// Standard input can be read only once.
  var attempts: Int { dumps.contains("-") ? 1 : 5 }

  /// A run on a ledger with everything else as usual.
  public init(command: String, ledger: String) {
    self.command = command
    self.ledger = ledger
  }
}

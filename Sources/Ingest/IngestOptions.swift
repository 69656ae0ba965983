public import Aggregation
public import ByteStreams
public import Catalog
public import Quantities
public import UsageRecords

/// How the lines of a dump are understood, beside the rules that hold for all.
public struct LineReading: Hashable, Sendable {
  /// The offset of times that name none; `nil` refuses them.
  public var assumedOffset: ZoneOffset?
  /// Where the fields of records stand.
  public var map: FieldMap

  /// A way to read lines.
  public init(assumedOffset: ZoneOffset? = nil, map: FieldMap = FieldMap()) {
    self.assumedOffset = assumedOffset
    self.map = map
  }
}

/// What a run reads and how.
public struct IngestOptions: Sendable {
  /// Decides what is measured and on which day.
  public var catalog: Catalog
  /// Dumps and partials in argument order: paths, or `-` for standard input.
  public var sources: [String]
  /// What a dump is called in receipts and rejects, by its path, where that is not its path: a dump
  /// that is read again keeps the name under which it was posted.
  public var names: [String: String] = [:]
  /// The partials that dumps came in when they were posted, by the paths of the dumps: their rejects
  /// were told when the partial was made, and are not told again.
  public var origins: [String: PartialOrigin] = [:]
  /// Whether dumps are taken; else only partials are.
  public var takesDumps = true
  /// Where a partial of everything that is counted goes.
  public var partial: String?
  /// Workers, at least 1.
  public var workers: Int
  /// The offset of times that name none; `nil` refuses them.
  public var assumedOffset: ZoneOffset?
  /// Where the fields of records stand.
  public var map = FieldMap()
  /// How a dump is read, by its path, where that is not how the others are.
  public var readings: [String: LineReading] = [:]
  /// Whether records are told apart by their identity; without it nothing is a duplicate.
  public var checksIdentity = true
  /// Whether the result has to hold identities, for a ledger; without, those that are met once leave
  /// no more than a mark.
  public var keepsIdentities = true
  /// How many records must be read in the whole run, the rejected ones included, when that is known.
  ///
  /// It holds with `keepsGoing`, too: then for the dumps that are not left out.
  public var expectedRecords: Int64?
  /// Whether dumps that can be trusted are counted although another one cannot.
  public var keepsGoing = false
  /// Where standard input is kept while it is read, and what does not fit in memory.
  public var spillFolder: String
  /// Bytes that identities and users may take; `nil` sets no bound.
  public var memory: Int?
  /// How dumps are cut.
  public var limits = ReadingLimits()
  /// What `ingest` was told of forgotten identities.
  var forgottenBefore: Timestamp?

  /// A run over some dumps with everything else as usual.
  public init(catalog: Catalog, sources: [String], workers: Int, spillFolder: String) {
    self.catalog = catalog
    self.sources = sources
    self.workers = workers
    self.spillFolder = spillFolder
  }

  /// How the lines of a dump are read.
  func reading(of source: String) -> LineReading {
    readings[source] ?? LineReading(assumedOffset: assumedOffset, map: map)
  }

  /// What the first look gathers of identities.
  var gathering: IdentityGathering {
    guard checksIdentity else { return .none }
    return keepsIdentities ? .entries : .marks
  }

  /// What gathered state may take of memory.
  var budget: MemoryBudget? {
    memory.map { MemoryBudget(bytes: $0, folder: spillFolder) }
  }
}

public import Aggregation
public import ByteStreams
public import Catalog
public import Quantities

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
  /// Whether records are told apart by their identity; without it nothing is a duplicate.
  public var checksIdentity = true
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

  /// What gathered state may take of memory.
  var budget: MemoryBudget? {
    memory.map { MemoryBudget(bytes: $0, folder: spillFolder) }
  }
}

import Aggregation
import Catalog
public import Ingest
public import Ledger
import Quantities

/// The main job: takes the book and the dumps in, settles, and commits all of it or nothing.
///
/// ```
/// book  ──▶ events ─────────────┐
/// dumps ──▶ records ──▶ usage ──┴─▶ settlement ──▶ journal
/// ```
///
/// - Throws: `UntrustedInput`, `BookFailure`, `CatalogFailure` or `InputFailure` for inputs,
///   `LedgerFailure` for the ledger, `BrokenLaw` for a defect; the ledger is as it was.
public func runJob(_ options: RunOptions, progress: Progress) throws -> RunSummary {
  if options.needsLedger { try Ledger.checkExists(at: options.ledger) }
  let ledger = try Ledger(
    path: options.ledger, mode: options.isRehearsal ? .dryRun : .readWrite,
    patience: options.patience)
  defer { ledger.close() }
  return try ledger.write(
    command: options.command, at: options.time, by: options.poster, attempts: options.attempts
  ) { transaction in
    var job = RunJob(options, transaction)
    try job.run(progress)
    if options.isRehearsal {
      job.summary.preview = try preview(transaction, mostRows: options.mostPreviewRows)
    }
    return job.summary
  }
}

/// One run inside of its transaction.
private struct RunJob {
  private let options: RunOptions
  private let ledger: LedgerTransaction
  var summary: RunSummary

  init(_ options: RunOptions, _ ledger: LedgerTransaction) {
    self.options = options
    self.ledger = ledger
    summary = RunSummary(
      command: options.command, run: ledger.run, isRehearsal: options.isRehearsal)
  }

  mutating func run(_ progress: Progress) throws {
    let stored = try ledger.catalog()
    let catalog = try chooseCatalog(options.catalog, stored: stored)
    let settledBefore = try ledger.settledDay()
    let usedBefore = try ledger.lastUsageDay()
    try ledger.set(catalog)
    let book = try BookChange(options.book, catalog, ledger)
    try book.store(in: ledger)
    let rejects = try options.dumps.isEmpty ? [] : takeDumps(catalog, progress)
    let settler = LedgerSettler(
      catalog: catalog, book: book.book, bookBefore: book.before,
      catalogChanged: stored.map { $0.source != catalog.source } ?? true,
      settledBefore: settledBefore, usedBefore: usedBefore,
      lastClosed: try ledger.lastClosedMonth(), workers: options.workers)
    try settler.settle(ledger, through: options.through, &summary)
    // The last thing in front of the commit, so that whatever fails leaves no file behind.
    summary.rejectsFile = try RejectsFile(options, run: ledger.run).write(rejects)
    note()
  }

  /// Reads and posts the dumps; returns their rejects.
  private mutating func takeDumps(_ catalog: Catalog, _ progress: Progress) throws -> [[UInt8]] {
    var reading = IngestOptions(
      catalog: catalog, sources: options.dumps, workers: options.workers,
      spillFolder: options.spillFolder)
    reading.assumedOffset = options.assumedOffset
    reading.map = options.map
    reading.expectedRecords = options.expectedRecords
    reading.keepsGoing = options.keepsGoing
    reading.memory = options.memory
    let result = try ingest(reading, before: ledger, progress: progress)
    try ledger.setAssumedOffset(options.assumedOffset)
    try ledger.setFieldMap(options.map)
    try ledger.post(result.receipts)
    try ledger.post(origins: result.origins)
    try result.usage.identities.forEachPart { try ledger.insert($0) }
    try result.usage.users.forEachBatch { try ledger.insert($0, catalog: catalog) }
    try ledger.add(result.usage.lines, catalog: catalog)
    try ledger.append(rejects: result.rejects)
    try ledger.record(result.counts)
    summary.counts = result.counts
    summary.dumps = result.receipts
    summary.partials = result.partials
    summary.skippedDumps = result.skipped
    summary.failedDumps = result.failures
    summary.usageLines = result.usage.lines.count
    return result.rejects
  }

  /// Notes what needs a person.
  private mutating func note() {
    let counts = summary.counts
    let place = summary.rejectsFile.map { "\($0) says" } ?? "a file named by --rejects would say"
    if counts.rejected > options.mostRejects {
      summary.attention.append(
        "\(counts.rejected) records were rejected, more than --max-rejects "
          + "\(options.mostRejects); \(place) why")
    }
    if counts.conflicts > options.mostConflicts {
      summary.attention.append(
        "\(counts.conflicts) records contradict one that stands, more than --max-conflicts "
          + "\(options.mostConflicts); \(place) which")
    }
    for failure in summary.failedDumps {
      summary.attention.append("not posted: \(failure)")
    }
    for refund in summary.usedRefunds {
      summary.attention.append(
        "refund-used: refund \(refund) gave back something that was used; it stands, and whether "
          + "it should is for a person to say")
    }
    for charge in summary.unpriced {
      summary.attention.append(
        "\(charge.minutes) minutes of \(charge.meter) on \(charge.day), app \(charge.app) of "
          + "account \(charge.account), have no rate; give a catalog that has one")
    }
  }
}

extension LedgerTransaction: PostedBefore {}

import Aggregation
import ByteStreams
import Catalog
import Ingest
import Ledger
import Quantities

/// Reads the posted dumps again, run by run in the order in which they were posted, and compares
/// what they come to with what the ledger holds.
struct DumpDerivation {
  private let ledger: LedgerReader
  private let options: VerificationOptions
  private let progress: Progress
  private var check: DerivationCheck
  /// Runs before this one met identities that are forgotten, of dumps that were not read again.
  private var blindBefore: Int64 = 0
  private(set) var proof = VerificationReport.DumpProof()
  private(set) var findings: [String] = []
  private(set) var notices: [String] = []

  init(_ ledger: LedgerReader, _ options: VerificationOptions, _ progress: Progress) throws {
    self.ledger = ledger
    self.options = options
    self.progress = progress
    check = try DerivationCheck(ledger)
  }

  /// Derives every run whose dumps are among the given files.
  mutating func run(_ paths: [String]) throws {
    let runs = try ledger.runs()
    let posted = try runs.flatMap { try ledger.dumps(ofRun: $0.id) }
    let given = try GivenDumps(paths, posted: posted, spillFolder: options.spillFolder)
    notices = given.notices
    for run in runs {
      let catalog = try chooseCatalog(nil, stored: ledger.catalog(ofRun: run.id))
      let derived = try derive(run, catalog, given)
      if derived == nil {
        blindBefore = max(blindBefore, try ledger.lastForgetting(ofRun: run.id) ?? 0)
      }
      findings += try check.compare(run, with: derived, catalog: catalog).map(\.description)
    }
  }

  /// What a run's dumps come to; `nil` when one of them cannot be read.
  private mutating func derive(
    _ run: RunRecord, _ catalog: Catalog, _ given: GivenDumps
  ) throws -> DerivedRun? {
    let dumps = try ledger.dumps(ofRun: run.id)
    let missing = dumps.filter { given.paths[$0.digest] == nil }
    for dump in missing {
      proof.missing.append(dump.source)
      findings.append(
        "dumps: run \(run.id): \(dump.source) with \(dump.storedBytes) bytes was posted and is not "
          + "among the given files, so that the run is not proved")
    }
    guard missing.isEmpty else { return nil }
    guard !dumps.isEmpty else { return DerivedRun() }
    guard run.id >= blindBefore else {
      notices.append(
        "run \(run.id) is not proved: it knew identities that are forgotten, of dumps that were not "
          + "read again")
      return nil
    }
    do {
      let result = try ingest(
        try reading(run, dumps, catalog, given),
        before: RunsBefore(
          identities: check.identities(before: run),
          forgottenBefore: ledger.forgottenBefore(run: run.id)),
        progress: progress)
      proof.dumpsRead += result.receipts.count
      proof.recordsRead += result.counts.read
      proof.runsDerived += 1
      return DerivedRun(result)
    } catch let error as UntrustedInput {
      findings += error.failures.map { "dumps: run \(run.id): \($0)" }
      return nil
    }
  }

  /// How the run read its dumps then.
  private func reading(
    _ run: RunRecord, _ dumps: [DumpReceipt], _ catalog: Catalog, _ given: GivenDumps
  ) throws -> IngestOptions {
    let paths = dumps.compactMap { given.paths[$0.digest] }
    var reading = IngestOptions(
      catalog: catalog, sources: paths, workers: options.workers, spillFolder: options.spillFolder)
    reading.names = Dictionary(
      zip(paths, dumps.map(\.source)), uniquingKeysWith: { first, _ in first })
    reading.assumedOffset = run.assumedOffset
    reading.map = try ledger.fieldMap(ofRun: run.id)
    for (path, origin) in zip(paths, try ledger.origins(ofRun: run.id)) {
      reading.origins[path] = origin
      // Partials are made of dumps that are read as they are, whatever the run was told of others.
      if origin != nil { reading.readings[path] = LineReading() }
    }
    return reading
  }
}

extension DerivedRun {
  fileprivate init(_ result: IngestResult) {
    self.init()
    receipts = result.receipts
    counts = result.counts
    lines = result.usage.lines
    identities = result.usage.identities
    users = result.usage.users
    rejects = result.rejects
  }
}

/// What a run knew when it read its dumps; no dump counts as posted, since all are read again.
private struct RunsBefore: PostedBefore {
  let identities: EarlierIdentities
  private let end: Timestamp?

  init(identities: EarlierIdentities, forgottenBefore end: Timestamp?) {
    self.identities = identities
    self.end = end
  }

  var isEmpty: Bool { get throws { try identities.isEmpty } }

  func known(among entries: [IdentityEntry]) throws -> [KnownIdentity] {
    try identities.known(among: entries)
  }

  func source(ofDump digest: Fingerprint) -> String? { nil }

  func forgottenBefore() -> Timestamp? { end }
}

import Aggregation
import Book
import ByteStreams
public import Catalog
public import Explanation
import Ingest
import Ledger
public import Quantities
public import UsageRecords

/// How the records of an explanation are looked for.
public struct TraceOptions: Sendable {
  /// The dumps, paths or `-`, and folders of dumps; none is no search.
  public var dumps: [String] = []
  /// Workers, at least 1.
  public var workers = 1
  /// The offset of times that name none, in dumps that were not posted; `nil` refuses them.
  public var assumedOffset: ZoneOffset?
  /// Where the fields of records stand, in dumps that were not posted.
  public var map = FieldMap()
  /// Where standard input is kept while it is read.
  public var spillFolder: String

  /// A search in no dumps.
  public init(spillFolder: String) {
    self.spillFolder = spillFolder
  }
}

/// An explanation with the catalog that names its meters and puts its times in a zone.
public struct Explained<Value: Sendable>: Sendable {
  /// The explanation.
  public let value: Value
  /// The catalog of the ledger.
  public let catalog: Catalog
}

/// Explains why something stands in a ledger as it does.
///
/// - Throws: `UnknownName`, `AmbiguousGrant` or `RequestFailure` for a question without an answer,
///   `UntrustedInput` for dumps, `LedgerFailure` when the ledger cannot be read.
public func explain(
  _ path: String, _ question: Question, records: TraceOptions
) throws -> Explained<Answer> {
  try readLedger(path) { reader, catalog, explainer in
    if case .record(let app, let id) = question, records.dumps.isEmpty {
      throw try needsDumps(id, app, explainer)
    }
    let explanation = try explainer.explain(question)
    guard !records.dumps.isEmpty, let query = explainer.query(for: explanation) else {
      return explanation
    }
    var options = IngestOptions(
      catalog: catalog, sources: try files(records, reader), workers: records.workers,
      spillFolder: records.spillFolder)
    options.assumedOffset = records.assumedOffset
    options.map = records.map
    options.readings = try readings(of: options.sources, records, reader)
    do {
      return try explainer.complete(explanation, with: trace(query, in: options))
    } catch let missing as MissingRecord {
      throw RequestFailure(missing.description)
    }
  }
}

/// Explains what changed between two runs; run 0 is before the first one.
///
/// - Throws: `UnknownName` when there is no such run, `RequestFailure` when the first is not
///   before the second, `LedgerFailure` when the ledger cannot be read.
public func explainDifference(
  _ path: String, from earlier: Int64, to later: Int64
) throws -> Explained<RunDifference> {
  guard earlier < later else {
    throw RequestFailure(
      "run \(earlier) is not before run \(later); name the earlier one first")
  }
  return try readRuns(path) { try $0.difference(from: earlier, to: later) }
}

/// What each run of a ledger took in, in their order.
///
/// - Throws: `LedgerFailure` when the ledger cannot be read.
public func runHistory(of path: String) throws -> Explained<[RunInput]> {
  try readRuns(path) { try $0.history() }
}

/// What the run that goes on has changed so far, with the code that explains runs that are over.
///
/// - Parameter mostRows: how many rows are kept; of the others only the totals are.
func preview(
  _ ledger: LedgerTransaction, mostRows: Int
) throws -> Explained<RunDifference> {
  let catalog = try chooseCatalog(nil, stored: ledger.catalog())
  let explainer = try Explainer(ledger, catalog: catalog)
  return Explained(
    value: try explainer.difference(
      from: ledger.run - 1, to: ledger.run, mostRows: mostRows),
    catalog: catalog)
}

/// Finds days without usage.
///
/// - Throws: `UnknownName` when there is no such account, `RequestFailure` when the first day is
///   not before the last, `LedgerFailure` when the ledger cannot be read.
public func findGaps(_ question: GapQuestion, of path: String) throws -> GapReport {
  if let from = question.from, let through = question.through, through < from {
    throw RequestFailure("--from \(from) is after --through \(through)")
  }
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { try Explanation.findGaps(question, in: $0) }
}

/// Lets a closure ask about runs, for which no account's commitments are needed.
private func readRuns<Value>(
  _ path: String, _ body: (Explainer) throws -> Value
) throws -> Explained<Value> {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    return Explained(value: try body(Explainer(reader, catalog: catalog)), catalog: catalog)
  }
}

private func readLedger<Value>(
  _ path: String, _ body: (LedgerReader, Catalog, Explainer) throws -> Value
) throws -> Explained<Value> {
  let ledger = try Ledger(path: path, mode: .readOnly)
  defer { ledger.close() }
  return try ledger.read { reader in
    let catalog = try chooseCatalog(nil, stored: reader.catalog())
    let book = try chooseBook(nil, catalog, reader)
    let explainer = try Explainer(
      reader, catalog: catalog, commitments: book.commitments(through: reader.settledDay()))
    return Explained(value: try body(reader, catalog, explainer), catalog: catalog)
  }
}

/// The files that are given, and of folders the posted dumps that lie in them.
private func files(_ options: TraceOptions, _ ledger: LedgerReader) throws -> [String] {
  var posted: [DumpReceipt] = []
  for run in try ledger.runs() { posted += try ledger.dumps(ofRun: run.id) }
  var files: [String] = []
  for path in options.dumps {
    // What cannot be opened is named when it is read.
    guard let isFolder = try? Folder.files(below: path) != nil, isFolder else {
      files.append(path)
      continue
    }
    let given = try GivenDumps([path], posted: posted, spillFolder: options.spillFolder)
    let found = posted.compactMap { given.paths[$0.digest] }
    guard !found.isEmpty else { throw RequestFailure("no dump that was posted lies in \(path)") }
    files += found
  }
  return files
}

/// How those of some files are read that were posted: as their run read them.
private func readings(
  of files: [String], _ options: TraceOptions, _ ledger: LedgerReader
) throws -> [String: LineReading] {
  let asked = LineReading(assumedOffset: options.assumedOffset, map: options.map)
  var posted: [DumpReceipt] = []
  var known: [Fingerprint: LineReading] = [:]
  for run in try ledger.runs() {
    let reading = LineReading(
      assumedOffset: run.assumedOffset, map: try ledger.fieldMap(ofRun: run.id))
    for dump in try ledger.dumps(ofRun: run.id) {
      posted.append(dump)
      known[dump.digest] = reading
    }
  }
  // Which run posted a file is told by its bytes only, so they are hashed where that matters.
  guard known.values.contains(where: { $0 != asked }) else { return [:] }
  var readings: [String: LineReading] = [:]
  for file in files where file != "-" {
    // What cannot be opened is named when it is read.
    let given = try? GivenDumps([file], posted: posted, spillFolder: options.spillFolder)
    if let digest = given?.paths.keys.first { readings[file] = known[digest] }
  }
  return readings
}

/// Says where a record may be looked for.
private func needsDumps(
  _ id: String, _ app: AppID, _ explainer: Explainer
) throws -> RequestFailure {
  let dump = try explainer.dump(ofRecord: id, app: app)
  let advice =
    try dump.map { "record \(id) of app \(app) was counted from \($0.source) in run \($0.run)" }
    ?? "the ledger has not counted record \(id) of app \(app)"
    + (explainer.forgottenMonths.map { ", or has forgotten it: \($0)" } ?? "")
  return RequestFailure(
    "records stand in dumps only: give those to look in with --dumps; \(advice)")
}

public import Aggregation
import Book
import Catalog
public import Ingest
public import Ledger
public import Quantities
import Settlement

/// A record that is not in the dumps that were given.
public struct MissingRecord: Error, Sendable, CustomStringConvertible {
  /// What was not found, and where it may be.
  public let description: String
}

extension Explainer {
  /// What dumps have to be searched for to complete an explanation; `nil` when nothing is to be
  /// found in them.
  public func query(for explanation: Answer) -> RecordQuery? {
    if case .record(let record) = explanation { return .record(app: record.app, id: record.id) }
    let lines = explanation.usageLines.map {
      UsageKey(app: $0.line.app, day: $0.line.day, meter: $0.line.meter)
    }
    return lines.isEmpty ? nil : .lines(Set(lines))
  }

  /// Completes an explanation with the records that were found in dumps.
  ///
  /// - Throws: `MissingRecord` when one record was asked for and not found.
  public func complete(_ explanation: Answer, with trace: Trace) throws -> Answer {
    let records = try self.records(in: trace)
    switch explanation {
    case .record(let record): return .record(try complete(record, records, trace))
    case .grant: return explanation
    case .usage(let lines): return .usage(try lines.map { try complete($0, records, trace) })
    case .invoice(var invoice):
      for index in invoice.lines.indices {
        switch invoice.lines[index].detail {
        case .order: continue
        case .usage(let line):
          invoice.lines[index].detail = .usage(try complete(line, records, trace))
        case .fee(var fee):
          try fee.completePeakLine { try complete($0, records, trace) }
          invoice.lines[index].detail = .fee(fee)
        }
      }
      return .invoice(invoice)
    }
  }

  /// The one dump in which a record stands that was counted; `nil` when none was, or it is
  /// forgotten.
  public func dump(ofRecord id: String, app: AppID) throws -> PostedDump? {
    guard (1...64).contains(id.utf8.count) else { return nil }
    let identity = RecordFingerprints(catalog).identity(app: app, recordID: id)
    let standing = try ledger.standingIdentity(identity)
    return standing.flatMap { standing in allDumps.first { $0.number == standing.dump } }
  }

  /// Which identities the ledger has forgotten; `nil` when none.
  public var forgottenMonths: String? {
    get throws {
      try ledger.forgottenThrough().map { "identities through \($0) are forgotten" }
    }
  }

  private func complete(
    _ line: UsageLineExplanation, _ records: [ExplainedRecord], _ trace: Trace
  ) throws -> UsageLineExplanation {
    var line = line
    let key = UsageKey(app: line.line.app, day: line.line.day, meter: line.line.meter)
    let entries = records.flatMap { record in
      record.record.shares.filter { $0.line == key }
        .map { LineRecords.Entry(record: record, quantity: $0.quantity) }
    }
    let counted = entries.filter { $0.record.fate.outcome == .counted }
    let quantity: Int64 =
      switch line.meter.kind {
      case .sum: counted.reduce(0) { $0 + $1.quantity }
      case .unique: Int64(Set(counted.map { Array($0.record.record.userID.utf8) }).count)
      case .peak: counted.map(\.quantity).max() ?? 0
      }
    let given = Set(trace.dumps.map(\.digest))
    line.records = LineRecords(
      entries: entries, counted: Int64(counted.count), quantity: quantity,
      missingDumps: line.sources.flatMap(\.dumps).filter { !given.contains($0.digest) })
    return line
  }

  private func complete(
    _ explanation: RecordExplanation, _ records: [ExplainedRecord], _ trace: Trace
  ) throws -> RecordExplanation {
    var explanation = explanation
    explanation.records = records
    explanation.rejects = trace.rejects.map { ($0, trace.dumps[$0.position.dump].source) }
    guard !records.isEmpty || !explanation.rejects.isEmpty else {
      throw try missing(explanation, trace)
    }
    // A duplicate says the same, so it counts on the same lines.
    let counting =
      records.first { $0.fate.outcome == .counted }
      ?? records.first {
        $0.fate.outcome == .duplicate
      }
    guard let counting else { return explanation }
    let view = try ledger.owner(of: explanation.app).map { try self.view(of: $0) }
    let lines = try view?.usage ?? ledger.usage(of: [explanation.app], catalog: catalog)
    let keys = Set(counting.record.shares.map(\.line))
    explanation.lines = try lines.filter {
      keys.contains(UsageKey(app: $0.app, day: $0.day, meter: $0.meter))
    }.map { try explain($0, in: view) }
    return explanation
  }

  private func missing(_ wanted: RecordExplanation, _ trace: Trace) throws -> MissingRecord {
    let dumps = trace.dumps.map(\.source).joined(separator: ", ")
    let advice =
      try dump(ofRecord: wanted.id, app: wanted.app).map {
        "the ledger counted it from \($0.source) in run \($0.run); give that dump"
      } ?? "the ledger has not counted one of that id either"
      + (forgottenMonths.map { ", or has forgotten it: \($0)" } ?? "")
    return MissingRecord(
      description: "no record \(wanted.id) of app \(wanted.app) in \(dumps); \(advice)")
  }

  // MARK: - Fates

  /// The records of a trace, each with what became of it.
  private func records(in trace: Trace) throws -> [ExplainedRecord] {
    let posted = Dictionary(allDumps.map { ($0.digest, $0) }) { first, _ in first }
    let byNumber = Dictionary(allDumps.map { ($0.number, $0) }) { first, _ in first }
    var first: [Fingerprint: LinePosition] = [:]
    var explained: [ExplainedRecord] = []
    for (record, position) in trace.records {
      let traced = trace.dumps[position.dump]
      let dump = posted[traced.digest]
      let standing = try record.claim.flatMap { try ledger.standingIdentity($0.identity) }
      var outcome = try outcome(of: record, in: dump, standing)
      if outcome == .counted, let identity = record.claim?.identity {
        // Of equal records in one dump the first stands.
        if first[identity] != nil { outcome = .duplicate } else { first[identity] = position }
      }
      let isInPlaceOf = outcome == .duplicate || outcome == .conflict
      explained.append(
        ExplainedRecord(
          record: record, source: traced.source, position: position, dump: dump,
          fate: RecordFate(
            outcome: outcome, standing: nil,
            standingDump: isInPlaceOf ? standing.flatMap { byNumber[$0.dump] } : nil)))
    }
    return explained.map { $0.named(first) }
  }

  private func outcome(
    of record: TracedRecord, in dump: PostedDump?, _ standing: StandingIdentity?
  ) throws -> RecordFate.Outcome {
    guard let dump else { return .notPosted }
    // What has no identity is counted each time.
    guard let claim = record.claim else { return .counted }
    if let end = try ledger.forgottenBefore(run: dump.run), record.time < end { return .tooOld }
    guard let standing else { return .forgotten }
    guard standing.content == claim.content else { return .conflict }
    return standing.dump == dump.number ? .counted : .duplicate
  }
}

extension ExplainedRecord {
  /// The record with the place of the one that stands instead, where that was found.
  fileprivate func named(_ first: [Fingerprint: LinePosition]) -> ExplainedRecord {
    guard fate.standingDump != nil, let identity = record.claim?.identity else { return self }
    return ExplainedRecord(
      record: record, source: source, position: position, dump: dump,
      fate: RecordFate(
        outcome: fate.outcome, standing: first[identity], standingDump: fate.standingDump))
  }
}

extension FeeExplanation {
  /// Completes the usage line that the peak stands on.
  fileprivate mutating func completePeakLine(
    _ body: (UsageLineExplanation) throws -> UsageLineExplanation
  ) throws {
    guard case .peak(var peak) = basis, let line = peak.peakLine else { return }
    peak.peakLine = try body(line)
    basis = .peak(peak)
  }
}

extension Answer {
  /// All usage lines that it is about.
  var usageLines: [UsageLineExplanation] {
    switch self {
    case .usage(let lines): lines
    case .grant, .record: []
    case .invoice(let invoice):
      invoice.lines.compactMap { line in
        switch line.detail {
        case .order: nil
        case .usage(let usage): usage
        case .fee(let fee):
          if case .peak(let peak) = fee.basis { peak.peakLine } else { nil }
        }
      }
    }
  }
}

import Aggregation
import Catalog
import Explanation
import Ingest
import Ledger
import Quantities

extension ExplanationText {
  /// Adds a record: where it stands, what became of it, and what it counts on.
  mutating func add(_ explanation: RecordExplanation) {
    page.line("record \(TextPage.shown(explanation.id)) of app \(explanation.app)")
    if !explanation.records.isEmpty {
      page.line("found", indent: 2)
      page.table(
        recordTable(explanation.records.map { ($0, $0.record.quantity) }),
        numbers: Self.recordNumbers, indent: 4)
    }
    for (reject, source) in explanation.rejects {
      page.line(
        "rejected for \(reject.reason): \(TextPage.shown(source)), \(place(reject.position))",
        indent: 2)
      page.line(TextPage.shown(reject.text), indent: 4)
    }
    let counting = explanation.records.first {
      $0.fate.outcome == .counted || $0.fate.outcome == .duplicate
    }
    if let counting {
      page.line("counts on", indent: 2)
      for share in counting.record.shares {
        page.line(
          "\(share.line.day), \(catalog[share.line.meter].name): \(share.quantity)", indent: 4)
      }
    }
    for line in explanation.lines {
      page.gap()
      add(line)
    }
  }

  /// Columns of `recordTable` that hold numbers.
  static var recordNumbers: Set<Int> { [1, 2, 3, 7] }

  /// Records with their places and what became of them.
  ///
  /// - Parameter records: each with the quantity to show.
  func recordTable(_ records: [(record: ExplainedRecord, quantity: Int64)]) -> [[String]] {
    var rows = [
      [
        "source", "line", "frame", "offset", "record_id", "user_id", "time", "quantity", "outcome",
      ]
    ]
    for (found, quantity) in records {
      rows.append([
        TextPage.shown(found.source), "\(found.position.line)",
        found.position.frame.map { "\($0)" } ?? "-", "\(found.position.offset)",
        TextPage.shown(found.record.recordID), TextPage.shown(found.record.userID),
        time(found.record.time), "\(quantity)", outcome(of: found),
      ])
    }
    return rows
  }

  private func place(_ position: LinePosition) -> String {
    let frame = position.frame.map { ", frame \($0)" } ?? ""
    return "line \(position.line)\(frame), offset \(position.offset)"
  }

  private func outcome(of record: ExplainedRecord) -> String {
    switch record.fate.outcome {
    case .counted: "counted in run \(record.dump?.run ?? 0)"
    case .duplicate: "duplicate of \(standing(record.fate))"
    case .conflict: "conflict with \(standing(record.fate))"
    case .forgotten: "posted in run \(record.dump?.run ?? 0), its identity is forgotten"
    case .tooOld:
      "rejected in run \(record.dump?.run ?? 0): the identities of its month were forgotten"
    case .notPosted: "not posted: no run has read this dump"
    }
  }

  private func standing(_ fate: RecordFate) -> String {
    let dump = fate.standingDump.map { TextPage.shown($0.source) } ?? "one that stands"
    return dump + (fate.standing.map { ", line \($0.line)" } ?? "")
  }
}

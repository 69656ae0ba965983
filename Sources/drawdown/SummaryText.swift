import Aggregation
import ByteStreams
import Explanation
import Ingest
import Ledger
import Pipeline
import Quantities

/// Lays a summary out for people.
enum SummaryText {
  /// The summary of a run, a line ending behind each line.
  ///
  /// - Throws: `QuantityOverflow` when a sum of what a rehearsal would change does not fit.
  static func text(_ summary: RunSummary) throws(QuantityOverflow) -> String {
    var lines: [String] = []
    let kept = summary.isRehearsal ? "rehearsed, nothing kept" : "run \(summary.run)"
    lines.append("\(summary.command): \(kept)")
    if summary.command == "run" {
      lines += dumps(summary.dumps, summary.skippedDumps, became: "posted")
      lines += partials(summary.partials)
      lines.append(conservation(summary.counts))
      if summary.counts.oversize > 0 {
        lines.append("oversize: \(summary.counts.oversize) records above the largest tier")
      }
      if let file = summary.rejectsFile { lines.append("rejects:  \(Console.visible(file))") }
      lines.append("usage:    \(summary.usageLines) lines of app, day and meter")
    }
    lines.append(settled(summary))
    lines.append(
      "accounts: \(summary.settledAccounts) of \(summary.accounts) settled anew, "
        + "\(summary.entries.posted) entries posted, \(summary.entries.reversed) reversed")
    lines += warnings(summary)
    return try lines.joined(separator: "\n") + "\n" + preview(summary.preview)
  }

  /// How many rows of what a rehearsal would change are shown.
  static let mostPreviewRows = 200

  /// What a rehearsal would change, as `explain --diff` will say it of the run.
  static func preview(_ changes: Explained<RunDifference>?) throws(QuantityOverflow) -> String {
    guard let changes else { return "" }
    return try "\nwhat would change\n"
      + ExplanationText.text(changes, mostRows: mostPreviewRows)
  }

  /// The summary of an aggregation or a merge.
  static func text(_ result: IngestResult) -> String {
    var lines = dumps(result.receipts, result.skipped, became: "read")
    lines += partials(result.partials)
    lines.append(conservation(result.counts))
    if result.counts.oversize > 0 {
      lines.append("oversize: \(result.counts.oversize) records above the largest tier")
    }
    lines.append("usage:    \(result.usage.lines.count) lines of app, day and meter")
    if let address = result.written { lines.append("written:  partial \(address)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func partials(_ partials: [TakenPartial]) -> [String] {
    partials.map { partial in
      "partial:  \(Console.visible(partial.source)), \(partial.dumps) dumps of it counted, "
        + "\(partial.address)"
    }
  }

  private static func dumps(
    _ receipts: [DumpReceipt], _ skipped: [SkippedDump], became word: String
  ) -> [String] {
    let bytes = receipts.reduce(0) { $0 + $1.storedBytes }
    let read = "dumps:    \(receipts.count) read, \(bytes) bytes as stored"
    return [read]
      + skipped.map { skip in
        "skipped:  \(Console.visible(skip.source)) has the same bytes as "
          + "\(Console.visible(skip.sameAs)), which was \(word)"
      }
  }

  private static func conservation(_ counts: RecordCounts) -> String {
    "records:  \(counts.read) read = \(counts.counted) counted + \(counts.duplicates) duplicates "
      + "+ \(counts.conflicts) conflicts + \(counts.rejected) rejected"
  }

  private static func settled(_ summary: RunSummary) -> String {
    guard let day = summary.settledDay else { return "settled:  nothing yet" }
    let before = summary.settledBefore.map { ", before through \($0)" } ?? ""
    return "settled:  through \(day)\(before)"
  }

  private static func warnings(_ summary: RunSummary) -> [String] {
    var lines: [String] = []
    if let days = summary.settledDayJump {
      lines.append("warning:  the settled day moved on by \(days) days; look for a wrong date")
    }
    if !summary.unownedApps.isEmpty {
      let apps = summary.unownedApps.prefix(10).map(\.description).joined(separator: ", ")
      let more = summary.unownedApps.count > 10 ? " and more" : ""
      lines.append(
        "unowned:  \(summary.unownedApps.count) apps with usage belong to no account: "
          + "\(apps)\(more)")
    }
    return lines + summary.attention.map { "attention: \(Console.visible($0))" }
  }
}

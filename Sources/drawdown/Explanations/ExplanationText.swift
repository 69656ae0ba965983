import Book
import Catalog
import Explanation
import Ledger
import Pipeline
import Quantities
import Settlement

/// Lays explanations out for people.
struct ExplanationText {
  let catalog: Catalog
  var page = TextPage()
  /// How many rows of what changed may still be shown.
  var rowsLeft = Int.max

  private init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// An answer as text.
  static func text(_ explained: Explained<Answer>) -> String {
    var text = ExplanationText(explained.catalog)
    switch explained.value {
    case .invoice(let invoice): text.add(invoice)
    case .usage(let lines):
      for line in lines {
        text.page.gap()
        text.add(line)
      }
    case .grant(let grant): text.add(grant)
    case .record(let record): text.add(record)
    }
    return text.page.text
  }

  /// What changed between two runs as text.
  ///
  /// - Parameter mostRows: so many rows are shown, and the rest is told in counts and sums.
  /// - Throws: `QuantityOverflow` when a sum does not fit.
  static func text(
    _ explained: Explained<RunDifference>, mostRows: Int = .max
  ) throws(QuantityOverflow) -> String {
    var text = ExplanationText(explained.catalog)
    text.rowsLeft = mostRows
    try text.add(explained.value)
    return text.page.text
  }

  /// The runs of a ledger as a table.
  static func text(_ explained: Explained<[RunInput]>) -> String {
    var text = ExplanationText(explained.catalog)
    text.add(explained.value)
    return text.page.text
  }

  // MARK: - Words that several explanations share

  func time(_ time: Timestamp) -> String { catalog.zone.text(of: time) }

  func since(_ day: CalendarDay?) -> String { day.map { "since \($0)" } ?? "since ever" }

  func scope(_ grant: Grant) -> String { grant.app.map { "app \($0)" } ?? "all apps" }

  func validity(_ grant: Grant) -> String { "[\(grant.start), \(grant.end))" }

  /// Adds events of the book, with their lines.
  mutating func add(_ events: [EventFact], indent: Int) {
    for event in events {
      page.line(
        "\(event.type) \(TextPage.shown(event.id)) of \(time(event.time)), taken in by run "
          + "\(event.run)", indent: indent)
      page.line(TextPage.shown(event.line), indent: indent + 2)
    }
  }

  /// Adds a dump of a run.
  mutating func add(_ dump: PostedDump, indent: Int) {
    page.line(
      "dump \(TextPage.shown(dump.source)): \(TextPage.count(dump.recordsRead, "record")) read, "
        + "\(dump.recordsRejected) rejected, \(TextPage.count(dump.storedBytes, "byte"))",
      indent: indent)
  }

  /// `run 2 (run), posted 2025-11-01T00:00:00+08:00 by somebody`.
  func name(of run: RunRecord) -> String {
    let words = [
      run.postedAt.map { "posted \(time($0))" }, run.postedBy.map { "by \(TextPage.shown($0))" },
    ].compactMap { $0 }
    return "run \(run.id) (\(run.command))"
      + (words.isEmpty ? "" : ", " + words.joined(separator: " "))
  }
}

import Aggregation
import Explanation
import Ledger
import Quantities

extension ExplanationText {
  /// Adds the runs of a ledger, one row each.
  mutating func add(_ history: [RunInput]) {
    var rows = [
      [
        "run", "command", "posted", "by", "settled", "dumps", "read", "counted", "duplicates",
        "conflicts", "rejected", "events", "closed",
      ]
    ]
    for input in history {
      let (run, counts) = (input.run, input.run.counts)
      rows.append([
        "\(run.id)", TextPage.shown(run.command), run.postedAt.map { time($0) } ?? "-",
        run.postedBy.map { TextPage.shown($0) } ?? "-",
        run.settledDay.map { "\($0)" } ?? "-", "\(input.dumps.count)", "\(counts.read)",
        "\(counts.counted)", "\(counts.duplicates)", "\(counts.conflicts)", "\(counts.rejected)",
        "\(input.events.count)",
        input.closes.isEmpty ? "-" : input.closes.map { "\($0)" }.joined(separator: ", "),
      ])
    }
    page.table(rows, numbers: [0, 5, 6, 7, 8, 9, 10, 11], indent: 0)
  }
}

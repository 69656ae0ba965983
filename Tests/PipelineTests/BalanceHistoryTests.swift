import Quantities
import Storage
import TestSupport
import Testing

/// A balance that went wrong at some run could not be told afterwards if only the last one were
/// kept: so each is asked for after every run.
@Suite("Balances, run by run")
struct BalanceHistoryTests {
  /// Sums of exact texts by grant, over the entries of the first runs.
  private func sums(
    _ database: Database, _ table: String, _ column: String, through run: Int64
  ) throws -> [String: Fraction] {
    let rows = try database.statement(
      """
      SELECT account || ' ' || grant_id, sign, \(column) FROM \(table) WHERE run <= \(run)
      """)
    defer { rows.reset() }
    var sums: [String: Fraction] = [:]
    while try rows.step() {
      let amount = try #require(Fraction(rows.text(2)))
      let sum = sums[rows.text(0)] ?? .zero
      sums[rows.text(0)] =
        try rows.integer(1) > 0 ? sum.adding(amount) : sum.subtracting(amount)
    }
    return sums.filter { $0.value != .zero }
  }

  @Test(
    "what a grant has drawn is the sum of its draws, and what is left the rest, after every run")
  func sumsOfEntries() throws {
    let ledger = try RichLedger()
    let database = try Database(
      path: ledger.path, access: .readOnly, applicationID: 0x4452_4157)
    let runs = try #require(try database.integer("SELECT max(id) FROM run"))
    #expect(runs >= 6)
    var drawn = 0
    for run in 1...runs {
      let draws = try sums(database, "deduction_entry", "package_minutes", through: run)
      #expect(draws == (try sums(database, "grant_entry", "drawn", through: run)), "run \(run)")
      let minutes = try sums(database, "grant_entry", "CAST(minutes AS TEXT)", through: run)
      for (grant, total) in minutes {
        var rest = total
        for column in ["drawn", "expired", "left_over"] {
          let part = try sums(database, "grant_entry", column, through: run)[grant] ?? .zero
          rest = try rest.subtracting(part)
        }
        #expect(rest == .zero, "run \(run), grant \(grant)")
      }
      drawn += draws.count
    }
    #expect(drawn > 0)
    database.close()
  }
}

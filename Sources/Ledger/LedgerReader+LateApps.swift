public import Quantities
import Storage

extension LedgerReader {
  /// Apps with usage that came to their account after its month was closed: it was posted later, or
  /// the account got the app later.
  ///
  /// - Complexity: O(n) in the usage entries of runs behind the first close.
  public func lateApps() throws -> Set<AppID> {
    var late: Set<AppID> = []
    let closes = try closes()
    for (place, close) in closes.enumerated() {
      let nextRun = place + 1 < closes.count ? closes[place + 1].run : Int64.max
      let lastDay = close.value.lastDay.packed
      late.formUnion(
        try apps(
          """
          SELECT DISTINCT app FROM usage_entry WHERE run > ?1 AND run <= ?2 AND day <= ?3
          """, close.run, nextRun, lastDay))
      late.formUnion(
        try apps(
          """
          SELECT app FROM app_owner WHERE run > ?1 AND run <= ?2
            AND EXISTS (SELECT 1 FROM usage WHERE usage.app = app_owner.app AND day <= ?3)
          """, close.run, nextRun, lastDay))
    }
    return late
  }

  private func apps(_ sql: String, _ parameters: Int64...) throws -> [AppID] {
    let rows = try database.statement(sql)
    for (place, parameter) in parameters.enumerated() {
      rows.bind(parameter, at: Int32(place + 1))
    }
    return try apps(rows)
  }
}

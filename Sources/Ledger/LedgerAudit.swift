import Storage

/// Something in a ledger that contradicts something else in it.
public struct LedgerFinding: Hashable, Sendable, CustomStringConvertible {
  /// What was checked.
  public enum Check: String, Hashable, Sendable, CaseIterable {
    /// The file's pages, indices and references are whole, and its tables are those of the program.
    case structure
    /// Every run still holds what it wrote, and follows the run before it.
    case chain
    /// Records read = counted + duplicates + conflicts + rejected, in every run.
    case recordConservation = "record_conservation"
    /// Every usage total is the sum of its entries.
    case usageTotals = "usage_totals"
    /// The lines of `unique` meters count the users that are remembered.
    case distinctUsers = "distinct_users"
    /// As many identities are remembered of each run as it counted, those that were forgotten since
    /// included; and only closed months are forgotten.
    case identities
    /// The first and the last day of usage of each run are those of the entries so far.
    case usageDays = "usage_days"
    /// A reversal repeats, with the opposite sign, an entry that was not reversed before.
    case reversals
    /// What stands is what was posted and not reversed.
    case standing
    /// What the dumps of a run come to when they are read again is what the run posted.
    case dumps
  }

  /// What was checked.
  public let check: Check
  /// What was found, with its place.
  public let detail: String

  public var description: String { "\(check.rawValue): \(detail)" }
}

extension LedgerReader {
  /// Checks everything that the ledger itself says twice.
  ///
  /// Whether the settlement follows from usage, book and catalog is for `difference(from:)`.
  ///
  /// - Returns: at most `limit` findings of each check; none for a sound ledger.
  /// - Complexity: reads the whole ledger.
  public func audit(limit: Int = 20) throws -> [LedgerFinding] {
    var findings = try database.schemaFindings()
    // Without its tables and views a ledger cannot be asked anything else.
    guard findings.isEmpty else { return findings }
    findings += try ChainWalk.findings(in: database, limit: limit)
    let structure = try database.isOnServer ? database.referenceQueries() : Self.fileQueries
    for (check, sql) in structure + Self.auditQueries {
      do throws(DatabaseFailure) {
        let rows = try database.statement("SELECT * FROM (\(sql)) AS finding LIMIT \(limit)")
        defer { rows.reset() }
        while try rows.step() { findings.append(LedgerFinding(check: check, detail: rows.text(0))) }
      } catch {
        // A sum of numbers that no run wrote may not fit.
        guard error.code == .implausible else { throw error }
        findings.append(LedgerFinding(check: check, detail: "cannot be checked: \(error.detail)"))
      }
    }
    return findings
  }

  /// Queries whose rows are findings about the file as a whole; a server keeps its pages whole itself.
  private static let fileQueries: [(LedgerFinding.Check, String)] = [
    (
      .structure,
      "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"
    ),
    (
      .structure,
      """
      SELECT 'a row of ' || "table" || ' refers to a missing row of ' || parent
      FROM pragma_foreign_key_check
      """
    ),
  ]

  /// Queries whose rows are findings.
  private static var auditQueries: [(LedgerFinding.Check, String)] {
    [
      (
        .recordConservation,
        """
        SELECT 'run ' || id || ': ' || records_read || ' read, ' || records_counted
          || ' counted + ' || records_duplicate || ' duplicates + ' || records_conflict
          || ' conflicts + ' || records_rejected || ' rejected'
        FROM run WHERE records_read <>
          records_counted + records_duplicate + records_conflict + records_rejected
        """
      ),
      (.usageTotals, usageTotals),
      (.distinctUsers, distinctUsers),
      (
        .identities,
        """
        SELECT 'run ' || id || ' counted ' || identities || ' identities, and ' || kept
          || ' are remembered of it'
        FROM (SELECT id, identities, coalesce(
            (SELECT rows FROM run_part WHERE run = run.id AND part = 'identity'), 0) AS kept
          FROM run) AS remembered
        WHERE identities <> kept
        """
      ),
      (
        .identities,
        """
        SELECT 'run ' || run || ', forget: ' || month || ' is forgotten and was not closed by then'
        FROM forget WHERE NOT EXISTS (
          SELECT 1 FROM close WHERE close.month >= forget.month AND close.run <= forget.run)
        """
      ),
      (.usageDays, usageDays),
      (.standing, JournalTable.unknownStanding),
    ] + JournalTable.all.flatMap { [(.reversals, $0.badReversals), (.standing, $0.badStanding)] }
  }

  private static let usageTotals = """
    SELECT 'app ' || app || ', day ' || day || ', meter ' || coalesce(item.name, CAST(meter AS TEXT))
      || ': total and entries differ by ' || sum(records) || ' records and ' || sum(quantity)
      || ' of quantity' || CASE WHEN sum(is_entry) = 0 THEN ', there is no entry'
        WHEN sum(is_entry) = count(*) THEN ', there is no total' ELSE '' END
    FROM (
      SELECT app, day, meter, records, quantity, 0 AS is_entry FROM usage
      UNION ALL SELECT app, day, meter, -records, -quantity, 1 FROM usage_entry) AS line
    LEFT JOIN item ON item.id = meter
    GROUP BY app, day, meter, item.name
    HAVING sum(records) <> 0 OR sum(quantity) <> 0 OR sum(is_entry) NOT BETWEEN 1 AND count(*) - 1
    """

  private static let usageDays = """
    SELECT 'run ' || id || ': usage is of days ' || coalesce(CAST(first AS TEXT), '-') || ' to '
      || coalesce(CAST(last AS TEXT), '-') || ', the run says '
      || coalesce(CAST(first_usage_day AS TEXT), '-') || ' to '
      || coalesce(CAST(last_usage_day AS TEXT), '-')
    FROM (
      SELECT id, first_usage_day, last_usage_day, min(first) OVER (ORDER BY id) AS first,
        max(last) OVER (ORDER BY id) AS last
      FROM run LEFT JOIN (
        SELECT run, min(day) AS first, max(day) AS last FROM usage_entry GROUP BY run
      ) AS entries ON entries.run = run.id) AS days
    WHERE first IS DISTINCT FROM first_usage_day OR last IS DISTINCT FROM last_usage_day
    """

  /// Only `unique` meters have users, so that what has users is counted by them.
  private static let distinctUsers = """
    SELECT 'app ' || app || ', day ' || day || ', meter ' || coalesce(item.name, CAST(meter AS TEXT)) || ': '
      || users || ' users are remembered, the line says '
      || coalesce(CAST(quantity AS TEXT), 'nothing')
    FROM (SELECT app, day, meter, count(*) AS users FROM distinct_user GROUP BY app, day, meter)
      AS met
    LEFT JOIN usage USING (app, day, meter)
    LEFT JOIN item ON item.id = meter
    WHERE users IS DISTINCT FROM quantity
    """
}

extension JournalTable {
  /// What stands of a kind that there is not.
  fileprivate static var unknownStanding: String {
    let kinds = all.map { "\($0.kind)" }.joined(separator: ", ")
    return """
      SELECT 'entry ' || entry || ' of account ' || account || ' stands, of an unknown kind '
        || kind
      FROM standing WHERE kind NOT IN (\(kinds))
      """
  }

  /// Reversals that do not match what they reverse.
  fileprivate var badReversals: String {
    let same = (["account"] + columns.map(\.name)).map {
      "taken.\($0) IS NOT DISTINCT FROM back.\($0)"
    }
    return """
      SELECT '\(table) ' || back.entry || ' does not repeat what it reverses, ' || back.reverses
      FROM \(table) AS back JOIN \(table) AS taken ON taken.entry = back.reverses
      WHERE NOT (taken.sign = 1 AND taken.entry < back.entry AND \(same.joined(separator: " AND ")))
      UNION ALL
      SELECT '\(table) ' || reverses || ' is reversed ' || count(*) || ' times'
      FROM \(table) WHERE reverses IS NOT NULL GROUP BY reverses HAVING count(*) > 1
      """
  }

  /// Entries of which the journal and `standing` say different things.
  fileprivate var badStanding: String {
    """
    SELECT '\(table) ' || entry || CASE WHEN sum(stands) > sum(holds)
      THEN ' stands and should not' ELSE ' should stand and does not' END
    FROM (
      SELECT account, entry, 0 AS stands, 1 AS holds FROM \(table) WHERE sign = 1
      UNION ALL SELECT account, reverses, 0, -1 FROM \(table) WHERE sign = -1
      UNION ALL SELECT account, entry, 1, 0 FROM standing WHERE kind = \(kind)) AS said
    GROUP BY account, entry HAVING sum(stands) <> sum(holds)
    """
  }
}

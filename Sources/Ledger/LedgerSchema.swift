/// The tables of a ledger, as scripts from each version of the schema to the next.
///
/// Days are integers `20251001` and months `202510`, money is in hundredths, fractions are exact
/// text (`0.25`, `1/9`): short, in order, and readable in any SQL shell. Accounts and meters are
/// named once and referred to by number; the views at the end put the names back.
///
/// ```
/// run ──┬── dump, reject, book_event, catalog      what came in, and `close`, what was fixed
///       ├── partial_dump                           dumps that came in partials
///       ├── posted_by                             who did it
///       ├── field_map                             how it read dumps of another shape
///       ├── identity, distinct_user                what has been counted, and is not again
///       ├── forget, forgotten_identity             what of it is remembered no more
///       ├── account, app, app_owner, item          names, and who owns what
///       ├── usage_entry ──────▶ usage              totals are the sums of their entries
///       ├── *_entry (journal) ─▶ standing          entries that no other entry reverses
///       └── run_part                               hashes of all that the run added
/// ```
///
/// Rows are only ever added, and each names the run that added it, so that the runs can be chained
/// by hashes (`ChainTable`). `usage` and `standing` alone are changed: they hold what follows from
/// entries, so that a reader need not add up the history; an audit does, and compares. Identities
/// alone are dropped, and what was dropped is added up in `forgotten_identity`.
enum LedgerSchema {
  /// "DRAW", in the header of the file.
  static let applicationID: Int32 = 0x4452_4157

  /// The version that this program reads and writes.
  static var version: Int { steps.count }

  /// One script for each version.
  static let steps = [
    inputs + usage + journal + views, forgetting, posters, chargeIndices, partials, maps,
  ]

  /// The first number that is a day where both days and months may stand.
  static let firstDay: Int64 = 1_000_000

  /// Runs and what they took in.
  private static let inputs = """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      command TEXT NOT NULL,
      posted_at INTEGER,
      settled_day INTEGER,
      first_usage_day INTEGER,
      last_usage_day INTEGER,
      records_read INTEGER NOT NULL DEFAULT 0,
      records_counted INTEGER NOT NULL DEFAULT 0,
      records_duplicate INTEGER NOT NULL DEFAULT 0,
      records_conflict INTEGER NOT NULL DEFAULT 0,
      records_rejected INTEGER NOT NULL DEFAULT 0,
      records_oversize INTEGER NOT NULL DEFAULT 0,
      identities INTEGER NOT NULL DEFAULT 0,
      assumed_offset TEXT,
      hash TEXT NOT NULL DEFAULT ''
    ) STRICT;

    CREATE TABLE run_part (
      run INTEGER NOT NULL REFERENCES run,
      part TEXT NOT NULL,
      rows INTEGER NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (run, part)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE catalog (
      run INTEGER PRIMARY KEY REFERENCES run,
      name TEXT NOT NULL,
      source BLOB NOT NULL
    ) STRICT;

    CREATE TABLE dump (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      run INTEGER NOT NULL REFERENCES run,
      source TEXT NOT NULL,
      stored_bytes INTEGER NOT NULL,
      records_read INTEGER NOT NULL,
      records_rejected INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE reject (
      run INTEGER NOT NULL REFERENCES run,
      ordinal INTEGER NOT NULL,
      line TEXT NOT NULL,
      PRIMARY KEY (run, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE book_event (
      ordinal INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      canonical TEXT NOT NULL,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT;

    CREATE TABLE close (
      month INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT;

    CREATE TABLE used_refund (
      order_id TEXT PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE account (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT;

    CREATE TABLE app (
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT;
    CREATE INDEX app_by_run ON app (run);

    CREATE TABLE app_owner (
      app INTEGER PRIMARY KEY REFERENCES app,
      account INTEGER NOT NULL REFERENCES account,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT;
    CREATE INDEX app_owner_by_account ON app_owner (account);
    CREATE INDEX app_owner_by_run ON app_owner (run);

    CREATE TABLE item (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT;

    """

  /// Identities, users and usage lines.
  private static let usage = """
    CREATE TABLE identity (
      fingerprint BLOB PRIMARY KEY,
      content BLOB NOT NULL,
      month INTEGER NOT NULL,
      dump INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE distinct_user (
      app INTEGER NOT NULL,
      day INTEGER NOT NULL,
      meter INTEGER NOT NULL,
      fingerprint BLOB NOT NULL,
      run INTEGER NOT NULL,
      PRIMARY KEY (app, day, meter, fingerprint)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE usage (
      app INTEGER NOT NULL,
      day INTEGER NOT NULL,
      meter INTEGER NOT NULL,
      records INTEGER NOT NULL,
      quantity INTEGER NOT NULL,
      PRIMARY KEY (app, day, meter)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE usage_entry (
      run INTEGER NOT NULL,
      app INTEGER NOT NULL,
      day INTEGER NOT NULL,
      meter INTEGER NOT NULL,
      records INTEGER NOT NULL,
      quantity INTEGER NOT NULL,
      PRIMARY KEY (run, app, day, meter)
    ) STRICT, WITHOUT ROWID;

    """

  /// The journal of settlement: one table for each kind of row, in the same form.
  private static var journal: String {
    JournalTable.all.map(\.definition).joined() + """
      CREATE TABLE standing (
        account INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        PRIMARY KEY (account, kind, entry)
      ) STRICT, WITHOUT ROWID;

      """
  }

  /// Since version 2: months whose identities were forgotten, and the sums of those by the run that
  /// had counted them.
  private static let forgetting = """
    CREATE TABLE forget (
      month INTEGER PRIMARY KEY,
      before_time INTEGER NOT NULL,
      run INTEGER NOT NULL REFERENCES run
    ) STRICT;

    CREATE TABLE forgotten_identity (
      run INTEGER NOT NULL REFERENCES run,
      origin INTEGER NOT NULL REFERENCES run,
      rows INTEGER NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (run, origin)
    ) STRICT, WITHOUT ROWID;

    """

  /// Since version 3: who posted a run.
  ///
  /// A table of its own, and no column of `run`: the hashes of older runs are over the columns that
  /// `run` had then, and stay what they are.
  private static let posters = """
    CREATE TABLE posted_by (
      run INTEGER PRIMARY KEY REFERENCES run,
      name TEXT NOT NULL
    ) STRICT;

    """

  /// Since version 4: the few charges that every run asks for, among millions that it does not.
  ///
  /// They are those for whole months, and those without a price.
  private static let chargeIndices = """
    CREATE INDEX monthly_charge ON charge_entry (account) WHERE period < \(firstDay);
    CREATE INDEX unpriced_charge ON charge_entry (account) WHERE amount IS NULL;

    """

  /// Since version 5: which dumps came in one, and how they were read when it was made.
  private static let partials = """
    CREATE TABLE partial_dump (
      dump INTEGER PRIMARY KEY REFERENCES dump,
      run INTEGER NOT NULL REFERENCES run,
      partial TEXT NOT NULL,
      assumed_offset TEXT
    ) STRICT;

    """

  /// Since version 6: where the fields of records stand in the dumps of a run, of fields that stand
  /// elsewhere than under their own names.
  private static let maps = """
    CREATE TABLE field_map (
      run INTEGER NOT NULL REFERENCES run,
      field TEXT NOT NULL,
      path TEXT NOT NULL,
      PRIMARY KEY (run, field)
    ) STRICT, WITHOUT ROWID;

    """

  /// What stands, with names in place of numbers, for people with an SQL shell.
  private static var views: String {
    """
    CREATE VIEW usage_line AS
      SELECT coalesce(account.name, '') AS account_id, usage.app AS sdk_app_id, usage.day,
        item.name AS meter, usage.records, usage.quantity
      FROM usage
      JOIN item ON item.id = usage.meter
      LEFT JOIN app_owner ON app_owner.app = usage.app
      LEFT JOIN account ON account.id = app_owner.account;

    """ + JournalTable.all.map(\.view).joined()
  }
}

"""Takes a ledger back to an older version of the schema, as the program of that time wrote it."""

import hashlib
import sqlite3
import sys

# What each version added (`Documentation/LEDGER.md`); none changed anything of the one before.
ADDED = {
    2: (("forget", "forgotten_identity"), ()),
    3: (("posted_by",), ()),
    4: ((), ("monthly_charge", "unpriced_charge")),
    5: (("partial_dump",), ()),
    6: (("field_map",), ()),
}
NEWEST = max(ADDED)


def take_back(path, version):
    """Removes what later versions added, and chains the runs without it."""
    database = sqlite3.connect(path)
    with database:
        for added in range(version + 1, NEWEST + 1):
            tables, indices = ADDED[added]
            for table in tables:
                database.execute(f"DROP TABLE {table}")
                database.execute("DELETE FROM run_part WHERE part = ?", (table,))
            for index in indices:
                database.execute(f"DROP INDEX {index}")
        database.execute(f"PRAGMA user_version = {version}")
        chain(database)
    database.close()


def chain(database):
    """Works the hash of every run out anew, as `Documentation/LEDGER.md` says."""
    before = None
    for (run,) in database.execute("SELECT id FROM run ORDER BY id").fetchall():
        lines = [] if before is None else [quoted((before,))]
        lines += [
            quoted(row) for row in database.execute(
                "SELECT run, part, rows, hash FROM run_part WHERE run = ? ORDER BY part", (run,))]
        before = hashlib.sha256("".join(lines).encode()).hexdigest()
        database.execute("UPDATE run SET hash = ? WHERE id = ?", (before, run))


def quoted(row):
    """A row as the SQLite shell prints it with `-quote`."""
    return ",".join(f"'{value}'" if isinstance(value, str) else str(value) for value in row) + "\n"


if __name__ == "__main__":
    take_back(sys.argv[1], int(sys.argv[2]))

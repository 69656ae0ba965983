"""The commands under which calls to the system fail, each with what comes before it."""

import dataclasses

import life
import older

FIRST = ["run", "--ledger", "LEDGER", "--book", "book.ndjson", "usage-a.csv.zst"]
SECOND = ["run", "--ledger", "LEDGER", "usage-b.ndjson.zst"]
SETTLE = ["settle", "--ledger", "LEDGER", "--through", "2025-11-30"]

@dataclasses.dataclass
class Scenario:
    """A command, and the world in which it is run."""

    # Commands that lead to it.
    before: list
    # The command.
    words: list
    # Files that it writes.
    outputs: tuple = ()
    # Exit codes when nothing fails; 1 says that the world holds rejects and a conflict.
    codes: tuple = (0,)
    # The dump on its standard input.
    stdin: str = None
    # A generated dump instead of the fixture world.
    records: int = 0
    # The version of the schema that the ledger is taken back to.
    version: int = None
    # Calls that are tried of each fault, drawn by chance, where there are too many for all.
    most: int = None
    # Whether it only reads: then its findings are those of the ledger, whatever fails.
    only_reads: bool = False


SCENARIOS = {
    # Into a file that is not there, with a rollback journal.
    "first-run": Scenario([], FIRST, ("ledger.db.run-1.rejects.ndjson",), (1,)),
    # Into a ledger with a write-ahead log.
    "second-run": Scenario([FIRST], SECOND, ("ledger.db.run-2.rejects.ndjson",), (1,)),
    "settle": Scenario([FIRST, SECOND], SETTLE),
    "close": Scenario([FIRST, SECOND, SETTLE], ["close", "2025-09", "--ledger", "LEDGER"]),
    "forget": Scenario(
        [FIRST, SECOND, SETTLE, ["close", "2025-09", "--ledger", "LEDGER"]],
        ["close", "2025-10", "--forget", "--ledger", "LEDGER"]),
    # From the first version of the schema to the last.
    "migration": Scenario([FIRST, SECOND], SETTLE, version=1),
    "export": Scenario(
        [FIRST, SECOND], ["export", "invoices", "--ledger", "LEDGER", "-o", "invoices.ndjson"],
        ("invoices.ndjson",)),
    "pages": Scenario(
        [FIRST, SECOND], ["invoice", "--html", "--ledger", "LEDGER", "-o", "invoices.html"],
        ("invoices.html",)),
    "aggregate": Scenario(
        [], ["aggregate", "usage-a.csv.zst", "usage-b.ndjson.zst", "-o", "usage.csv", "--partial",
             "all.partial", "--rejects", "rejects.ndjson"],
        ("usage.csv", "all.partial", "rejects.ndjson"), (1,)),
    "merge": Scenario(
        [["aggregate", "usage-a.csv.zst", "--partial", "a.partial", "-o", "a.csv"],
         ["aggregate", "usage-b.ndjson.zst", "--partial", "b.partial", "-o", "b.csv"]],
        ["run", "--ledger", "LEDGER", "--book", "book.ndjson", "a.partial", "b.partial"],
        codes=(1,)),
    # Standard input is kept in a file without a name.
    "pipe": Scenario(
        [FIRST], ["run", "--ledger", "LEDGER", "-"], ("ledger.db.run-2.rejects.ndjson",), (1,),
        stdin="usage-b.ndjson.zst"),
    # More identities and users than a mebibyte holds.
    "spill": Scenario(
        [], ["run", "--ledger", "LEDGER", "--book", "sample/book.ndjson", "--memory", "1M",
             "sample/usage-2025-10-01.csv.zst"],
        ("ledger.db.run-1.rejects.ndjson",), (1,), records=40000, most=60),
    "verify": Scenario(
        [FIRST, SECOND], ["verify", "--ledger", "LEDGER", "--dumps", "usage-a.csv.zst",
                          "usage-b.ndjson.zst"], only_reads=True),
}

GENERATE = ["generate", "--seed", 3, "--users", 30000, "--duplicates", 500, "--conflicts", 100,
            "--broken", 50, "--frames", 7, "-o", "sample", "--records"]


def prepare(scenario, tool, folder):
    """The world in front of the scenario's command."""
    if scenario.records:
        folder.mkdir(parents=True)
        world = life.Life(tool, folder)
        life.expect(world.run(GENERATE + [scenario.records]), 0)
    else:
        life.take_world(folder)
        world = life.Life(tool, folder)
    for words in scenario.before:
        life.expect(world.run(words), 0, 1)
    if scenario.version:
        older.take_back(folder / world.ledger, scenario.version)
    return world

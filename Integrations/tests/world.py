"""Shards from seeds, and what one machine makes of them."""

from __future__ import annotations

import json
import os
import pathlib
import stat
import subprocess
from collections.abc import Sequence

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRAWDOWN = pathlib.Path(os.environ.get("DRAWDOWN", ROOT / ".build" / "release" / "drawdown"))
EXPORTS = ("usage", "deductions", "charges", "grants", "invoices")
DAYS = 8
# Each makes a shard a day. The second repeats the first without its faults, so that shards share
# records and contradict each other. All records of the last one are of one app, which others have,
# too, and it has ten times as many.
FAULTS = ("--duplicates", "3000", "--conflicts", "500", "--broken", "400")
GROUPS: tuple[tuple[str, ...], ...] = (
    ("--seed", "1", "--records", "16000", "--apps", "300", *FAULTS),
    ("--seed", "1", "--records", "16000", "--apps", "300"),
    ("--seed", "2", "--records", "16000", "--apps", "300", *FAULTS),
    ("--seed", "3", "--records", "16000", "--apps", "300"),
    ("--seed", "4", "--records", "16000", "--apps", "300"),
    ("--seed", "5", "--records", "16000", "--apps", "300"),
    ("--seed", "6", "--records", "16000", "--apps", "300", "--format", "ndjson"),
    ("--seed", "7", "--records", "160000", "--apps", "1"),
)

# Stands in for the binary on the workers. Where it is and what it does is said by variables, so
# that nothing works unless they are passed on. It may be slow, be killed at the first try of a
# shard, hang at the first try of another one, and fail at every try of a third.
STAND_IN = """\
#!/bin/sh
case "$*" in
*"${STUMBLES_OVER:-?}"*) mkdir "$MARKS/stumbled" 2>/dev/null && kill -9 $$ ;;
*"${HANGS_ON:-?}"*) mkdir "$MARKS/hung" 2>/dev/null && sleep "$HANGS_FOR" ;;
*"${FAILS_ON:-?}"*) echo "the disk is full" >&2; exit 4 ;;
esac
case "$*" in *" --partial "*) sleep "${DELAY:-0}" ;; esac
exec "$DRAWDOWN_BINARY" "$@"
"""


def drawdown(*words: object, codes: Sequence[int] = (0,)) -> str:
    """Runs the binary; returns its output."""
    done = subprocess.run(
        [str(DRAWDOWN), *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        raise AssertionError(f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class World:
    """64 shards, a book, and a stand-in for the binary."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        folder.mkdir()
        for number, words in enumerate(GROUPS):
            drawdown(
                "generate", *words, "--days", DAYS, "--users", 5000, "-o", folder / f"{number}")
        self.patterns = [str(folder / f"{number}" / "*.zst") for number in range(len(GROUPS))]
        self.shards = [
            str(path) for number in range(len(GROUPS))
            for path in sorted((folder / f"{number}").glob("*.zst"))]
        self.book = str(folder / "0" / "book.ndjson")
        self.stand_in = folder / "drawdown"
        self.stand_in.write_text(STAND_IN)
        self.stand_in.chmod(self.stand_in.stat().st_mode | stat.S_IXUSR)

    def alone(self, name: str, shards: Sequence[str]) -> dict[str, str]:
        """What a run on this machine alone makes of some shards."""
        ledger = self.folder / f"{name}.db"
        # There are rejects and conflicts, so that a person should look.
        drawdown("run", "--ledger", ledger, "--book", self.book, *shards, codes=[1])
        return self.exports(ledger)

    def exports(self, ledger: pathlib.Path) -> dict[str, str]:
        """Everything that a ledger says about money, and the certificate of it."""
        found = {what: drawdown("export", what, "--ledger", ledger) for what in EXPORTS}
        found["certificate"] = json.dumps(
            json.loads(drawdown("verify", "--ledger", ledger, "--json"))["certificate"])
        return found

"""Who is compared, and that all of them say the same."""

import csv
import dataclasses
import filecmp
import pathlib
import shutil
import subprocess
import sys

import setting
from running import Command


@dataclasses.dataclass(frozen=True)
class Contender:
    """One way to turn a dump into usage."""

    name: str
    words: tuple
    is_peer: bool

    def command(self, dump, output, *more):
        """What reads a dump and leaves the result in a file.

        Ours goes there by standard output: with `-o` it would also wait until the disk has it,
        which peers do not.
        """
        words = [*self.words, "--threads", setting.THREADS, *more]
        if self.is_peer:
            return Command([*words, "-o", output, dump])
        return Command([*words, dump], output)


OURS = Contender("drawdown", (setting.DRAWDOWN, "aggregate"), False)
WITHOUT_IDENTITY = Contender(
    "drawdown --no-identity", (setting.DRAWDOWN, "aggregate", "--no-identity"), False)


def peers():
    """The peers that are installed."""
    python = setting.VENV / "bin" / "python"
    return [
        Contender(name, (python, setting.PEERS / f"{name}_peer.py"), True)
        for name in ("duckdb", "polars", "chdb")
    ]


def install_peers():
    """Installs the peers in an environment of their own, unless these versions are there."""
    stamp = setting.VENV / "installed"
    wanted = setting.REQUIREMENTS.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(setting.VENV, ignore_errors=True)
    print(f"installing the peers in {setting.VENV.relative_to(setting.ROOT)}", file=sys.stderr)
    pip = [setting.VENV / "bin" / "python", "-m", "pip", "install", "--quiet"]
    subprocess.run([sys.executable, "-m", "venv", setting.VENV], check=True)
    subprocess.run([*pip, "--disable-pip-version-check", "-r", setting.REQUIREMENTS], check=True)
    stamp.write_text(wanted)


def in_peers_form(usage):
    """Turns our usage export into the lines that peers write: app, day, meter, quantity."""
    target = pathlib.Path(f"{usage}.peer")
    with open(usage, newline="") as source, open(target, "w", newline="") as lines:
        for row in csv.DictReader(source):
            cells = row["sdk_app_id"], row["day"], row["meter"], row["quantity"]
            lines.write("\t".join(cells) + "\n")
    return target


def check_equal(first, second, names):
    """Stops everything when two files differ: what is fast and wrong is not compared."""
    if not filecmp.cmp(first, second, shallow=False):
        raise SystemExit(f"{names[0]} and {names[1]} disagree; compare {first} with {second}")

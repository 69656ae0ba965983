"""What the tests of durability share: the program as a user runs it, and what a ledger holds."""

import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORLD = ROOT / "fixtures" / "world"
EXPORTS = ("usage", "deductions", "charges", "grants", "invoices", "rejects")
# What `verify` says of a ledger to which nothing was posted.
NO_LEDGER = ("there is no such file", "holds no run yet")


class Damage(Exception):
    """A promise that was not kept."""


@dataclasses.dataclass
class Result:
    """What a run of the program has left behind."""

    words: list
    code: int
    output: str
    errors: str

    def __str__(self):
        return f"{' '.join(self.words)}\nexit {self.code}\n{self.output}{self.errors}"


class Life:
    """A folder in which the program works on one ledger.

    The ledger is whatever `--ledger` takes; only `clone` and `listing` look at files.
    """

    def __init__(self, tool, folder, ledger="ledger.db"):
        self.tool = str(tool)
        self.folder = pathlib.Path(folder).resolve()
        self.ledger = ledger
        # Where the program puts what does not fit in memory.
        self.spills = self.folder / "spills"
        self.spills.mkdir(parents=True, exist_ok=True)

    def command(self, words):
        """The words of a command, the ledger put in."""
        return [self.tool] + [str(word).replace("LEDGER", self.ledger) for word in words]

    def environment(self, more=None):
        own = {"TMPDIR": str(self.spills), "SWIFT_BACKTRACE": "enable=no"}
        return {**os.environ, **own, **(more or {})}

    def start(self, words):
        """Starts a command; what it prints goes to files that nobody else looks at."""
        return subprocess.Popen(
            self.command(words), cwd=self.folder, env=self.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self, words, environment=None, stdin=None):
        """Runs a command to its end."""
        command = self.command(words)
        source = open(self.folder / stdin, "rb") if stdin else subprocess.DEVNULL
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment(environment), stdin=source,
            capture_output=True, timeout=600)
        if stdin:
            source.close()
        return Result(
            command, done.returncode, done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"))

    def certificate(self):
        """What the ledger holds, as `verify` attests it; `None` when nothing was posted to it."""
        result = self.run(["verify", "--ledger", "LEDGER", "--json"])
        if result.code == 4 and any(text in result.errors for text in NO_LEDGER):
            return None
        if result.code != 0:
            raise Damage(f"the ledger does not verify\n{result}")
        return json.dumps(json.loads(result.output)["certificate"], sort_keys=True)

    def exports(self):
        """The bytes of every export, as one hash each."""
        found = {}
        for kind in EXPORTS:
            result = self.run(["export", kind, "--ledger", "LEDGER"])
            if result.code != 0:
                raise Damage(f"{result}")
            found[kind] = hashlib.sha256(result.output.encode()).hexdigest()
        return found

    def listing(self):
        """The files below the folder: what is left behind shows here."""
        return sorted(
            str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())

    def clone(self, folder):
        """The same files in another folder, with a ledger that is a file."""
        shutil.copytree(self.folder, folder)
        return Life(self.tool, folder, self.ledger)


def digest(path):
    """The hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def take_world(folder):
    """Puts the fixture world into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in [WORLD / "book.ndjson", *WORLD.glob("*.zst")]:
        shutil.copy(path, folder)


def expect(result, *codes):
    """Fails unless a command ended with one of the codes."""
    if result.code not in codes:
        raise Damage(f"expected exit {' or '.join(map(str, codes))}\n{result}")
    return result


def find_tool(given):
    """The program to test: the one given, or the release build."""
    tool = pathlib.Path(given or ROOT / ".build" / "release" / "drawdown").resolve()
    if not tool.exists():
        raise SystemExit(f"{tool} is not there; run `make release`, or give --tool")
    return tool

"""Kills the program at random instants, runs it again, and compares: `make kills`.

One life is a month in a few commands: nights with late records, some with little memory, a settle,
a close, exports. Each command is started, killed after a random part of the time that it takes, and
started again, a few times over, until it is left alone. Instants come from the seed; which
instruction they hit does not. In the end exports, files and certificate are compared with those of a
life in which nobody was killed.

The ledger is a file, or whatever `--ledger` takes: `--ledger 'postgresql://host/kills_{n}'`, with
`--create 'createdb kills_{n}'` and `--drop 'dropdb kills_{n}'` run around life n.
"""

import argparse
import collections
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import life

# As many records as need more than a mebibyte, so that the small nights spill.
GENERATE = ["generate", "--seed", 11, "--records", 30000, "--days", 3, "--apps", 40, "--users", 15000,
            "--duplicates", 900, "--conflicts", 60, "--broken", 40, "--frames", 5, "-o", "sample"]


def commands(days):
    """The commands of a life: one night a dump, then what comes at the end of a month."""
    nights = [
        ["run", "--ledger", "LEDGER", *(["--book", "sample/book.ndjson"] if index == 0 else []),
         *(["--memory", "1M"] if index != 1 else []), day]
        for index, day in enumerate(days)]
    return nights + [
        ["settle", "--ledger", "LEDGER", "--through", "2025-10-31"],
        # The first month with any event; the book is older than the usage.
        ["close", "MONTH", "--ledger", "LEDGER", "--forget"],
        ["export", "deductions", "--ledger", "LEDGER", "-o", "deductions.csv"],
        ["export", "invoices", "--ledger", "LEDGER", "-o", "invoices.ndjson"],
        ["invoice", "--html", "--ledger", "LEDGER", "-o", "invoices.html"],
    ]


def files(world):
    """All files by name, with their hashes.

    A ledger's bytes tell who wrote them when. The names of rejects files are those of runs, and a run
    that was killed behind its commit is followed by one more; what is in them is compared as exports.
    """
    return {
        name: None if name == world.ledger else life.digest(world.folder / name)
        for name in world.listing() if not name.endswith(".rejects.ndjson")}


def check_order(words, world):
    """The close, with the month that can be closed first."""
    if "MONTH" not in words:
        return words
    asked = world.run(["close", "2000-01", "--ledger", "LEDGER"])
    month = asked.errors.split("close ")[1].split()[0]
    return [month if word == "MONTH" else word for word in words]


class Reference:
    """A life in which nobody was killed."""

    def __init__(self, options, sample, scratch):
        self.world = born(options, sample, scratch / "reference", 0)
        days = sorted(str(path.relative_to(self.world.folder))
                      for path in (self.world.folder / "sample").glob("*.zst"))
        self.words, self.seconds, self.codes = [], [], []
        for words in commands(days):
            words = check_order(words, self.world)
            begin = time.monotonic()
            result = life.expect(self.world.run(words), 0, 1)
            self.seconds.append(time.monotonic() - begin)
            self.words.append(words)
            self.codes.append(result.code)
        self.exports = self.world.exports()
        self.certificate = self.world.certificate()
        self.files = files(self.world)
        ended(options, self.world, 0)


def born(options, sample, folder, number):
    """A folder with the inputs, and a ledger that holds nothing."""
    shutil.copytree(sample, folder)
    world = life.Life(options.tool, folder, options.ledger.replace("{n}", str(number)))
    if options.create:
        subprocess.run(options.create.replace("{n}", str(number)), shell=True, check=True)
    return world


def ended(options, world, number):
    if options.drop:
        subprocess.run(options.drop.replace("{n}", str(number)), shell=True, check=True)
    shutil.rmtree(world.folder, ignore_errors=True)


def kill(world, words, seconds):
    """Starts a command and kills it; whether it was still there to be killed."""
    process = world.start(words)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() == -9


def live(options, reference, sample, scratch, number, tally):
    """One life, each command of which is killed a few times."""
    chance = random.Random(f"{options.seed} {number}")
    world = born(options, sample, scratch / f"life-{number}", number)
    for words, seconds, code in zip(reference.words, reference.seconds, reference.codes):
        for _ in range(chance.randrange(1, 4)):
            if tally["kills"] >= options.count:
                break
            instant = chance.random() * seconds * 1.1
            if kill(world, words, instant):
                tally["kills"] += 1
                tally[f"kills of {words[0]}"] += 1
            else:
                tally["too late"] += 1
            if chance.random() < options.look:
                world.certificate()
                tally["looked between"] += 1
        life.expect(world.run(words), 0, code)
    compare(world, reference)
    ended(options, world, number)


def compare(world, reference):
    """Everything that the life has come to, against the life without kills."""
    pairs = (
        (files(world), reference.files), (world.certificate(), reference.certificate),
        (world.exports(), reference.exports))
    for found, expected in pairs:
        if found != expected:
            raise life.Damage(f"found, and then what should be:\n{found}\n{expected}")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", help="the program; the release build when absent")
    parser.add_argument("--count", type=int, default=1000, help="as many kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ledger", default="ledger.db", help="{n} is the number of the life")
    parser.add_argument("--create", help="a command that makes a ledger's database")
    parser.add_argument("--drop", help="a command that removes it")
    parser.add_argument("--look", type=float, default=0.3, help="how often it is verified between")
    parser.add_argument("--keep", help="a folder for what is left of a life that failed")
    options = parser.parse_args()
    options.tool = life.find_tool(options.tool)
    return options


def main():
    options = parse()
    tally, failures = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="drawdown-kills-") as scratch:
        scratch = pathlib.Path(scratch).resolve()
        (scratch / "inputs").mkdir()
        life.expect(life.Life(options.tool, scratch / "inputs").run(GENERATE), 0)
        reference = Reference(options, scratch / "inputs", scratch)
        number = 0
        while tally["kills"] < options.count:
            number += 1
            try:
                live(options, reference, scratch / "inputs", scratch, number, tally)
            except life.Damage as damage:
                failures += 1
                print(f"DAMAGE: seed {options.seed}, life {number}: {damage}", flush=True)
                if options.keep:
                    shutil.copytree(scratch / f"life-{number}", f"{options.keep}/life-{number}")
                if failures >= 5:
                    break
            if number % 10 == 0:
                print(f"{number} lives, {tally['kills']} kills", flush=True)
    print(f"kills: seed {options.seed}, {number} lives, {dict(tally)}; {failures} differences")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

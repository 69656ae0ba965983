"""Holds what reading a record costs within limits that no other machine changes: `make bench-gate`.

Times say something about a machine and its guests; instructions and allocations say something about
the program. Valgrind counts both while one worker reads a dump of few records and one of many, and
the difference is what the further records cost: starting up and tables that are there anyway fall
out. Instructions of libzstd are left out, since they are those of the library's version. The dumps
come from a seed, and hashing is not seeded by chance, so that a repetition counts the same.

The limits stand in `gate-limits.txt`, a name and a number a line. A change that makes a figure
smaller lowers its limit; one that makes it larger says why in its commit.
"""

import collections
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
DRAWDOWN = ROOT / ".build" / "release" / "drawdown"
LIMITS = ROOT / "Benchmarks" / "gate-limits.txt"

FEW, MANY = 100_000, 300_000
LEFT_OUT = "libzstd"
ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"}


def checked(command, **options):
    """Runs a command, and ends with all that it says when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")


def dump(form, records, scratch):
    """Makes a dump of that many records; returns its path."""
    folder = scratch / f"{form}-{records}"
    checked([
        DRAWDOWN, "generate", "--seed", 5, "--records", records, "--users", 50_000, "--apps", 500,
        "--frames", 4, "--format", form, "-o", folder])
    return next(folder.glob("*.zst"))


def counted(path, flags, scratch):
    """Instructions and allocations of reading a dump, by callgrind."""
    profile = scratch / "profile"
    environment = dict(os.environ, SWIFT_DETERMINISTIC_HASHING="1")
    checked([
        "valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", "--compress-strings=no",
        DRAWDOWN, "aggregate", *flags, "--threads", 1, "-o", scratch / "usage.csv", path,
    ], env=environment)
    return figures(profile)


def figures(profile):
    """Sums up a profile: costs by the object whose code ran, and calls by the function called."""
    instructions, allocations = 0, 0
    lines = iter(profile.read_text(errors="replace").splitlines())
    is_counted, callee = True, ""
    for line in lines:
        if line.startswith("ob="):
            is_counted = LEFT_OUT not in line
        elif line.startswith("cfn="):
            callee = line[4:]
        elif line.startswith("calls="):
            if callee in ALLOCATORS:
                allocations += int(line[6:].split()[0])
            # What the call cost in all is counted where it was spent.
            next(lines)
        elif is_counted and line[:1] and line[0] in "0123456789+-*":
            instructions += int(line.split()[1])
    return collections.Counter(instructions=instructions, allocations=allocations)


def measured(scratch):
    """What a further record costs, by the names of the limits."""
    found = {}
    for form in ("csv", "ndjson"):
        paths = [dump(form, records, scratch) for records in (FEW, MANY)]
        for name, flags in ((form, []), (f"{form}-no-identity", ["--no-identity"])):
            few, many = (counted(path, flags, scratch) for path in paths)
            further = MANY - FEW
            found[f"{name}-instructions-a-record"] = (
                many["instructions"] - few["instructions"]) / further
            found[f"{name}-allocations-a-million-records"] = (
                many["allocations"] - few["allocations"]) * 1e6 / further
    return found


def limits():
    """The limits by name."""
    lines = [line.split("#")[0].split() for line in LIMITS.read_text().splitlines()]
    return {words[0]: float(words[1]) for words in lines if words}


def main():
    if shutil.which("valgrind") is None:
        raise SystemExit("bench-gate: valgrind is missing; install the package of that name")
    if not DRAWDOWN.exists():
        raise SystemExit(f"bench-gate: {DRAWDOWN} is not there; run `make release` first")
    allowed = limits()
    with tempfile.TemporaryDirectory(prefix="drawdown-gate-") as scratch:
        found = measured(pathlib.Path(scratch))
    failures = 0
    for name, value in found.items():
        limit = allowed.get(name)
        is_good = limit is not None and value <= limit
        failures += not is_good
        against = "no limit" if limit is None else f"limit {limit:.0f}"
        print(f"{name}: measured {value:.0f}, {against}: {'ok' if is_good else 'FAILED'}")
    for name in allowed.keys() - found.keys():
        failures += 1
        print(f"{name}: not measured, limit {allowed[name]:.0f}: FAILED")
    if failures:
        print(
            f"bench-gate: {failures} failed. callgrind_annotate tells what became dearer; a limit "
            f"in {LIMITS.relative_to(ROOT)} is raised only with a reason.", file=sys.stderr)
    sys.exit(1 if failures else 0)


main()
